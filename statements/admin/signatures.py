"""The queue of held signatures: let them count, or void them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.admin.audited import AuditedAdmin
from coalition.admin.filters import WaitingFirstFilter
from coalition.admin.kept import ReadOnlyAdmin
from coalition.korean import day
from coalition.localized import localized
from statements.admin.acts import Act, ActsAdmin
from statements.enums import LIVE_SIGNATURES, Display, SignatureState
from statements.models import HeldWord, Signature
from statements.services.moderation import invalidate_signature, release_signature

BADGES = {
    SignatureState.CONFIRMED: "good",
    SignatureState.HELD: "warning",
    SignatureState.PENDING: "notice",
}

ACTS = (
    Act(
        name="release",
        title=gettext_lazy("Release the signature"),
        explanation=gettext_lazy(
            "Do this when nothing speaks against the signature: it then counts like "
            "any other. The signer is not told that it was held."
        ),
        done=gettext_lazy("The signature is released."),
        perform=lambda signature, answers, actor: release_signature(
            signature=signature, actor=actor
        ),
        is_possible=lambda signature: signature.state == SignatureState.HELD,
        returns_to_list=True,
    ),
    Act(
        name="invalidate",
        title=gettext_lazy("Void the signature"),
        explanation=gettext_lazy(
            "Do this when the signature is an abuse. It cannot be undone: the "
            "signer's name and address are erased at once and for ever."
        ),
        done=gettext_lazy("The signature is void and its personal data is erased."),
        perform=lambda signature, answers, actor: invalidate_signature(
            signature=signature, actor=actor
        ),
        is_possible=lambda signature: signature.state in LIVE_SIGNATURES,
        is_danger=True,
        returns_to_list=True,
    ),
)


class StateFilter(WaitingFirstFilter):
    states = SignatureState
    waiting = SignatureState.HELD


@admin.register(Signature)
class SignatureAdmin(ActsAdmin, ReadOnlyAdmin):
    """No name but one its signer chose to show; never an address."""

    acts = ACTS
    list_display = (
        "number",
        "badge",
        "statement_title",
        "display",
        "shown_name",
        "signed_on",
    )
    list_filter = (StateFilter, "display")
    ordering = ("-pk",)
    show_full_result_count = False
    fields = (
        "number",
        "statement_title",
        "badge",
        "display",
        "shown_name",
        "signed_on",
        "confirmed_on",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signature]:
        return (
            super()
            .get_queryset(request)
            .select_related("statement", "revision")
            .defer("address_index", "revision__text_ko", "revision__text_en")
        )

    def name_of(self, record: Signature) -> str:
        return _("Signature %(number)d") % {"number": record.pk}

    def act_context(
        self, request: HttpRequest, record: Signature, act: Act
    ) -> dict[str, Any]:
        return {
            "facts": [
                (_("signature"), self.name_of(record)),
                (_("statement"), self.statement_title(record)),
                (_("state"), self.badge(record)),
                (_("signed on"), self.signed_on(record)),
                (_("public name"), self.shown_name(record)),
            ],
            "consequence": _consequence(record, act),
        }

    @admin.display(description=gettext_lazy("signature"), ordering="pk")
    def number(self, signature: Signature) -> str:
        return self.name_of(signature)

    @admin.display(description=gettext_lazy("statement"))
    def statement_title(self, signature: Signature) -> str:
        return localized(signature.revision, "title")

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def badge(self, signature: Signature) -> SafeString:
        kind = BADGES.get(SignatureState(signature.state), "record")
        label = signature.get_state_display()
        return format_html('<span class="c-badge c-badge--{}">{}</span>', kind, label)

    @admin.display(description=gettext_lazy("public name"))
    def shown_name(self, signature: Signature) -> str:
        if signature.display == Display.PRIVATE or not signature.public_name:
            return "-"
        return " · ".join(
            filter(None, (signature.public_name, signature.public_affiliation))
        )

    @admin.display(description=gettext_lazy("signed on"), ordering="signed_at")
    def signed_on(self, signature: Signature) -> str:
        return day(signature.signed_at)

    @admin.display(description=gettext_lazy("confirmed on"))
    def confirmed_on(self, signature: Signature) -> str:
        return day(signature.confirmed_at) if signature.confirmed_at else "-"


def _consequence(signature: Signature, act: Act) -> str:
    """What the public sees of it, in one sentence."""
    is_counted = signature.state == SignatureState.CONFIRMED
    if act.name == "invalidate":
        if is_counted:
            return _("The count falls by one and a shown name disappears.")
        return _("The count stays as it is; this signature was not in it.")
    if signature.confirmed_at is None:
        return _("It waits for the signer's confirmation and counts from then on.")
    if signature.display == Display.PRIVATE:
        return _("The count rises by one. No name is shown.")
    return _("The count rises by one and the name above appears in the public list.")


@admin.register(HeldWord)
class HeldWordAdmin(AuditedAdmin):
    search_fields = ("word",)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        help_texts = {
            "word": gettext_lazy(
                "A new signature whose name or affiliation holds this word is held "
                "for review. Signatures that are there stay as they are."
            )
        }
        return super().get_form(request, *args, help_texts=help_texts, **kwargs)
