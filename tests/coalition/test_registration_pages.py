"""How an association registers, as its browser sees it."""

import datetime as dt
import re
import unicodedata
import uuid

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.enums import NameClaim, OrganizationState, RegistrationState
from coalition.models import MailLimit, PartnerRegistration, RegistrationContact
from coalition.tokens import make_token
from tests.factories.coalition import (
    create_organization,
    create_registration,
    create_staff,
    registration_form,
)
from tests.markup import read

pytestmark = pytest.mark.django_db

FORM = "/partners/register/"
CHECK_MAIL = "/partners/register/check-mail/"
SAME_SITE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def browser():
    return Client(headers=SAME_SITE, enforce_csrf_checks=True)


def confirm_path(registration, purpose="registration"):
    token = make_token(purpose, registration.code)
    return reverse("coalition:registration-confirm", args=(token,))


def nothing_happened():
    return not (
        PartnerRegistration.objects.exists()
        or RegistrationContact.objects.exists()
        or ProcrastinateJob.objects.exists()
        or MailLimit.objects.exists()
    )


def states():
    return list(PartnerRegistration.objects.values_list("pk", "state", "confirmed_at"))


# --- The form -------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ("", "/en"))
def test_the_form_is_private_and_sets_no_cookie(browser, prefix):
    response = browser.get(prefix + FORM)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
    assert "checked" not in response.text
    assert "Cookie" not in response.get("Vary", "")


def test_a_valid_form_leads_to_the_check_mail_page(browser):
    response = browser.post(FORM, registration_form(name_ko="(사)새벽별모임"))

    assert response.status_code == 303
    assert response["Location"] == CHECK_MAIL
    assert not response.cookies
    registration = PartnerRegistration.objects.get()
    assert registration.name_ko == "(사)새벽별모임"
    assert registration.language == "ko"
    assert ProcrastinateJob.objects.count() == 1


def test_the_language_is_that_of_the_path(browser):
    response = browser.post("/en" + FORM, registration_form())

    assert response["Location"] == "/en" + CHECK_MAIL
    assert PartnerRegistration.objects.get().language == "en"


def test_the_check_mail_page_is_the_same_for_everybody(browser):
    response = browser.get(CHECK_MAIL)

    assert response.status_code == 200
    assert response["Cache-Control"].startswith("public")


def test_the_answer_never_tells_whether_a_mailbox_applied_before(browser):
    waiting = registration_form()
    browser.post(FORM, waiting)
    PartnerRegistration.objects.update(
        state=RegistrationState.WAITING, confirmed_at=timezone.now()
    )
    unconfirmed = registration_form()
    browser.post(FORM, unconfirmed)
    used_up = registration_form()
    for _ in range(4):
        browser.post(FORM, used_up)

    answers = [
        browser.post(FORM, data)
        for data in (waiting, unconfirmed, used_up, registration_form())
    ]

    shapes = {
        (answer.status_code, answer["Location"], answer.content, len(answer.cookies))
        for answer in answers
    }
    assert shapes == {(303, CHECK_MAIL, b"", 0)}


def test_an_empty_form_names_every_field_and_does_nothing(browser):
    response = browser.post("/en" + FORM, {})

    assert response.status_code == 422
    form = response.context["form"]
    assert set(form.errors) == {
        "name_ko",
        "kind",
        "contact_name",
        "contact_role",
        "contact_email",
        "consent_privacy",
        "declaration",
    }
    assert 'class="c-error-summary"' in response.text
    assert response.text.count('aria-invalid="true"') == 7
    assert "Please write the name of the organization." in response.text
    assert nothing_happened()


