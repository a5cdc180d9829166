"""The mailbox page of a trial run: there, readable, and never in production."""

import mailbox
import re

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import get_resolver

from tests.factories.statements import create_statement, sign
from tests.jobs import run_jobs
from tests.markup import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(settings, tmp_path):
    """The site as `make run` serves it, with an empty Maildir of its own."""
    settings.ROOT_URLCONF = "config.urls_dev"
    settings.BASE_DIR = tmp_path
    (tmp_path / "var").mkdir()
    return mailbox.Maildir(tmp_path / "var" / "mail", create=True)


def receive(maildir):
    """Puts what was sent into the Maildir, as the launcher's mail catcher does."""
    for message in mail.outbox:
        maildir.add(message.message().as_bytes())


def mails(page):
    """Where the mails of the list are opened."""
    links = {link["href"] for link in page.one("main").all("a")}
    return sorted(link for link in links if re.match("/mail/.", link))


def test_an_empty_mailbox(trial, client):
    response = client.get("/mail/")

    assert response.status_code == 200
    assert mails(read(response)) == []


def test_a_newcomer_signs_opens_the_mail_and_finds_the_button(trial, client):
    sign(create_statement(), email="seoli@example.org")
    run_jobs()
    receive(trial)

    listed = read(client.get("/mail/"))
    (path,) = mails(listed)
    opened = read(client.get(path))
    (link,) = [each["href"] for each in opened.all("a") if "/s/" in each["href"]]
    page = read(client.get(link.removeprefix("http://testserver")))

    assert "seoli@example.org" in listed.text
    assert page.one("input", name="action", value="confirm")


def test_the_newest_mail_comes_first(trial, client):
    for number in (1, 2, 3):
        message = EmailMultiAlternatives(
            subject=f"subject {number}",
            body="text",
            to=["a@example.org"],
            headers={"Date": f"Mon, 0{number} Nov 2026 09:00:00 +0900"},
        )
        trial.add(message.message().as_bytes())

    text = read(client.get("/mail/")).one("main").text

    assert text.index("subject 3") < text.index("subject 2") < text.index("subject 1")


def test_what_a_mail_holds_is_text(trial, client):
    body = "<script>alert(1)</script> https://example.org/?a=1&b=2"
    message = EmailMultiAlternatives(
        subject="<b>subject</b>", body=body, to=["a@example.org"]
    )
    message.extra_headers["Date"] = "Mon, 02 Nov 2026 09:00:00 +0900"
    trial.add(message.message().as_bytes())

    listed = client.get("/mail/")
    (path,) = mails(read(listed))
    opened = client.get(path)

    for response in (listed, opened):
        assert b"<script>alert" not in response.content
        assert b"<b>subject</b>" not in response.content
    assert "<script>alert(1)</script>" in read(opened).one("main").text


@pytest.mark.parametrize("key", ("none", "__", "1", "a" * 300))
def test_a_mail_that_is_not_there(trial, client, key):
    assert client.get(f"/mail/{key}/").status_code == 404


def test_the_pages_are_private(trial, client):
    response = client.get("/mail/")

    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("path", ("/mail/", "/mail/none/", "/en/mail/"))
def test_in_production_there_is_no_such_page(path):
    assert Client().get(path).status_code == 404
    assert not [
        pattern
        for pattern in get_resolver("config.urls").url_patterns
        if "mail" in str(pattern.pattern)
    ]
