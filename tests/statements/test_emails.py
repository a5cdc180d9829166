"""The mails a signer gets, read as their recipient reads them."""

import email
import email.policy
import re

import pytest
from django.core import mail
from django.utils import translation
from django.utils.translation import gettext

from coalition.tokens import read_token
from statements.emails import SIGNATURE_LINK, send_signature_mail
from tests.factories.statements import create_signature, create_statement, sign
from tests.jobs import run_jobs
from tests.markup import read_html

pytestmark = pytest.mark.django_db

NAME, AFFILIATION, TITLE = "카나리아", "카나리아모임", "카나리아 성명"
ADDRESS = "canary@example.org"
URL = re.compile(r"https?://[^\s<>\"]+")


def signed(language="ko", *, confirmed=False):
    make = create_signature if confirmed else sign
    return make(
        create_statement(title_ko=TITLE, slug="canary"),
        email=ADDRESS,
        name=NAME,
        affiliation=AFFILIATION,
        language=language,
    )


def received():
    """The one mail that was sent, parsed by the standard library."""
    (message,) = mail.outbox
    return email.message_from_bytes(
        message.message().as_bytes(), policy=email.policy.default
    )


def deliver(language="ko", *, confirmed=False):
    signature = signed(language, confirmed=confirmed)
    run_jobs()
    return signature, received()


KINDS = pytest.mark.parametrize("confirmed", (False, True), ids=("confirm", "manage"))
LANGUAGES = pytest.mark.parametrize("language", ("ko", "en"))


@KINDS
@LANGUAGES
def test_the_text_has_one_link_alone_on_its_line(language, confirmed):
    signature, mail_ = deliver(language, confirmed=confirmed)

    text = mail_.get_body(("plain",)).get_content()

    (link,) = URL.findall(text)
    assert link in text.splitlines()
    token = re.fullmatch(r"http://testserver/s/([\w.-]+)/", link)[1]
    assert read_token(SIGNATURE_LINK, token) == signature.code


@KINDS
@LANGUAGES
def test_the_html_says_the_same_and_loads_nothing(language, confirmed):
    _, mail_ = deliver(language, confirmed=confirmed)

    page = read_html(mail_.get_body(("html",)).get_content())

    (link,) = URL.findall(mail_.get_body(("plain",)).get_content())
    (anchor,) = page.all("a")
    assert (anchor["href"], anchor.text) == (link, link)
    assert page.one("html")["lang"] == language
    loading = [
        each.tag
        for each in page.all()
        if each.tag in ("img", "script", "link", "iframe", "form", "style")
        or "src" in each
    ]
    assert loading == []


@KINDS
@LANGUAGES
def test_nothing_in_it_tells_who_or_what(language, confirmed):
    _, mail_ = deliver(language, confirmed=confirmed)

    parts = [part.get_content() for part in mail_.iter_parts()]
    headers = [f"{name}: {value}" for name, value in mail_.items() if name != "To"]
    whole = "\n".join(parts + headers)

    for word in (NAME, AFFILIATION, TITLE, ADDRESS, "canary", "deepfake", "딥페이크"):
        assert word not in whole


@pytest.mark.parametrize(
    ("confirmed", "subject"),
    ((False, "Please confirm with one button"), (True, "The link to your page")),
)
@LANGUAGES
def test_subject_and_language_are_those_of_the_signer(language, confirmed, subject):
    with translation.override("ko" if language == "en" else "en"):
        _, mail_ = deliver(language, confirmed=confirmed)

    with translation.override(language):
        assert mail_["Subject"] == gettext(subject)
    text = mail_.get_body(("plain",)).get_content()
    assert mail_["Content-Language"] == language
    assert bool(re.search("[가-힣]", text)) == (language == "ko")


def test_the_envelope_has_one_recipient_and_a_fixed_sender():
    _, mail_ = deliver()

    assert mail_.get_all("To") == [ADDRESS]
    assert mail_["Cc"] is None
    assert mail_["Bcc"] is None
    assert str(mail_["From"]) == "연대 <yeondae@localhost>"
    assert mail_["Auto-Submitted"] == "auto-generated"
    assert mail.outbox[0].recipients() == [ADDRESS]


def test_text_comes_before_html():
    _, mail_ = deliver()

    assert [part.get_content_type() for part in mail_.iter_parts()] == [
        "text/plain",
        "text/html",
    ]
    assert mail_.get_content_type() == "multipart/alternative"


def test_the_message_id_is_of_the_job_and_of_our_host(settings):
    settings.SITE_URL = "https://yeondae.example:8443"
    signature = signed()

    send_signature_mail(signature=signature, to=ADDRESS, message_id="job-7")

    mail_ = received()
    assert mail_["Message-ID"] == "<job-7@yeondae.example>"
    (link,) = URL.findall(mail_.get_body(("plain",)).get_content())
    assert link.startswith("https://yeondae.example:8443/s/")


@pytest.mark.parametrize("language", ("ko", "en"))
def test_the_link_is_the_same_in_every_language_of_the_sender(language):
    signature = signed(language)
    with translation.override("en"):
        run_jobs()

    (link,) = URL.findall(received().get_body(("plain",)).get_content())

    assert link.startswith("http://testserver/s/")
    assert signature.language == language
