"""The lot among those who asked to speak: who is told, and what is left afterwards."""

import datetime as dt
import hashlib
import hmac
import threading

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from coalition.models import AuditEntry
from events.enums import ItemKind, SpeakerMessageKind, SpeakerState
from events.models import (
    ProgrammeItem,
    SpeakerApplication,
    SpeakerCall,
    SpeakerMessage,
    SpeakerWords,
)
from events.models.speakers import SPEAKERS_KEPT_AFTER
from events.periodic import draw_lots
from events.services.call_off import (
    cancel_occurrence,
    postpone_occurrence,
    restore_occurrence,
)
from events.services.move import BiggerGathering, move_occurrence
from events.services.speakers.applications import (
    withdraw_speaker,
)
from events.services.speakers.calls import (
    read_application,
    save_speaker_call,
    stop_speaker_call,
)
from events.services.speakers.lots import (
    call_speakers_off,
    draw_due_lots,
    lot_order,
    purge_speakers,
)
from events.services.speakers.programme import put_on_programme
from tests.events.week import FRIDAY, MONDAY, SEOUL
from tests.factories.events import make_occurrence, make_series
from tests.factories.speakers import applied, apply, make_call
from tests.jobs import run_jobs, work

DEADLINE = dt.datetime(2026, 11, 26, 12, tzinfo=SEOUL)
SECOND = dt.timedelta(seconds=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def call(friday):
    return make_call(friday)


def move(occurrence, day, time):
    return move_occurrence(
        occurrence=occurrence,
        local_date=day,
        local_time=time,
        venue=occurrence.actual_venue,
        reason_ko="비",
    )


def draw(clock, call):
    clock.move_to(DEADLINE)
    assert draw_due_lots(now=DEADLINE) == 1
    call.refresh_from_db()
    return [call.applications.get(lot_code=code) for code in call.drawn_codes]


class TestLot:
    def test_anybody_gets_the_same_order(self, clock, call):
        codes = {applied(call, f"p{n}@example.org").lot_code for n in range(7)}
        ranked = draw(clock, call)

        seed = bytes.fromhex(call.seed)
        assert hashlib.sha256(seed).hexdigest() == call.seed_sha256
        values = [
            hmac.new(seed, code.encode(), hashlib.sha256).hexdigest()
            for code in call.drawn_codes
        ]
        assert set(call.drawn_codes) == codes
        assert values == sorted(values)
        assert [each.rank for each in ranked] == list(range(1, 8))
        assert [each.state for each in ranked] == [
            *[SpeakerState.DRAWN] * 2,
            *[SpeakerState.WAITING] * 2,
            *[SpeakerState.NOT_DRAWN] * 3,
        ]
        assert call.sealed_seed is None

    def test_known_order(self):
        """The values are those of ``openssl dgst -sha256 -mac HMAC``: 2d…, 57…, af…"""
        order = ["CCCC3333", "BBBB2222", "DDDD4444"]
        assert lot_order(bytes(32), sorted(order)) == order

    def test_unconfirmed_ones_are_not_in_it_and_are_erased(self, clock, call):
        apply(call, "late@example.org")
        applied(call)
        draw(clock, call)

        assert len(call.drawn_codes) == 1
        assert SpeakerApplication.objects.count() == 1

    def test_nothing_is_drawn_before_the_deadline_or_twice(self, clock, call):
        applied(call)
        assert draw_due_lots(now=DEADLINE - SECOND) == 0
        draw(clock, call)
        before = SpeakerCall.objects.values().get()
        clock.shift(SECOND)

        assert draw_due_lots(now=DEADLINE + SECOND) == 0
        assert SpeakerCall.objects.values().get() == before
        assert AuditEntry.objects.filter(action="speaker_call.draw").count() == 1

    def test_without_applications_it_is_drawn_empty(self, clock, call):
        assert draw(clock, call) == []

    def test_the_database_refuses_a_draw_without_its_seed(self, call):
        call.drawn_at = MONDAY
        with pytest.raises(IntegrityError), transaction.atomic():
            call.save()

    def test_staff_cannot_change_a_drawn_call(self, clock, staff, call):
        applied(call)
        draw(clock, call)
        call.own_closes_at = DEADLINE + dt.timedelta(hours=5)
        with pytest.raises(ValidationError):
            save_speaker_call(call=call, actor=staff)
        with pytest.raises(ValidationError):
            stop_speaker_call(call=call, stops=False, actor=staff)


class TestAnotherLot:
    """Nobody is left in the lot that was drawn."""

    def test_on_the_new_date_people_apply_again_as_the_mail_said(
        self, clock, friday, call
    ):
        applied(call)
        draw(clock, call)
        later = postpone_occurrence(occurrence=friday, reason_ko="폭우")
        draw_lots.func(0)
        run_jobs()
        assert "다시 신청하실 수 있습니다" in mail.outbox[-1].body
        draw_lots.func(0)
        assert not SpeakerApplication.objects.exists()
        move(later, FRIDAY + dt.timedelta(days=7), later.local_time)
        draw_lots.func(0)
        draw_lots.func(0)

        anew = SpeakerCall.objects.select_related("occurrence").get()
        assert not anew.is_drawn
        assert anew.seed_sha256 != call.seed_sha256
        applied(anew)
        clock.shift(dt.timedelta(days=7))
        assert draw_due_lots(now=DEADLINE + dt.timedelta(days=7)) == 1
        assert AuditEntry.objects.filter(action="speaker_call.renew").count() == 1

    def test_a_lot_with_anybody_in_it_stays_wherever_it_is_moved(
        self, clock, friday, call
    ):
        applied(call)
        draw(clock, call)
        move(friday, FRIDAY + dt.timedelta(days=7), friday.local_time)
        draw_lots.func(0)
        call.refresh_from_db()
        assert call.is_drawn

    def test_staff_open_it_again_with_a_deadline_of_its_own(self, clock, staff, call):
        stop_speaker_call(call=call, stops=True, actor=staff)
        draw(clock, call)
        call.own_closes_at = DEADLINE + dt.timedelta(hours=5)
        save_speaker_call(call=call, actor=staff)

        entry = AuditEntry.objects.get(action="speaker_call.renew")
        assert entry.actor == staff
        anew = SpeakerCall.objects.select_related("occurrence").get()
        assert applied(anew).rank is None


class TestTelling:
    def test_everyone_is_told_once_what_became_of_it(self, clock, call):
        call.places = 1
        call.save()
        for name in ("one", "two", "three"):
            applied(call, f"{name}@example.org")
        run_jobs()
        mail.outbox.clear()
        ranked = draw(clock, call)
        draw_lots.func(0)
        run_jobs()
        run_jobs()

        assert len(mail.outbox) == 3
        told = {each.to[0]: each.body for each in mail.outbox}
        drawn, waiting, not_drawn = (
            told[each.words.opened("email")] for each in ranked
        )
        assert "발언 순서는 1번입니다" in drawn
        assert "대기 1번입니다" in waiting
        assert "뽑히지 않으셨습니다" in not_drawn
        for body, each in zip((drawn, waiting, not_drawn), ranked, strict=True):
            assert each.lot_code in body
            assert "우리는 함께합니다." not in body
            assert "/speak/result/" in body

    def test_in_english(self, clock, call):
        applied(call, language="en")
        run_jobs()
        mail.outbox.clear()
        draw(clock, call)
        run_jobs()

        assert "You have a place: you speak as number 1." in mail.outbox[0].body
        assert "/en/events/speak/" in mail.outbox[0].body

    def test_who_withdraws_is_followed_by_the_next_who_is_told(self, clock, call):
        for number in range(5):
            applied(call, f"p{number}@example.org")
        ranked = draw(clock, call)
        run_jobs()
        mail.outbox.clear()
        withdraw_speaker(code=ranked[0].code)
        withdraw_speaker(code=ranked[0].code)
        run_jobs()

        (message,) = mail.outbox
        assert message.to == [ranked[2].words.opened("email")]
        assert "발언 순서는 2번입니다" in message.body
        ranked[2].refresh_from_db()
        assert ranked[2].state == SpeakerState.DRAWN
        ranked[3].refresh_from_db()
        assert (ranked[3].state, ranked[3].position) == (SpeakerState.WAITING, 1)

    def test_once_it_has_begun_nobody_moves_up(self, clock, friday, call):
        for number in range(3):
            applied(call, f"p{number}@example.org")
        ranked = draw(clock, call)
        clock.move_to(friday.starts_at)
        withdraw_speaker(code=ranked[0].code)

        ranked[2].refresh_from_db()
        assert ranked[2].state == SpeakerState.WAITING

    def test_who_moved_up_before_the_first_mail_went_gets_one(self, clock, call):
        for number in range(3):
            applied(call, f"p{number}@example.org")
        run_jobs()
        mail.outbox.clear()
        ranked = draw(clock, call)
        withdraw_speaker(code=ranked[0].code)
        run_jobs()

        address = ranked[2].words.opened("email")
        assert [each.to for each in mail.outbox].count([address]) == 1

    def test_another_time_or_place_is_told_once_to_all_who_may_speak(
        self, clock, friday, call
    ):
        call.places = 1
        call.save()
        for number in range(3):
            applied(call, f"p{number}@example.org")
        apply(call, "pending@example.org")
        moved = move(friday, FRIDAY + dt.timedelta(days=1), dt.time(17))
        early = work()

        told = [each for each in early if "신청은 그대로" in each.body]
        assert len(told) == 3
        assert "11월 27일(금) 낮 12시 이후에 추첨" in told[0].body
        clock.move_to(DEADLINE + dt.timedelta(days=1))
        draw_lots.func(0)
        work()
        move(moved, FRIDAY + dt.timedelta(days=2), dt.time(16))

        first, second = work()
        assert first.subject == "일정이 바뀌었습니다"
        assert "오후 5시 ~ 오후 7시 → 2026년 11월 29일(일) 오후 4시" in first.body
        assert "사유: 비" in first.body
        ranked = call.applications.order_by("rank")
        drawn, waiting, _not_drawn = (each.words.opened("email") for each in ranked)
        told = {each.to[0]: each.body for each in (first, second)}
        assert "발언 순서는 그대로 1번입니다" in told[drawn]
        assert "대기 1번은 그대로입니다" in told[waiting]

    def test_a_change_that_leaves_time_and_place_tells_them_nothing(self, friday, call):
        applied(call)
        work()
        move_occurrence(
            occurrence=friday,
            local_date=FRIDAY,
            local_time=friday.local_time,
            venue=friday.actual_venue,
            reason_ko="함께합니다.",
            joins=BiggerGathering(title_ko="더 큰 집회", hosts_count=144),
        )

        assert work() == []

    @pytest.mark.parametrize("service", (cancel_occurrence, postpone_occurrence))
    def test_called_off_all_are_told_and_then_erased(self, friday, call, service):
        apply(call, "pending@example.org")
        applied(call)
        run_jobs()
        mail.outbox.clear()
        service(occurrence=friday, reason_ko="폭우")
        call_speakers_off(now=MONDAY)
        call_speakers_off(now=MONDAY)
        assert purge_speakers(now=MONDAY) == 0
        run_jobs()

        (message,) = mail.outbox
        assert message.to == ["a@example.org"]
        assert "열리지 않아" in message.body
        assert "2026년 11월 27일(금) 오후 7시" in message.body
        assert "3일 뒤" not in message.body  # it is erased now
        assert purge_speakers(now=MONDAY) == 1
        assert not SpeakerWords.objects.exists()

    def test_a_mail_that_never_goes_does_not_keep_them(self, clock, friday, call):
        applied(call)
        cancel_occurrence(occurrence=friday, reason_ko="폭우")
        call_speakers_off(now=MONDAY)
        assert purge_speakers(now=MONDAY + dt.timedelta(days=3)) == 1

    def test_restored_before_the_mail_went_nobody_is_told(self, friday, call):
        applied(call)
        run_jobs()
        mail.outbox.clear()
        cancelled = cancel_occurrence(occurrence=friday, reason_ko="폭우")
        call_speakers_off(now=MONDAY)
        restore_occurrence(occurrence=cancelled)
        run_jobs()

        assert mail.outbox == []
        assert not SpeakerMessage.objects.exists()
        assert purge_speakers(now=MONDAY) == 0


class TestStaff:
    def test_reading_is_on_record_with_ids_only(self, staff, call):
        application = applied(call)
        _, words = read_application(
            call=call, application_id=application.pk, actor=staff
        )

        assert words["text"] == "우리는 함께합니다."
        assert "email" not in words
        entry = AuditEntry.objects.get(action="speaker_application.read")
        assert (entry.actor, entry.subject_id) == (staff, str(application.pk))
        assert entry.detail == {}

    def test_unconfirmed_ones_are_not_read(self, staff, call):
        application = apply(call)
        with pytest.raises(SpeakerApplication.DoesNotExist):
            read_application(call=call, application_id=application.pk, actor=staff)

    def test_opening_needs_a_public_gathering_and_a_time_to_come(self, staff):
        draft = make_occurrence(local_date=FRIDAY, published=False)
        with pytest.raises(ValidationError):
            save_speaker_call(
                call=SpeakerCall(occurrence=draft, places=1, opens_at=MONDAY),
                actor=staff,
            )
        public = make_occurrence(local_date=MONDAY.date())
        with pytest.raises(ValidationError):
            save_speaker_call(
                call=SpeakerCall(occurrence=public, places=1, opens_at=MONDAY),
                actor=staff,
            )

    def test_the_drawn_go_into_the_programme_once(self, clock, staff, friday, call):
        friday.programme.create(order=4, kind=ItemKind.CHANT)
        applied(call, name="이름공개", consents_to_name=True)
        applied(call, "b@example.org", is_read_by_another=True)
        applied(call, "c@example.org", name="숨은이름")
        ranked = draw(clock, call)

        assert put_on_programme(call=call, actor=staff) == 2
        assert put_on_programme(call=call, actor=staff) == 0
        items = list(ProgrammeItem.objects.filter(order__gt=4))
        assert [each.order for each in items] == [5, 6]
        assert not any(each.is_public for each in items)
        for item, application in zip(items, ranked, strict=False):
            reads = application.is_read_by_another
            assert item.kind == (ItemKind.READING if reads else ItemKind.SPEECH)
            named = application.consents_to_name
            assert item.speaker == ("이름공개" if named else "")

    def test_who_withdraws_leaves_the_programme(self, clock, staff, friday, call):
        application = applied(call, name="이름공개", consents_to_name=True)
        draw(clock, call)
        put_on_programme(call=call, actor=staff)
        ProgrammeItem.objects.update(is_public=True)
        clock.shift(SECOND)
        withdraw_speaker(code=application.code)

        assert not ProgrammeItem.objects.exists()
        friday.refresh_from_db()
        assert friday.content_modified_at == DEADLINE + SECOND


class TestPurging:
    def test_three_days_after_nothing_is_left_but_codes(
        self, clock, staff, friday, call
    ):
        application = applied(call, name="이름공개", consents_to_name=True)
        draw(clock, call)
        put_on_programme(call=call, actor=staff)
        end = friday.over_at + SPEAKERS_KEPT_AFTER

        assert purge_speakers(now=end - SECOND) == 0
        assert purge_speakers(now=end) == 1
        assert not SpeakerApplication.objects.exists()
        assert not SpeakerWords.objects.exists()
        assert not SpeakerMessage.objects.exists()
        item = ProgrammeItem.objects.get()
        assert (item.speaker, item.speaker_consents) == ("", False)
        call.refresh_from_db()
        assert call.drawn_codes == [application.lot_code]

    def test_unconfirmed_ones_after_72_hours(self, friday, call):
        call.own_closes_at = friday.starts_at
        call.save()
        apply(call)
        hours = dt.timedelta(hours=72)
        assert purge_speakers(now=MONDAY + hours - SECOND) == 0
        assert purge_speakers(now=MONDAY + hours) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queue")
def test_four_workers_draw_one_lot_and_tell_once(clock):
    friday = make_occurrence(
        series=make_series(slug="friday", is_main=True), local_date=FRIDAY
    )
    call = make_call(friday)
    for number in range(5):
        applied(call, f"p{number}@example.org")
    clock.move_to(DEADLINE)
    barrier, drawn = threading.Barrier(4), []

    def run():
        barrier.wait()
        drawn.append(draw_due_lots(now=DEADLINE))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(drawn) == [0, 0, 0, 1]
    assert SpeakerMessage.objects.count() == 5
    kinds = SpeakerMessage.objects.values_list("kind", flat=True)
    assert sorted(kinds).count(SpeakerMessageKind.DRAWN) == 2
