"""The mails to people who ask to speak: neutral subjects, nothing of the speech."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from coalition.emails import send_mail_to
from coalition.korean import moment
from coalition.localized import localized
from coalition.pages import absolute_url
from coalition.tokens import make_token
from events.emails.alerts import shown_change
from events.enums import SpeakerMessageKind, SpeakerState
from events.models import OccurrenceChange, SpeakerApplication
from events.models.wording import when_text, where_text

# Purpose of the token in the link.
SPEAKER_LINK = "speaker"


def speaker_url(application: SpeakerApplication) -> str:
    """The one link that confirms, shows, corrects and withdraws, in its language."""
    token = make_token(SPEAKER_LINK, application.code)
    with translation.override(application.language):
        return absolute_url(reverse("events:speaker", args=(token,)))


def send_speaker_link(
    *, application: SpeakerApplication, to: str, message_id: str
) -> None:
    """Asks for confirmation, or gives who has confirmed before the link again."""
    is_pending = application.state == SpeakerState.PENDING
    with translation.override(application.language):
        context = {"link": speaker_url(application), **_about(application)}
    send_mail_to(
        to=to,
        language=application.language,
        template="events/speaker_confirm" if is_pending else "events/speaker_manage",
        context=context,
        message_id=message_id,
    )


def send_speaker_message(
    *,
    application: SpeakerApplication,
    kind: SpeakerMessageKind,
    to: str,
    message_id: str,
    change: OccurrenceChange | None = None,
) -> None:
    """What became of the application, or of the gathering by a ``change``."""
    call = application.call
    with translation.override(application.language):
        result = reverse("events:speak-result", args=(call.occurrence.slug,))
        context = {
            **_about(application),
            "change": change and shown_change(change, application.language),
            "news": _news(application, kind),
            "lot_code": application.lot_code,
            "result_link": absolute_url(result) if call.is_drawn else "",
            "is_called_off": kind == SpeakerMessageKind.CALLED_OFF,
            "link": speaker_url(application),
        }
    send_mail_to(
        to=to,
        language=application.language,
        template="events/speaker_message",
        context=context,
        message_id=message_id,
    )


def _about(application: SpeakerApplication) -> dict[str, str]:
    occurrence = application.call.occurrence
    return {
        "title": localized(occurrence, "title"),
        "when": when_text(occurrence),
        "where": where_text(occurrence),
    }


def _news(application: SpeakerApplication, kind: SpeakerMessageKind) -> str:
    if kind == SpeakerMessageKind.CALLED_OFF:
        return _(
            "This gathering is not held on the announced date, so there is no speech. "
            "What you wrote is erased after this mail. If a new date is announced, "
            "you can apply again."
        )
    if kind == SpeakerMessageKind.NOT_DRAWN:
        return _(
            "There were more applications than places, and the lot did not draw "
            "yours. Thank you for wanting to speak with us."
        )
    if application.state == SpeakerState.CONFIRMED:
        return _(
            "Your application stands. The lot is drawn after %(moment)s. If you cannot "
            "speak then, please withdraw by the link below."
        ) % {"moment": moment(application.call.closes_at)}
    number = {"number": application.position}
    if kind == SpeakerMessageKind.CHANGED:
        return _changed_news(application) % number
    if kind == SpeakerMessageKind.WAITING:
        return (
            _(
                "The lot put you on the waiting list, at place %(number)d. When a place "
                "becomes free we write to you at once."
            )
            % number
        )
    if kind == SpeakerMessageKind.MOVED_UP:
        return (
            _("A place has become free: you speak after all, as number %(number)d.")
            % number
        )
    return _("You have a place: you speak as number %(number)d.") % number


def _changed_news(application: SpeakerApplication) -> str:
    """For who was in the lot already."""
    if application.state == SpeakerState.WAITING:
        return _(
            "You are on the waiting list as before, at place %(number)d. If you cannot "
            "speak then, please withdraw by the link below."
        )
    return _(
        "You speak as before, as number %(number)d. If you cannot come then, please "
        "withdraw by the link below: the next one on the waiting list takes your place."
    )
