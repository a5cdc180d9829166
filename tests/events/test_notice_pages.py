"""The page of an assembly notice: its steps, who may take them, and that it stays in."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coalition.models import AuditEntry
from events.enums import Format, NoticeState
from events.models import AssemblyNotice, NoticePeople, NoticeScan
from events.services.call_off import cancel_occurrence
from tests.events.week import FRIDAY, SEOUL
from tests.factories.coalition import create_organization, create_staff
from tests.factories.events import add_host, make_occurrence, make_series
from tests.public import leaked

TUESDAY = dt.datetime(2026, 11, 24, 12, tzinfo=SEOUL)
CANARY = "카나리아7f3a"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def friday():
    series = make_series(slug="friday", format=Format.SPEAK_OUT, is_main=True)
    occurrence = make_occurrence(series=series, local_date=FRIDAY)
    host = create_organization("물결모임")
    add_host(occurrence, host)
    return occurrence


@pytest.fixture
def take(staff_client):
    """Takes one step on the page of an occurrence, as a form of it would."""

    def post(occurrence, step, **answers):
        notice = AssemblyNotice.objects.filter(occurrence=occurrence).first()
        seen = notice.version if notice else 0
        data = {"step": step, "seen": seen} | answers
        return staff_client.post(page_of(occurrence), data)

    return post


def page_of(occurrence):
    return reverse("admin:events_occurrence_notice", args=(occurrence.pk,))


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


FILING = {
    "police_station": "서초경찰서",
    "receipt_number": f"{CANARY}-1",
    "filed_at": "2026-11-23T10:00",
}
PEOPLE = {
    "organizer_name": "물결모임",
    "contact_name": CANARY,
    "contact_phone": "010-0000-0000",
    "marshals": f"{CANARY} / 없는길 2 / 활동가 / 010",
}


def test_reading_the_page_changes_nothing(staff_client, friday):
    response = staff_client.get(page_of(friday))

    assert response.status_code == 200
    assert "2026년 11월 25일(수) 오후 7시" in words(response)
    assert not AssemblyNotice.objects.exists()
    assert "no-store" in response["Cache-Control"]


def test_from_the_form_to_the_receipt(take, friday, staff_client):
    text = {"purpose": "함께 말합니다", "expected_count": 300}
    assert take(friday, "text", **text).status_code == 303
    assert take(friday, "people", **PEOPLE).status_code == 303
    assert take(friday, "filing", **FILING).status_code == 303

    notice = AssemblyNotice.objects.get()
    assert (notice.state, notice.expected_count) == (NoticeState.FILED, 300)
    shown = words(staff_client.get(page_of(friday)))
    assert f"{CANARY}-1" in shown
    assert "없는길" not in shown  # Persons are shown on request only.


def test_people_are_opened_by_a_reason_and_recorded(take, friday):
    take(friday, "people", **PEOPLE)

    opened = take(friday, "reading", reason="police")

    assert opened.status_code == 200
    assert CANARY in opened.content.decode()
    entry = AuditEntry.objects.get(action="assemblynotice.read_people")
    assert entry.detail["reason"] == "police"
    assert take(friday, "reading", reason="curious").status_code == 422


def test_stewards_are_four_facts_each(take, friday):
    response = take(friday, "people", **PEOPLE | {"marshals": "가상인 010-0000"})

    assert response.status_code == 422
    assert "가상인 010-0000" in response.content.decode()
    assert not NoticePeople.objects.exists()


@pytest.mark.parametrize(
    ("step", "answers"),
    (
        ("filing", FILING | {"filed_at": ""}),
        ("filing", FILING | {"filed_at": "0001-01-01T00:00"}),
        ("filing", FILING | {"filed_at": "9999-12-31T23:59"}),
        ("filing", FILING | {"receipt_number": ""}),
        ("text", {"expected_count": -1}),
        ("need", {"needed": "perhaps"}),
        ("answer", {"state": "filed", "told_at": "2026-11-24T09:00"}),
        ("scan", {}),
    ),
)
def test_bad_input_keeps_the_form(take, friday, step, answers):
    response = take(friday, step, **answers)

    assert response.status_code == 422
    assert not AssemblyNotice.objects.exclude(state="to_file").exists()


def test_an_unknown_step_is_no_step(take, friday):
    assert take(friday, "drop-everything").status_code == 400


@pytest.mark.parametrize("step", ("withdraw", "take-back", "copy"))
def test_a_button_that_makes_no_sense_says_so(take, friday, step):
    assert take(friday, step).status_code == 303
    assert not AuditEntry.objects.filter(action__startswith="assembly").exists()


def test_who_was_slower_changes_nothing(take, friday):
    take(friday, "filing", **FILING)

    assert take(friday, "withdraw", seen=0).status_code == 303
    assert AssemblyNotice.objects.get().state == NoticeState.FILED


def test_the_form_is_saved_as_a_file_and_recorded(take, friday):
    take(friday, "people", **PEOPLE)

    response = take(friday, "print")

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF-")
    assert AuditEntry.objects.filter(action="assemblynotice.read_people").exists()


def test_the_withdrawal_is_offered_when_what_was_filed_is_not_held(
    take, friday, staff_client
):
    def is_offered():
        return "print-withdrawal" in staff_client.get(page_of(friday)).content.decode()

    take(friday, "people", **PEOPLE)
    take(friday, "filing", **FILING)
    assert not is_offered()
    assert take(friday, "print-withdrawal").status_code == 303
    assert not AuditEntry.objects.filter(action="assemblynotice.read_people").exists()

    cancel_occurrence(occurrence=friday, reason_ko="쉽니다.")
    assert is_offered()
    response = take(friday, "print-withdrawal")
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == (
        'attachment; filename="withdrawal-2026-11-27.pdf"'
    )
    assert AuditEntry.objects.filter(action="assemblynotice.read_people").exists()

    take(friday, "withdraw")
    assert not is_offered()


def test_a_ban_leads_to_the_objection_and_its_decision(take, friday, staff_client):
    def told():
        return words(staff_client.get(page_of(friday)))

    take(friday, "filing", **FILING)
    told_at = {"told_at": "2026-11-24T10:00"}
    take(friday, "answer", state=NoticeState.BANNED, **told_at)
    assert "2026년 12월 4일(금) 오후 11시 59분까지 이의신청" in told()

    refused = take(friday, "answer", state=NoticeState.UPHELD, **told_at)
    assert refused.status_code == 422

    take(friday, "answer", state=NoticeState.OBJECTED, **told_at)
    assert "2026년 11월 25일(수) 오전 10시까지 이의신청 재결" in told()

    take(friday, "answer", state=NoticeState.FILED, **told_at)
    assert AssemblyNotice.objects.get().state == NoticeState.FILED


def test_a_scan_comes_and_goes(take, friday):
    receipt = SimpleUploadedFile("../../evil.html", b"%PDF-1.7 x", "text/html")
    assert take(friday, "scan", scan=receipt).status_code == 303

    response = take(friday, "scan-read")
    assert response.content == b"%PDF-1.7 x"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        'attachment; filename="receipt-2026-11-27.pdf"'
    )
    assert take(friday, "scan-drop").status_code == 303
    assert take(friday, "scan-read").status_code == 404


def test_a_page_in_disguise_is_no_scan(take, friday):
    page = SimpleUploadedFile("receipt.pdf", b"<script>", "application/pdf")

    assert take(friday, "scan", scan=page).status_code == 422
    assert not NoticeScan.objects.exists()


def test_a_press_conference_has_a_checklist(staff_client, take):
    conference = make_occurrence(local_date=FRIDAY)

    shown = words(staff_client.get(page_of(conference)))
    assert "기자회견 점검표" in shown
    assert "접수" not in shown

    take(conference, "need", needed="yes")
    assert "접수증 기록" in words(staff_client.get(page_of(conference)))


@pytest.mark.parametrize("method", ("get", "post"))
def test_only_staff_who_may_file_come_in(client, friday, method):
    client.force_login(create_staff("view_occurrence", "change_occurrence"))
    assert getattr(client, method)(page_of(friday)).status_code == 403

    client.force_login(create_staff("change_assemblynotice"))
    assert client.get(page_of(friday)).status_code == 200

    client.logout()
    assert getattr(client, method)(page_of(friday)).status_code == 302


def test_the_list_leads_to_the_page_and_names_nobody(take, friday, staff_client):
    take(friday, "people", **PEOPLE)
    take(friday, "filing", **FILING)
    notice = AssemblyNotice.objects.get()

    listed = staff_client.get(reverse("admin:events_assemblynotice_changelist"))
    assert page_of(friday) in listed.content.decode()
    assert CANARY not in listed.content.decode()
    record = reverse("admin:events_assemblynotice_change", args=(notice.pk,))
    assert staff_client.get(record)["Location"] == page_of(friday)
    for name in ("add", "delete"):
        args = (notice.pk,) if name == "delete" else ()
        page = reverse(f"admin:events_assemblynotice_{name}", args=args)
        assert staff_client.get(page).status_code == 403


def test_the_desk_says_what_is_urgent(staff_client, staff, take, friday, clock):
    def board_on(day):
        clock.move_to(dt.datetime(2026, 11, day, 20, tzinfo=SEOUL))
        staff_client.force_login(staff)
        return words(staff_client.get(reverse("admin:index")))

    assert "남은 시간 72시간 미만" not in board_on(23)
    assert "남은 시간 72시간 미만" in board_on(24)
    assert "기한 지남" in board_on(25)

    take(friday, "filing", **FILING)
    cancel_occurrence(occurrence=friday, reason_ko="쉽니다.")
    shown = board_on(25)
    assert "철회 필요" in shown
    assert "2026년 11월 26일(목) 오후 7시까지 철회" in shown


def test_the_filter_is_for_those_who_may_file(client, friday):
    gatherings = reverse("admin:events_occurrence_changelist")
    client.force_login(create_staff("change_occurrence", "change_assemblynotice"))
    todo = client.get(gatherings, {"notice": "to-do", "when": "all"})
    assert [each.pk for each in todo.context["cl"].result_list] == [friday.pk]

    client.force_login(create_staff("change_occurrence"))
    assert "notice=to-do" not in client.get(gatherings).content.decode()


def test_who_may_not_file_sees_no_button_and_no_task(client, friday):
    record = reverse("admin:events_occurrence_change", args=(friday.pk,))
    pages = (record, reverse("admin:index"))

    def is_shown():
        return [page_of(friday) in client.get(page).content.decode() for page in pages]

    client.force_login(create_staff("change_occurrence", "view_assemblynotice"))
    assert is_shown() == [False, False]
    client.force_login(create_staff("change_occurrence", "change_assemblynotice"))
    assert is_shown() == [True, True]


def test_nothing_of_it_is_public(take, friday, client):
    """Whatever visitors, calendars and programs can fetch, in both languages."""
    take(friday, "text", purpose=CANARY, groups=CANARY, method=CANARY, route=CANARY)
    take(friday, "people", **PEOPLE)
    take(friday, "filing", **FILING)
    answer = {"state": "restricted", "told_at": "2026-11-24T09:00"}
    take(friday, "answer", police_note=CANARY, **answer)
    take(friday, "scan", scan=SimpleUploadedFile("a.pdf", b"%PDF-" + CANARY.encode()))
    scan = NoticeScan.objects.get()
    client.logout()

    secrets = (CANARY, "서초경찰서", "없는길", scan.file_name, page_of(friday))
    host = friday.hosts[0].organization
    assert leaked(secrets, client, friday, friday.series, host) == []
