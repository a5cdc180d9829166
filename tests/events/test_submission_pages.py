"""The form of a partner, the page behind its link, the mails, and the staff's page."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from coalition.enums import OrganizationState, Provenance, RegistrationState
from coalition.models import AuditEntry, Contact, MailLimit, Organization
from coalition.tokens import make_token
from config.taskboard import task_board
from events.emails.submissions import SUBMISSION_LINK
from events.enums import OccurrenceState
from events.models import Occurrence, Submission, SubmissionChange
from events.selectors.submissions import fingerprint, gathering_of
from events.services.call_off import cancel_occurrence
from events.services.edit import revise_occurrence
from events.services.submissions.changes import decline_change, propose_change
from tests.events.week import MONDAY, SEOUL
from tests.factories.alerts import follow
from tests.factories.coalition import create_organization, create_staff
from tests.factories.events import make_venue
from tests.factories.rota import represent
from tests.factories.submissions import make_submission, submission_form
from tests.jobs import run_jobs
from tests.markup import form_values, read
from tests.public import leaked

FORM = "/events/submit/"
CHECK_MAIL = "/events/submit/check-mail/"
CONTACT = Contact(name="카나리아", role="사무국장", email="forum@example.org")
LINK = re.compile(r"http://testserver\S*/events/submit/\S+")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def organization():
    return create_organization("달빛여성회", name_en="Moonlight")


@pytest.fixture
def announced(organization):
    return make_submission(
        RegistrationState.APPROVED, organization=organization, contact=CONTACT
    )


def page_of(submission, prefix=""):
    token = make_token(SUBMISSION_LINK, submission.code)
    return f"{prefix}/events/submit/{token}/"


def desk_of(submission):
    return reverse("admin:events_submission_change", args=(submission.pk,))


def written(response, action):
    """The form with this button as it stands, about to be sent."""
    forms = read(response).all("form", method="post")
    return next(
        values
        for values in map(form_values, forms)
        if values.get("action") == [action] or action in values
    )


def ask(submission, **values):
    occurrence = Occurrence.objects.get(submission=submission)
    return propose_change(
        code=submission.code,
        seen=fingerprint(occurrence),
        gathering=gathering_of(occurrence).with_facts(values),
        reason_ko="대관 시간이 바뀌었습니다.",
    )


class TestForm:
    @pytest.mark.parametrize("prefix", ("", "/en"))
    def test_it_is_private_sets_no_cookie_and_ticks_nothing(self, client, prefix):
        response = client.get(prefix + FORM)

        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies
        assert "checked" not in response.text
        assert "onclick" not in response.text

    @pytest.mark.parametrize("prefix", ("", "/en"))
    def test_a_valid_form_leads_to_the_check_mail_page(
        self, visitor, organization, prefix
    ):
        response = visitor.post(prefix + FORM, submission_form(organization))

        assert (response.status_code, response["Location"]) == (
            303,
            prefix + CHECK_MAIL,
        )
        assert not response.cookies
        submission = Submission.objects.get()
        assert submission.language == (prefix[1:] or "ko")
        assert submission.state == RegistrationState.UNCONFIRMED
        assert submission.gathering.local_time == dt.time(14)
        assert visitor.get(response["Location"]).status_code == 200

    def test_only_organizations_that_act_here_are_offered(self, visitor):
        fine = create_organization("달빛여성회")
        suspended = create_organization("구름모임", state=OrganizationState.SUSPENDED)
        press = create_organization("보도연대", provenance=Provenance.PRESS)

        text = visitor.get(FORM).text
        assert "달빛여성회" in text
        assert "구름모임" not in text
        assert "보도연대" not in text
        for refused in (suspended, press):
            response = visitor.post(FORM, submission_form(refused))
            assert response.status_code == 422
        assert not Submission.objects.exists()
        assert visitor.post(FORM, submission_form(fine)).status_code == 303

    @pytest.mark.parametrize(
        ("changes", "field"),
        (
            ({"title_ko": " "}, "title_ko"),
            ({"title_ko": "가" * 161}, "title_ko"),
            ({"title_ko": "가\u202e나"}, "title_ko"),
            ({"local_date": "2026-11-22"}, "local_date"),
            ({"local_date": "1999-01-01"}, "local_date"),
            ({"local_time": None}, "minutes"),
            ({"minutes": "0"}, "minutes"),
            ({"place_ko": ""}, "place_ko"),
            ({"is_online": "on", "online_address": "http://a.kr"}, "online_address"),
            ({"contact_email": "nobody"}, "contact_email"),
            ({"consent_privacy": None}, "consent_privacy"),
            ({"declaration": None}, "declaration"),
            ({"format": "party"}, "format"),
        ),
    )
    def test_a_mistake_is_said_and_what_was_written_stays(
        self, visitor, organization, changes, field
    ):
        data = submission_form(organization, summary_ko="남는 글", **changes)

        response = visitor.post(FORM, data)

        assert response.status_code == 422
        assert field in response.context["form"].errors
        assert "남는 글" in response.text
        assert not Submission.objects.exists()
        assert not MailLimit.objects.exists()

    def test_online_needs_no_place(self, visitor, organization):
        data = submission_form(
            organization, is_online="on", online_address="https://meet.example.org/a"
        )

        assert visitor.post(FORM, data).status_code == 303

        gathering = Submission.objects.get().gathering
        assert gathering.online_address == "https://meet.example.org/a"
        assert (gathering.place_ko, gathering.address_ko) == ("", "")

    def test_a_machine_is_answered_the_same_and_nothing_happens(
        self, visitor, organization
    ):
        response = visitor.post(FORM, submission_form(organization, website="x"))

        assert (response.status_code, response["Location"]) == (303, CHECK_MAIL)
        assert not Submission.objects.exists()

    def test_the_answer_does_not_tell_what_a_mailbox_has_sent(
        self, visitor, organization
    ):
        answers = set()
        for _ in range(5):  # new, known, and beyond the day's mails
            response = visitor.post(FORM, submission_form(organization))
            answers.add((response.status_code, response["Location"], response.content))

        assert len(answers) == 1
        assert Submission.objects.count() == 1

    def test_not_from_another_site(self, client, organization):
        response = client.post(
            FORM, submission_form(organization), HTTP_ORIGIN="https://evil.example"
        )

        assert response.status_code == 403
        assert not Submission.objects.exists()

    def test_the_list_leads_to_it(self, client):
        assert FORM in client.get("/events/").text


class TestLink:
    @pytest.mark.parametrize("prefix", ("", "/en"))
    def test_looking_confirms_nothing_the_button_does(self, visitor, prefix):
        submission = make_submission(RegistrationState.UNCONFIRMED, contact=CONTACT)
        page = page_of(submission, prefix)

        for _ in range(2):
            shown = visitor.get(page)
            visitor.head(page)
        assert shown["Referrer-Policy"] == "no-referrer"
        assert CONTACT.email in shown.text
        submission.refresh_from_db()
        assert submission.state == RegistrationState.UNCONFIRMED

        response = visitor.post(page, written(shown, "confirm"))

        assert (response.status_code, response["Location"]) == (303, page)
        submission.refresh_from_db()
        assert submission.state == RegistrationState.WAITING
        assert CONTACT.email not in visitor.get(page).text

    def test_unknown_is_not_found_and_ended_is_gone_in_the_same_words(
        self, visitor, clock
    ):
        submission = make_submission(RegistrationState.UNCONFIRMED)
        page = page_of(submission)
        unknown = visitor.get("/events/submit/unknown/")
        other_purpose = make_token("speaker", submission.code)
        assert visitor.get(f"/events/submit/{other_purpose}/").status_code == 404
        clock.move_to(MONDAY + dt.timedelta(hours=73))
        ended = visitor.get(page)

        assert (unknown.status_code, ended.status_code) == (404, 410)
        assert read(unknown).by_id("content").text == read(ended).by_id("content").text
        assert visitor.post(page, {"action": "confirm"}).status_code == 410

    @pytest.mark.parametrize("state", RegistrationState.values)
    def test_an_organization_that_cannot_act_loses_its_link(self, visitor, state):
        submission = make_submission(state)
        page = page_of(submission)
        assert visitor.get(page).status_code == 200

        Organization.objects.update(state=OrganizationState.SUSPENDED)

        assert visitor.get(page).status_code == 410
        assert visitor.post(page, {"action": "change"}).status_code == 410

    def test_withdrawn_it_is_gone(self, visitor):
        submission = make_submission()
        page = page_of(submission)

        assert visitor.post(page, {"action": "withdraw"}).status_code == 200

        assert not Submission.objects.exists()
        assert visitor.get(page).status_code == 410

    def test_declined_it_says_why(self, visitor):
        submission = make_submission(RegistrationState.DECLINED)

        assert "날짜가 겹칩니다." in visitor.get(page_of(submission)).text

    def test_an_act_that_is_none_is_refused(self, visitor, announced):
        page = page_of(announced)

        assert visitor.post(page, {"action": "approve"}).status_code == 400
        assert visitor.post(page, {}).status_code == 400


class TestChanging:
    def test_the_form_holds_what_is_public_and_only_what_differs_waits(
        self, visitor, announced
    ):
        page = page_of(announced)
        values = written(visitor.get(page), "change")
        assert values["title_ko"] == ["딥페이크 대응 토론회"]
        assert visitor.post(page, values).status_code == 422, "nothing differs"

        response = visitor.post(page, values | {"summary_ko": "새 요약"})

        assert (response.status_code, response["Location"]) == (303, page)
        change = SubmissionChange.objects.get()
        assert change.after == {"summary_ko": "새 요약"}
        assert "새 요약" in visitor.get(page).text

    def test_staff_words_of_other_line_ends_and_blanks_are_no_change(
        self, visitor, announced
    ):
        occurrence = announced.occurrence
        occurrence.own_description_ko = " 하나\r\n둘 \r\n"
        occurrence.own_summary_ko = "하나  둘"
        fields = ["own_description_ko", "own_summary_ko"]
        revise_occurrence(occurrence=occurrence, fields=fields)
        page = page_of(announced)

        values = written(visitor.get(page), "change")
        visitor.post(page, values | {"title_en": "Forum"})

        assert SubmissionChange.objects.get().after == {"title_en": "Forum"}

    def test_another_time_needs_a_reason(self, visitor, announced):
        page = page_of(announced)
        values = written(visitor.get(page), "change") | {"local_time": "15:00"}

        response = visitor.post(page, values)

        assert response.status_code == 422
        assert "reason_ko" in response.context["form"].errors
        assert "15:00" in response.text
        reason = {"reason_ko": "대관 시간이 바뀌었습니다."}
        assert visitor.post(page, values | reason).status_code == 303

    def test_what_staff_changed_meanwhile_is_shown_and_nothing_is_lost(
        self, visitor, announced
    ):
        page = page_of(announced)
        values = written(visitor.get(page), "change") | {"summary_ko": "우리 요약"}
        occurrence = announced.occurrence
        occurrence.own_title_en = "Forum by staff"
        revise_occurrence(occurrence=occurrence, fields=["own_title_en"])

        response = visitor.post(page, values)

        assert response.status_code == 422
        assert not SubmissionChange.objects.exists()
        assert "우리 요약" in response.text
        assert "Forum by staff" in response.text
        again = written(response, "change") | {"title_en": "Forum by staff"}
        assert visitor.post(page, again).status_code == 303
        assert SubmissionChange.objects.get().after == {"summary_ko": "우리 요약"}

    def test_asking_to_cancel_and_taking_it_back(self, visitor, announced):
        page = page_of(announced)
        assert visitor.post(page, {"action": "cancel"}).status_code == 422

        data = {"action": "cancel", "reason_ko": "발제자가 아픕니다."}
        assert visitor.post(page, data).status_code == 303

        assert SubmissionChange.objects.get().is_cancellation
        announced.occurrence.refresh_from_db()
        assert announced.occurrence.state == OccurrenceState.SCHEDULED
        assert visitor.post(page, {"action": "take-back"}).status_code == 303
        assert not SubmissionChange.objects.exists()

    def test_a_refused_change_says_why(self, visitor, announced):
        change = ask(announced, title_ko="다른 제목")
        decline_change(
            change_id=change.pk, reason="제목이 너무 깁니다.", actor=create_staff()
        )

        assert "제목이 너무 깁니다." in visitor.get(page_of(announced)).text

    def test_over_or_cancelled_there_is_no_form(self, visitor, announced, clock):
        page = page_of(announced)
        values = written(visitor.get(page), "change") | {"summary_ko": "새 요약"}
        clock.move_to(dt.datetime(2026, 12, 5, 17, tzinfo=SEOUL))

        assert "seen" not in visitor.get(page).text
        assert visitor.post(page, values).status_code == 422
        clock.move_to(MONDAY)
        cancel_occurrence(occurrence=announced.occurrence, reason_ko="이유")
        assert visitor.post(page, values).status_code == 422
        assert not SubmissionChange.objects.exists()


class TestNothingLeaks:
    def test_of_what_waits_or_was_declined(self, client):
        secrets = ("카나리아행사", "카나리아요약", "카나리아회관")
        words = dict(zip(("title_ko", "summary_ko", "place_ko"), secrets, strict=True))
        for state in (
            RegistrationState.UNCONFIRMED,
            RegistrationState.WAITING,
            RegistrationState.DECLINED,
        ):
            made = make_submission(state, contact=CONTACT, **words)
            assert leaked((*secrets, CONTACT.name), client, made.organization) == []

    def test_of_a_change_that_waits(self, client, announced):
        ask(announced, title_ko="카나리아행사", place_ko="카나리아회관")
        secrets = (
            "카나리아행사",
            "카나리아회관",
            "대관 시간이",
            CONTACT.name,
            CONTACT.email,
            make_token(SUBMISSION_LINK, announced.code),
        )

        assert leaked(secrets, client, announced.occurrence) == []
        told = ("딥페이크 대응 토론회",)
        assert leaked(told, client, announced.occurrence) == list(told)

    def test_the_addresses_are_no_gathering(self):
        from events.validators import RESERVED_SLUGS

        assert "submit" in RESERVED_SLUGS


class TestMails:
    @pytest.mark.parametrize("language", ("ko", "en"))
    @pytest.mark.parametrize("state", RegistrationState.values)
    def test_each_is_plain_neutral_and_in_the_language_of_the_form(
        self, client, state, language
    ):
        submission = make_submission(state, contact=CONTACT, language=language)
        run_jobs()

        message = mail.outbox[-1]
        assert message.to == [CONTACT.email]
        html = message.alternatives[0].content
        assert "토론회" not in message.subject
        assert f'<html lang="{language}">' in html
        for text in (message.subject, message.body, html):
            assert CONTACT.name not in text
            assert CONTACT.role not in text
        if state == RegistrationState.UNCONFIRMED:
            # Whose mailbox that is, nobody knows yet: no words of strangers in it.
            assert "토론회" not in message.body
        links = [line for line in message.body.splitlines() if "http" in line]
        for line in links:
            assert f'href="{line}"' in html
            assert line.startswith("http://testserver/en/") == (language == "en")
        link = LINK.search(message.body)
        assert (link is None) == (state == RegistrationState.DECLINED)
        if link:
            assert client.get(link[0]).context["submission"] == submission

    def test_what_became_of_a_change_is_told(self, announced, staff_client):
        change = ask(announced, title_ko="다른 제목")
        decline_change(change_id=change.pk, reason="너무 깁니다.", actor=create_staff())
        run_jobs()

        assert "너무 깁니다." in mail.outbox[-1].body
        ask(announced, title_ko="새 제목")
        page = staff_client.get(desk_of(announced))
        values = written(page, "change_id") | {"action": "accept"}
        assert staff_client.post(desk_of(announced), values).status_code == 303
        run_jobs()

        assert "새 제목" in mail.outbox[-1].body

    def test_nothing_once_the_contact_is_erased(self):
        submission = make_submission(RegistrationState.APPROVED)
        submission.contact.delete()

        run_jobs()

        assert mail.outbox == []


class TestStaff:
    def test_what_waits_is_on_the_task_board_and_first_in_the_list(
        self, staff_client, announced
    ):
        waiting = make_submission(title_ko="기다리는 행사")
        make_submission(RegistrationState.UNCONFIRMED, title_ko="아직 아무도")

        def board():
            tasks = task_board(
                may_view=lambda model: True,
                may_change=lambda model: True,
                now=timezone.now(),
            )
            return next(task for task in tasks if task.name == "submissions")

        assert [each.title for each in board().records] == ["기다리는 행사"]
        ask(announced, title_ko="다른 제목")
        assert board().count == 2
        page = staff_client.get(reverse("admin:events_submission_changelist")).text
        assert "기다리는 행사" in page
        assert "딥페이크 대응 토론회" in page
        assert "아직 아무도" not in page
        assert "카나리아" not in page
        assert staff_client.get(desk_of(waiting)).status_code == 200

    def test_the_contact_is_behind_a_button_that_asks_why(self, staff_client, staff):
        submission = make_submission(contact=CONTACT)
        desk = desk_of(submission)
        assert CONTACT.email not in staff_client.get(desk).text
        refused = staff_client.post(desk, {"action": "read", "reason": ""})
        assert refused.status_code == 422
        assert CONTACT.email not in refused.text

        shown = staff_client.post(desk, {"action": "read", "reason": "check"})

        assert CONTACT.email in shown.text
        assert "no-store" in shown["Cache-Control"]
        entry = AuditEntry.objects.get(action="submission.read_contact")
        assert (entry.actor, entry.detail) == (staff, {"reason": "check"})

    def test_it_says_whether_the_mailbox_acts_for_the_organization(
        self, staff_client, organization
    ):
        user = represent(organization).user
        known = make_submission(
            organization=organization,
            contact=Contact(name="여울", role="활동가", email=user.email),
        )
        unknown = make_submission(organization=organization, contact=CONTACT)

        def said(submission):
            return staff_client.get(desk_of(submission)).context["is_known_mailbox"]

        assert said(known) is True
        assert said(unknown) is False
        unknown.contact.delete()
        assert said(unknown) is None

    def test_places_of_one_name_can_be_told_apart(self, staff_client):
        for slug in ("village-hall", "village-hall-2"):
            make_venue(name_ko="마을회관", slug=slug)
        make_venue(name_ko="시민청", slug="citizens-hall")
        submission = make_submission()

        page = read(staff_client.get(desk_of(submission)))

        places = page.by_id("id_approve_venue").all("option")
        names = [place.text for place in places]
        assert names[1:] == [
            "마을회관 (village-hall)",
            "마을회관 (village-hall-2)",
            "시민청",
        ]
        assert "selected" in places[1], "the one that was there first"

    def test_announced_by_the_button_below_the_preview(self, staff_client):
        submission = make_submission()
        desk = desk_of(submission)
        page = staff_client.get(desk)
        assert "Forum on deepfakes" in page.text

        response = staff_client.post(desk, {"action": "approve"})

        assert (response.status_code, response["Location"]) == (303, desk)
        occurrence = Occurrence.objects.get(submission=submission)
        assert staff_client.get(occurrence.get_absolute_url()).status_code == 200
        again = staff_client.post(desk, {"action": "approve"}, follow=True)
        assert "다른 사람이" in again.text or "Somebody else" in again.text
        assert Occurrence.objects.count() == 1

    def test_what_cannot_be_announced_is_said(self, staff_client, clock):
        submission = make_submission()
        desk = desk_of(submission)
        Organization.objects.update(state=OrganizationState.SUSPENDED)
        assert staff_client.post(desk, {"action": "approve"}).status_code == 422
        Organization.objects.update(state=OrganizationState.ACTIVE)

        assert staff_client.post(desk, {"action": "decline"}).status_code == 422
        done = staff_client.post(desk, {"action": "decline", "reason": "겹칩니다."})
        assert done.status_code == 303
        submission.refresh_from_db()
        assert submission.state == RegistrationState.DECLINED

    def test_old_and_new_stand_side_by_side(self, staff_client, announced):
        ask(announced, title_ko="다른 제목")
        occurrence = announced.occurrence
        occurrence.own_title_ko = "사무국 제목"
        revise_occurrence(occurrence=occurrence, fields=["own_title_ko"])

        [row] = staff_client.get(desk_of(announced)).context["compared"]

        assert (row.now, row.wanted, row.seen) == (
            "사무국 제목",
            "다른 제목",
            "딥페이크 대응 토론회",
        )

    def test_who_gets_a_mail_is_said_before(self, staff_client, announced):
        follow(announced.occurrence)

        ask(announced, title_ko="다른 제목")
        assert staff_client.get(desk_of(announced)).context["audience"] is None
        ask(announced, local_time="15:00:00")
        audience = staff_client.get(desk_of(announced)).context["audience"]
        assert audience.followers == 1

    def test_nobody_decides_about_what_they_were_not_shown(
        self, staff_client, announced
    ):
        desk = desk_of(announced)
        ask(announced, title_ko="하나")
        values = written(staff_client.get(desk), "change_id")
        ask(announced, title_ko="둘")

        for action in ("accept", "refuse"):
            data = values | {"action": action, "reason": "이유입니다."}
            assert staff_client.post(desk, data).status_code == 303

        assert SubmissionChange.objects.get().is_waiting
        announced.occurrence.refresh_from_db()
        assert announced.occurrence.title_ko == "딥페이크 대응 토론회"

    def test_who_may_only_look_sees_no_button_and_no_contact(self, client):
        submission = make_submission(contact=CONTACT)
        client.force_login(create_staff("view_submission"))
        desk = desk_of(submission)

        page = client.get(desk)

        assert page.status_code == 200
        assert 'value="approve"' not in page.text
        for action in ("approve", "decline", "read"):
            data = {"action": action, "reason": "check"}
            assert client.post(desk, data).status_code == 403
        client.force_login(create_staff("view_occurrence"))
        assert client.get(desk).status_code == 403
