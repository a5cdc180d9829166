"""The mails a signer gets. No name in them, nothing of the statement in the subject."""

from django.urls import reverse
from django.utils import translation

from coalition.emails import send_mail_to
from coalition.pages import absolute_url
from coalition.tokens import make_token
from statements.models import Signature

SIGNATURE_LINK = "signature"  # the purpose of the token in /s/<token>/


def signature_url(signature: Signature) -> str:
    """The one link that confirms a signature and later manages it."""
    token = make_token(SIGNATURE_LINK, signature.code)
    # Without a language prefix in every mail; the page leads on to its language.
    with translation.override("ko"):
        return absolute_url(reverse("statements:signature", args=(token,)))


def send_signature_mail(*, signature: Signature, to: str, message_id: str) -> None:
    """Asks for confirmation, or tells who has confirmed before how to manage it."""
    is_confirmed = signature.confirmed_at is not None
    send_mail_to(
        to=to,
        language=signature.language,
        template="statements/signature_manage"
        if is_confirmed
        else "statements/signature_confirm",
        context={"link": signature_url(signature), "revision": signature.revision},
        message_id=message_id,
    )