@pytest.mark.parametrize(
    ("field", "value"),
    (
        ("name_ko", "А여성회"),
        ("name_ko", "\u3164"),
        ("name_ko", "x" * 5000),
        ("name_en", "Wom\u0435n"),
        ("name_en", "x" * 161),
        ("kind", "sect"),
        ("parent_name", "여성회\u202e"),
        ("website", "javascript:alert(1)"),
        ("website", "http://127.0.0.1"),
        ("website", "x" * 3000),
        ("about_ko", "가" * 601),
        ("about_ko", "가\x00"),
        ("contact_name", "=HYPERLINK(1)"),
        ("contact_name", "가" * 41),
        ("contact_role", "\u200b"),
        ("contact_email", "a@b"),
        ("contact_email", "a@localhost"),
        ("contact_email", "a@[127.0.0.1]"),
        ("contact_email", "a@example.kr\nBcc: x@y.kr"),
        ("contact_email", "a@example.kr,b@example.kr"),
        ("contact_email", "홍길동@naver.com"),
        ("consent_privacy", None),
        ("declaration", None),
    ),
)
def test_bad_input_keeps_the_form_and_does_nothing(browser, field, value):
    data = registration_form(about_ko="<b>kept</b>") | {field: value}
    data = {key: item for key, item in data.items() if item is not None}

    response = browser.post(FORM, data)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert f'href="#id_{field}"' in response.text
    assert f'id="id_{field}_error"' in response.text
    if field != "contact_email":
        assert data["contact_email"] in response.text
    assert "<b>kept</b>" not in response.text
    assert nothing_happened()


def test_text_like_markup_is_shown_as_text(browser):
    about = '"><img src=x onerror=alert(1)> {{ 7*7 }}'
    browser.post(FORM, registration_form(about_ko=about))

    page = browser.get(confirm_path(PartnerRegistration.objects.get())).text

    assert "<img" not in page
    assert "&lt;img" in page
    assert "{{ 7*7 }}" in page


def test_hidden_extras_are_ignored(browser):
    data = registration_form(state="approved", id="1", code="x", language="xx")

    browser.post(FORM, data)

    registration = PartnerRegistration.objects.get()
    assert registration.state == RegistrationState.UNCONFIRMED
    assert registration.language == "ko"


# --- A name like another's --------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    (
        "달빛여성회",
        unicodedata.normalize("NFD", "달빛여성회"),
        "(사) 달빛 여성회.",
        "달빛·여성회",
    ),
)
@pytest.mark.parametrize("state", OrganizationState.values)
def test_a_name_like_an_existing_one_asks_and_loses_nothing(browser, name, state):
    create_organization("㈔달빛여성회", state=state)
    data = registration_form(name_ko=name, about_ko="우리가 하는 일")

    response = browser.post(FORM, data)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name_claim"}
    assert 'name="name_claim"' in response.text
    assert "우리가 하는 일" in response.text
    assert nothing_happened()

    response = browser.post(FORM, data | {"name_claim": "different"})

    assert response.status_code == 303
    assert PartnerRegistration.objects.get().name_claim == NameClaim.DIFFERENT


def test_the_english_and_the_short_name_are_compared_too(browser):
    create_organization("달빛여성회", name_en="Moonlight", short_name_ko="달빛")

    for changes in ({"name_en": "MOON-LIGHT"}, {"name_ko": "달빛"}):
        response = browser.post(FORM, registration_form(**changes))
        assert response.status_code == 422


def test_the_question_is_only_asked_where_it_matters(browser):
    assert 'name="name_claim"' not in browser.get(FORM).text

    browser.post(FORM, registration_form(name_claim="existing"))

    assert PartnerRegistration.objects.get().name_claim == ""


def test_another_registration_does_not_count_as_a_similar_name(browser):
    create_registration(name_ko="새벽별모임")

    response = browser.post(FORM, registration_form(name_ko="새벽별모임"))

    assert response.status_code == 303


# --- Where a form may come from ---------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    (
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
    ),
)
def test_a_foreign_form_is_refused(headers):
    registration = create_registration(RegistrationState.UNCONFIRMED)
    before = states()
    client = Client(headers=headers)

    for path, data in ((FORM, registration_form()), (confirm_path(registration), {})):
        response = client.post(path, data)
        assert response.status_code == 403
        assert response.text

    assert states() == before
    assert ProcrastinateJob.objects.count() == 1


@pytest.mark.parametrize("method", ("put", "patch", "delete", "options", "trace"))
def test_other_methods_are_answered_with_405(browser, method):
    registration = create_registration(RegistrationState.UNCONFIRMED)

    for path in (FORM, confirm_path(registration)):
        assert getattr(browser, method)(path).status_code == 405
    assert browser.post(CHECK_MAIL).status_code == 405


