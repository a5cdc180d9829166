"""The mails of change alerts: short, neutral, nothing of the gathering in a subject."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from coalition.emails import send_mail_to
from coalition.localized import localized
from coalition.pages import absolute_url
from coalition.tokens import make_token
from events.enums import AlertState
from events.models import AlertSubscription, Occurrence, OccurrenceChange
from events.models.wording import when_text, where_text

# Purposes of the tokens in the links: one opens the page, the other can only leave.
ALERT_LINK, LEAVE_LINK = "alert", "alert-leave"


def alert_url(subscription: AlertSubscription) -> str:
    """The one link that confirms an alert and later ends it, in its language."""
    return _url(subscription, "events:alert", ALERT_LINK)


def leave_url(subscription: AlertSubscription) -> str:
    """Where a mail program posts when its reader presses "unsubscribe" (RFC 8058)."""
    return _url(subscription, "events:alert-leave", LEAVE_LINK)


def send_alert_link(
    *, subscription: AlertSubscription, to: str, message_id: str
) -> None:
    """Asks for confirmation, or gives who has confirmed before the link again."""
    is_confirmed = subscription.state == AlertState.CONFIRMED
    send_mail_to(
        to=to,
        language=subscription.language,
        template="events/alert_manage" if is_confirmed else "events/alert_confirm",
        context={"link": alert_url(subscription), **_about(subscription)},
        message_id=message_id,
    )


def send_changes(
    *,
    subscription: AlertSubscription,
    changes: Iterable[OccurrenceChange],
    to: str,
    message_id: str,
) -> None:
    """What changed, before and after, of one or several dates."""
    with translation.override(subscription.language):
        shown = [shown_change(change, subscription.language) for change in changes]
    _send(subscription, "events/alert_changes", {"changes": shown}, to, message_id)


def send_reminder(
    *,
    subscription: AlertSubscription,
    occurrence: Occurrence,
    to: str,
    message_id: str,
) -> None:
    """What is on tomorrow, when and where."""
    with translation.override(subscription.language):
        context = {
            "title": localized(occurrence, "title"),
            "when": when_text(occurrence),
            "where": where_text(occurrence),
            "link": absolute_url(occurrence.get_absolute_url()),
        }
    _send(subscription, "events/alert_reminder", context, to, message_id)


def _send(
    subscription: AlertSubscription,
    template: str,
    context: dict[str, Any],
    to: str,
    message_id: str,
) -> None:
    send_mail_to(
        to=to,
        language=subscription.language,
        template=template,
        context={**context, "manage_link": alert_url(subscription)},
        message_id=message_id,
        headers={
            "List-Unsubscribe": f"<{leave_url(subscription)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def shown_change(change: OccurrenceChange, language: str) -> dict[str, Any]:
    """One change for the templates, in the words the site used at the time."""
    before, after = change.before[language], change.after[language]
    lines = [
        (_("When"), before["when"], after["when"]),
        (_("Where"), before["where"], after["where"]),
    ]
    if before["state"] != after["state"]:
        lines.insert(0, (_("State"), before["state"], after["state"]))
    return {
        "title": localized(change.occurrence, "title"),
        "lines": lines,
        "reason": after["reason"],
        "link": absolute_url(change.occurrence.get_absolute_url()),
    }


def _about(subscription: AlertSubscription) -> dict[str, str]:
    """What was asked for: a series, or one of its dates."""
    target = subscription.target
    with translation.override(subscription.language):
        if isinstance(target, Occurrence):
            dates, where = when_text(target), where_text(target)
        else:
            dates, where = _("all coming dates"), ""
        return {"title": localized(target, "title"), "dates": dates, "where": where}


def _url(subscription: AlertSubscription, name: str, purpose: str) -> str:
    token = make_token(purpose, subscription.code)
    with translation.override(subscription.language):
        return absolute_url(reverse(name, args=(token,)))
