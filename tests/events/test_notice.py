"""Filing an assembly with the police: the law's moments, the steps, the reminders."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import storages

from coalition.enums import Provenance
from coalition.exceptions import DecryptionError, StaleStateError
from coalition.models import AuditEntry
from config.settings import base
from events.enums import Format, NoticeMailKind, NoticeState, ReadingReason
from events.models import AssemblyNotice, NoticeMail, NoticePeople, NoticeScan
from events.periodic import purge_filed, remind_staff
from events.selectors.notice import notice_of, notice_staff, notices_to_do
from events.services.move import move_occurrence
from events.services.notice import filing
from events.services.notice.files import (
    LARGEST_SCAN,
    drop_scan,
    keep_scan,
    purge_notices,
    read_scan,
)
from events.services.notice.reminders import remind_of_notices
from tests.events.police import HOUR, PEOPLE, START, act, current, file
from tests.events.week import FRIDAY, MONDAY, SEOUL
from tests.factories.coalition import create_staff
from tests.factories.events import make_occurrence, make_series
from tests.jobs import work

PDF, JPEG = b"%PDF-1.7 receipt", b"\xff\xd8\xff receipt"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    private = base.STORAGES["private"]
    options = private["OPTIONS"] | {"location": str(tmp_path)}
    settings.STORAGES = settings.STORAGES | {"private": private | {"OPTIONS": options}}


@pytest.fixture
def series():
    return make_series(slug="friday", format=Format.SPEAK_OUT)


@pytest.fixture
def friday(series):
    return make_occurrence(series=series, local_date=FRIDAY)


@pytest.fixture
def actor():
    return create_staff(email="files@example.org")


def test_the_moments_of_the_law(friday):
    notice = notice_of(friday)

    assert notice.opens_at == START - 720 * HOUR
    assert notice.opens_at.astimezone(SEOUL) == dt.datetime(
        2026, 10, 28, 19, tzinfo=SEOUL
    )
    assert notice.due_at.astimezone(SEOUL) == dt.datetime(
        2026, 11, 25, 19, tzinfo=SEOUL
    )
    assert notice.withdraw_by == START - 24 * HOUR


@pytest.mark.parametrize(
    ("kind", "needed"),
    (
        (Format.RALLY, True),
        (Format.MARCH, True),
        (Format.SPEAK_OUT, True),
        (Format.RELAY, True),
        (Format.VIGIL, True),
        (Format.CULTURAL, True),
        (Format.LEAFLETING, True),
        (Format.PRESS_CONFERENCE, False),
        (Format.MEETING, False),
        (Format.FORUM, False),
        (Format.ONE_PERSON, False),
    ),
)
def test_what_is_filed_by_its_format(kind, needed):
    occurrence = make_occurrence(local_date=FRIDAY, own_format=kind)

    assert notice_of(occurrence).is_needed is needed


def test_online_and_the_record_of_the_press_are_not_filed():
    online = make_occurrence(local_date=FRIDAY, own_format="rally", is_online=True)
    record = make_occurrence(
        local_date=FRIDAY, own_format="rally", provenance=Provenance.PRESS
    )

    assert not notice_of(online).is_needed
    assert not notice_of(record).is_needed


def test_staff_decide_otherwise_and_back(actor):
    press = make_occurrence(local_date=FRIDAY)

    assert act(filing.decide_need, press, actor, needed=True).is_needed
    assert not act(filing.decide_need, press, actor, needed=None).is_needed


def test_the_badge_turns_red_by_the_clock(friday):
    notice = notice_of(friday)

    assert not notice.is_urgent(START - 72 * HOUR)
    assert notice.is_urgent(START - 71 * HOUR)
    assert not notice.is_overdue(START - 48 * HOUR)
    assert notice.is_overdue(START - 47 * HOUR)


def test_filing_keeps_what_was_filed(friday, actor):
    notice = file(friday, actor)

    assert notice.state == NoticeState.FILED
    assert notice.filed_starts_at == START
    assert notice.filed_place == "강남역 10번 출구 앞"
    assert not notice.is_waiting
    assert not notice.is_for_another


def test_a_move_changes_the_deadlines_and_keeps_what_was_filed(friday, actor):
    file(friday, actor)
    move_occurrence(
        occurrence=friday,
        local_date=FRIDAY + dt.timedelta(days=1),
        local_time=dt.time(15),
        venue=friday.actual_venue,
        reason_ko="광장을 쓸 수 없습니다.",
    )

    notice = current(friday)

    assert notice.is_for_another
    assert notice.filed_starts_at == START
    assert notice.due_at == START + 20 * HOUR - 48 * HOUR
    assert notice.withdraw_by == START - 24 * HOUR
    act(filing.record_withdrawal, friday, actor)
    assert not file(friday, actor).is_for_another


@pytest.mark.parametrize(
    "filed_at", (MONDAY + HOUR, START + HOUR, MONDAY - dt.timedelta(days=400))
)
def test_an_impossible_moment_of_filing_is_refused(friday, actor, filed_at):
    with pytest.raises(ValidationError) as refused:
        file(friday, actor, filed_at=filed_at)

    assert "filed_at" in refused.value.error_dict
    assert notice_of(friday).state == NoticeState.TO_FILE


def test_nothing_is_answered_or_withdrawn_before_it_is_filed(friday, actor):
    with pytest.raises(ValidationError):
        act(filing.record_withdrawal, friday, actor)
    with pytest.raises(ValidationError):
        act(filing.take_back_filing, friday, actor)
    with pytest.raises(ValidationError):
        act(
            filing.record_answer,
            friday,
            actor,
            state=NoticeState.BANNED,
            told_at=MONDAY,
            police_note="",
        )


def test_what_was_recorded_by_mistake_is_taken_back(friday, actor):
    file(friday, actor)

    notice = act(filing.take_back_filing, friday, actor)

    assert notice.state == NoticeState.TO_FILE
    assert notice.receipt_number == ""
    assert notice.is_waiting


def test_who_was_slower_is_asked_to_look_again(friday, actor):
    file(friday, actor)

    with pytest.raises(StaleStateError):
        filing.record_withdrawal(occurrence=friday, seen=0, actor=actor)

    assert current(friday).state == NoticeState.FILED


def test_the_audit_trail_names_no_person_and_no_receipt(friday, actor):
    act(filing.name_people, friday, actor, people=PEOPLE)
    file(friday, actor)
    filing.read_people(occurrence=friday, reason=ReadingReason.POLICE, actor=actor)

    entries = AuditEntry.objects.filter(action__startswith="assemblynotice.")
    told = str(list(entries.values_list("action", "detail")))

    assert entries.count() == 3
    assert "police" in told
    for secret in ("카나리아", "가상인", "010", "2026-1234", "서초"):
        assert secret not in told


def test_people_are_sealed_and_bound_to_their_notice(friday, series, actor):
    act(filing.name_people, friday, actor, people=PEOPLE)
    sealed = NoticePeople.objects.get()

    assert sealed.named() == PEOPLE
    assert "카나리아".encode() not in bytes(sealed.sealed)

    other = make_occurrence(series=series, local_date=FRIDAY + dt.timedelta(days=7))
    stolen = NoticePeople(
        notice=AssemblyNotice.objects.create(occurrence=other), sealed=sealed.sealed
    )
    with pytest.raises(DecryptionError):
        stolen.named()


def test_the_form_is_copied_from_the_week_before(friday, series, actor):
    text = filing.FormText(police_station="서초경찰서", purpose="함께 말합니다")
    act(filing.write_form, friday, actor, text=text)
    act(filing.name_people, friday, actor, people=PEOPLE)
    file(friday, actor)
    following = make_occurrence(series=series, local_date=FRIDAY + dt.timedelta(days=7))

    copied = act(filing.copy_earlier_notice, following, actor)

    assert copied.state == NoticeState.TO_FILE
    assert (copied.purpose, copied.police_station) == ("함께 말합니다", "서초경찰서")
    assert copied.receipt_number == ""
    assert copied.people.named() == PEOPLE


def test_there_may_be_nothing_to_copy(friday, actor):
    with pytest.raises(ValidationError):
        act(filing.copy_earlier_notice, friday, actor)


# --- Reminders ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "kind"),
    (
        (dt.timedelta(days=15), None),
        (dt.timedelta(days=14), NoticeMailKind.TWO_WEEKS),
        (dt.timedelta(days=5), NoticeMailKind.TWO_WEEKS),
        (dt.timedelta(days=4), NoticeMailKind.FOUR_DAYS),
        (dt.timedelta(hours=72), NoticeMailKind.THREE_DAYS),
        (dt.timedelta(hours=1), NoticeMailKind.THREE_DAYS),
        (dt.timedelta(0), None),
    ),
)
def test_who_may_file_is_reminded_once(friday, actor, clock, left, kind):
    clock.move_to(START - left)

    for _ in range(2):
        remind_staff(timestamp=0)
    sent = work()

    assert [each.to for each in sent] == ([[actor.email]] if kind else [])
    assert list(NoticeMail.objects.values_list("kind", flat=True)) == (
        [kind] if kind else []
    )


def test_each_reminder_comes_in_its_turn(friday, actor, clock):
    for left in (14, 4, 3):
        clock.move_to(START - dt.timedelta(days=left))
        remind_of_notices(now=START - dt.timedelta(days=left))
        assert len(work()) == 1

    assert NoticeMail.objects.exclude(sent_at=None).count() == 3


def test_nobody_is_reminded_of_what_is_filed_or_not_needed(friday, actor):
    make_occurrence(local_date=FRIDAY)
    file(friday, actor)

    assert remind_of_notices(now=MONDAY) == 0


def test_a_mail_that_is_no_longer_true_is_not_sent(friday, actor):
    assert remind_of_notices(now=MONDAY) == 1
    file(friday, actor)

    assert work() == []


def test_only_staff_who_may_file_are_told(friday):
    allowed = create_staff("change_assemblynotice")
    create_staff("change_occurrence")
    create_staff("change_assemblynotice", is_active=False)

    assert list(notice_staff()) == [allowed]


def test_the_mail_says_until_when_and_nothing_of_the_notice(friday, actor):
    remind_of_notices(now=MONDAY)
    (sent,) = work()

    assert "2026년 11월 25일(수) 오후 7시" in sent.body
    assert f"/admin/events/occurrence/{friday.pk}/notice/" in sent.body
    assert "강남역" not in sent.body
    assert "금요" not in sent.subject


def test_what_is_to_do_is_asked_in_one_query(
    friday, series, actor, django_assert_num_queries
):
    file(friday, actor)
    make_occurrence(series=series, local_date=FRIDAY + dt.timedelta(days=7))
    with django_assert_num_queries(1):
        notices_to_do(MONDAY)
    for week in (2, 3):
        date = FRIDAY + dt.timedelta(days=7 * week)
        make_occurrence(series=series, local_date=date)
    with django_assert_num_queries(1):
        assert len(notices_to_do(MONDAY)) == 3


# --- The scan, and what is erased -----------------------------------------------


@pytest.mark.parametrize(
    ("content", "extension"),
    ((PDF, "pdf"), (JPEG, "jpg"), (b"\x89PNG\r\n\x1a\n", "png")),
)
def test_a_scan_is_sealed_on_disk(friday, actor, tmp_path, content, extension):
    scan = keep_scan(occurrence=friday, content=content, actor=actor)

    (stored,) = (tmp_path / "notices").iterdir()
    assert scan.extension == extension
    assert stored.name == scan.file_name
    assert b"receipt" not in stored.read_bytes()
    assert stored.stat().st_mode & 0o777 == 0o600
    assert read_scan(scan=scan, actor=actor) == content


@pytest.mark.parametrize(
    "content", (b"", b"<html>", b"GIF89a", b"MZ%PDF-", b"%PDF-" + bytes(LARGEST_SCAN))
)
def test_anything_else_is_refused(friday, actor, content):
    with pytest.raises(ValidationError):
        keep_scan(occurrence=friday, content=content, actor=actor)

    assert not NoticeScan.objects.exists()


def test_a_new_scan_replaces_the_old_one(
    friday, actor, tmp_path, django_capture_on_commit_callbacks
):
    keep_scan(occurrence=friday, content=PDF, actor=actor)
    with django_capture_on_commit_callbacks(execute=True):
        scan = keep_scan(occurrence=friday, content=JPEG, actor=actor)

    assert [each.name for each in (tmp_path / "notices").iterdir()] == [scan.file_name]


def test_a_scan_is_erased_when_asked(
    friday, actor, tmp_path, django_capture_on_commit_callbacks
):
    scan = keep_scan(occurrence=friday, content=PDF, actor=actor)
    with django_capture_on_commit_callbacks(execute=True):
        drop_scan(scan=scan, actor=actor)

    assert list((tmp_path / "notices").iterdir()) == []


def test_everything_personal_is_erased_30_days_after(friday, actor, tmp_path, clock):
    act(filing.name_people, friday, actor, people=PEOPLE)
    file(friday, actor)
    keep_scan(occurrence=friday, content=PDF, actor=actor)
    act(
        filing.record_answer,
        friday,
        actor,
        state=NoticeState.RESTRICTED,
        told_at=MONDAY,
        police_note="담당 경찰 이름",
    )
    month = friday.over_at + dt.timedelta(days=30)

    clock.move_to(month - HOUR)
    purge_filed(timestamp=0)
    assert NoticePeople.objects.exists()

    assert purge_notices(now=month) == 1
    assert purge_notices(now=month) == 0

    assert not NoticePeople.objects.exists()
    assert not NoticeScan.objects.exists()
    assert list((tmp_path / "notices").iterdir()) == []
    notice = current(friday)
    assert notice.police_note == ""
    assert notice.state == NoticeState.RESTRICTED


def test_a_file_without_a_row_is_swept_away_after_a_day(friday, actor, tmp_path, clock):
    keep_scan(occurrence=friday, content=PDF, actor=actor)
    NoticeScan.objects.all().delete()
    (left,) = (tmp_path / "notices").iterdir()
    written = storages["private"].get_modified_time(f"notices/{left.name}")

    purge_notices(now=written + 23 * HOUR)
    assert left.exists()

    purge_notices(now=written + 25 * HOUR)
    assert not left.exists()