def test_large_and_foreign_bodies_are_refused(browser):
    response = browser.post(FORM, registration_form(about_ko="x" * 70_000))
    assert response.status_code == 413
    response = browser.post(FORM, "<a/>", content_type="text/xml")
    assert response.status_code == 400
    response = browser.post(FORM, "\x00\x01", content_type="multipart/form-data")
    assert response.status_code == 400
    response = browser.post(
        FORM, "&a=" * 1001, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 400
    assert nothing_happened()


# --- The link in the mail -----------------------------------------------------------


def test_opening_the_link_shows_what_was_sent_in_and_changes_nothing(browser):
    registration = create_registration(RegistrationState.UNCONFIRMED)
    before = states()

    for _ in range(3):
        response = browser.get(confirm_path(registration))
        browser.head(confirm_path(registration))

    assert response.status_code == 200
    assert registration.name_ko in response.text
    assert "카나리아" in response.text
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert states() == before


def test_the_button_confirms_once_and_can_be_pressed_again(browser):
    registration = create_registration(RegistrationState.UNCONFIRMED)
    path = confirm_path(registration)

    first = browser.post(path)
    after = states()
    second = browser.post(path)

    assert (first.status_code, first["Location"]) == (303, path)
    assert (second.status_code, second["Location"]) == (303, path)
    assert states() == after
    page = browser.get(path).text
    assert "<form" not in re.sub(r"(?s)^.*<main|</main>.*$", "", page)
    assert "카나리아" not in page
    assert "@example.org" not in page


def test_the_button_works_on_a_page_that_sends_no_referrer():
    registration = create_registration(RegistrationState.UNCONFIRMED)
    # What browsers send from a page with Referrer-Policy: no-referrer.
    client = Client(headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})

    client.post(confirm_path(registration))

    registration.refresh_from_db()
    assert registration.state == RegistrationState.WAITING


@pytest.mark.parametrize("language", ("ko", "en"))
@pytest.mark.parametrize("state", RegistrationState.values)
def test_the_link_tells_how_it_stands(browser, state, language):
    registration = create_registration(state, website="https://example.kr")
    prefix = "" if language == "ko" else "/en"

    response = browser.get(prefix + confirm_path(registration))

    assert response.status_code == 200
    assert registration.name_ko in read(response).text
    if state == RegistrationState.DECLINED:
        assert registration.decline_reason in response.text


def bad_tokens(registration):
    token = make_token("registration", registration.code)
    return {
        "one letter off": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "cut short": token[:-5],
        "longer": token + "x",
        "quoted-printable": "3D" + token,
        "of the co-sign link": make_token("partner", registration.code),
        "of a signature": make_token("signature", registration.code),
        "unknown code": make_token("registration", uuid.uuid4()),
        "the bare code": str(registration.code),
        "a number": str(registration.pk),
        "not ASCII": "가나다",
        "10 kB": "a" * 10_000,
        "percent": "%91%00",
    }


@pytest.mark.parametrize("name", list(bad_tokens(PartnerRegistration(pk=1))))
def test_a_wrong_link_finds_a_neutral_page(browser, name):
    registration = create_registration(RegistrationState.UNCONFIRMED)
    before = states()
    path = f"/en/partners/confirm/{bad_tokens(registration)[name]}/"

    for response in (browser.get(path), browser.post(path)):
        assert response.status_code == 404
        assert registration.name_ko not in response.text
        assert "This link does not work any more" in response.text

    assert states() == before


def test_an_expired_link_says_the_same_as_a_wrong_one(browser):
    registration = create_registration(RegistrationState.UNCONFIRMED)
    path = confirm_path(registration)
    wrong = browser.get(confirm_path(PartnerRegistration(code=uuid.uuid4())))

    with time_machine.travel(timezone.now() + dt.timedelta(hours=73)):
        expired = browser.get(path)
        posted = browser.post(path)

    assert (expired.status_code, posted.status_code) == (410, 410)
    main = re.compile(r"(?s)<main.*</main>")
    assert main.search(expired.text)[0] == main.search(wrong.text)[0]
    registration.refresh_from_db()
    assert registration.state == RegistrationState.UNCONFIRMED


def test_staff_who_are_signed_in_see_the_same_public_form(client):
    client.force_login(create_staff())

    response = client.get(FORM)

    assert response.status_code == 200
    assert not response.cookies
