import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from coalition.enums import Provenance
from coalition.exceptions import StaleStateError
from coalition.models import AuditEntry
from events.enums import OccurrenceState, SeriesState
from events.models import Occurrence
from events.services.call_off import (
    cancel_occurrence,
    postpone_occurrence,
    restore_occurrence,
)
from events.services.edit import publish_occurrence, revise_occurrence, save_draft
from events.services.freeze import freeze_past_occurrences
from events.services.move import BiggerGathering, move_occurrence
from events.services.series import (
    change_series_state,
    save_series,
    save_venue,
)
from tests.events.week import FRIDAY, MONDAY
from tests.factories.events import (
    SEVEN_PM,
    add_host,
    make_occurrence,
    make_series,
    make_venue,
)

SATURDAY = dt.date(2026, 11, 28)
THREE_PM = dt.time(15, 0)


@pytest.fixture
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_monday")]


def friday(**values):
    return make_occurrence(
        series=values.pop("series", None) or make_series(), local_date=FRIDAY, **values
    )


def move(occurrence, **values):
    answers = {
        "local_date": SATURDAY,
        "local_time": THREE_PM,
        "venue": occurrence.venue,
        "reason_ko": "광장을 쓸 수 없습니다.",
    }
    return move_occurrence(occurrence=occurrence, **answers | values)


def refused(call, **values):
    with pytest.raises(ValidationError) as refusal:
        call(**values)
    error = refusal.value
    return list(error.message_dict) if hasattr(error, "error_dict") else ["__all__"]


class TestMove:
    def test_keeps_its_identity_and_remembers_what_it_was(self, staff):
        before = friday()
        moved = move(before, actor=staff)

        assert (moved.pk, moved.uid, moved.slug, moved.slot_date) == (
            before.pk,
            before.uid,
            before.slug,
            before.slot_date,
        )
        assert moved.local_start.isoformat() == "2026-11-28T15:00:00+09:00"
        assert moved.local_end.isoformat() == "2026-11-28T17:00:00+09:00"
        assert moved.moved_from_starts_at == before.local_start
        assert moved.moved_from_venue is None
        assert moved.sequence == before.sequence + 1
        assert moved.content_modified_at == moved.changed_at == MONDAY
        assert moved.is_moved

    def test_writes_an_audit_entry_in_ids(self, staff):
        occurrence = friday()
        move(occurrence, actor=staff)
        entry = AuditEntry.objects.get()

        assert (entry.action, entry.actor) == ("occurrence.move", staff)
        assert entry.subject_id == str(occurrence.pk)
        venue = occurrence.venue.pk
        assert entry.detail == {
            "from": {"date": "2026-11-27", "time": "19:00:00", "venue": venue},
            "to": {"date": "2026-11-28", "time": "15:00:00", "venue": venue},
        }

    def test_to_another_place_only(self):
        before = friday()
        bosingak = make_venue(name_ko="보신각 앞")
        moved = move(before, local_date=FRIDAY, local_time=SEVEN_PM, venue=bosingak)

        assert moved.venue == bosingak
        assert moved.moved_from_venue == before.series.venue
        assert moved.moved_from_starts_at is None

    def test_joining_a_bigger_one_takes_its_title_and_number_of_hosts(self):
        before = friday()
        rally = BiggerGathering(
            title_ko="기후정의행진", title_en="Climate march", hosts_count=144
        )
        # The march comes by: same place, same hour.
        joined = move(before, local_date=FRIDAY, local_time=SEVEN_PM, joins=rally)

        assert (joined.uid, joined.slug) == (before.uid, before.slug)
        assert (joined.title_ko, joined.title_en) == ("기후정의행진", "Climate march")
        assert joined.declared_hosts_count == 144
        assert joined.sequence == before.sequence + 1
        assert before.series.title_ko != joined.title_ko

    def test_moving_twice_keeps_the_first_announcement(self):
        first = move(friday())
        second = move(first, local_date=dt.date(2026, 11, 29))

        assert second.moved_from_date == FRIDAY
        assert second.sequence == 2

    def test_moving_back_forgets_the_detour(self):
        before = friday()
        bosingak = make_venue()
        away = move(before, venue=bosingak)
        back = move(
            away, local_date=FRIDAY, local_time=SEVEN_PM, venue=before.series.venue
        )

        assert not back.is_moved
        assert back.own_venue is None
        assert back.sequence == 2

    def test_an_hour_that_is_no_longer_known_takes_the_end_with_it(self):
        moved = move(friday(), local_time=None)

        assert (moved.local_time, moved.duration, moved.ends_at) == (None, None, None)

    def test_of_a_postponed_date_schedules_it_again(self):
        occurrence = friday(state=OccurrenceState.POSTPONED)

        assert move(occurrence).state == OccurrenceState.SCHEDULED

    @pytest.mark.parametrize(
        ("values", "field"),
        (
            ({"local_date": dt.date(2026, 11, 20)}, "local_date"),
            ({"local_date": dt.date(1999, 11, 20)}, "local_date"),
            ({"local_date": dt.date(2101, 1, 1)}, "local_date"),
            ({"reason_ko": "  "}, "reason_ko"),
            ({"venue": None}, "venue"),
            ({"local_date": FRIDAY, "local_time": SEVEN_PM}, "__all__"),
        ),
    )
    def test_what_makes_no_sense_is_refused(self, values, field):
        occurrence = friday()

        assert refused(move, occurrence=occurrence, **values) == [field]
        occurrence.refresh_from_db()
        assert (occurrence.sequence, occurrence.local_date) == (0, FRIDAY)
        assert not AuditEntry.objects.exists()

    def test_a_draft_a_cancelled_and_a_past_date_are_refused(self):
        series = make_series()
        for occurrence in (
            friday(published=False),
            friday(state=OccurrenceState.CANCELLED),
            make_occurrence(series=series, local_date=dt.date(2026, 11, 20)),
        ):
            assert refused(move, occurrence=occurrence) == ["__all__"]

    def test_two_people_never_overwrite_each_other(self):
        occurrence = friday()
        stale = Occurrence.objects.get(pk=occurrence.pk)
        move(occurrence)

        with pytest.raises(StaleStateError):
            cancel_occurrence(occurrence=stale, reason_ko="폭우")


class TestCallingOff:
    def test_cancelling_leaves_the_other_dates_alone(self, staff):
        series = make_series()
        other = make_occurrence(series=series, local_date=dt.date(2026, 12, 4))
        untouched = Occurrence.objects.filter(pk=other.pk).values().get()
        cancelled = cancel_occurrence(
            occurrence=friday(series=series),
            reason_ko="폭우",
            reason_en="Heavy rain",
            actor=staff,
        )

        assert cancelled.state == OccurrenceState.CANCELLED
        assert (cancelled.change_reason_ko, cancelled.change_reason_en) == (
            "폭우",
            "Heavy rain",
        )
        assert cancelled.sequence == 1
        assert cancelled.content_modified_at == cancelled.changed_at == MONDAY
        assert AuditEntry.objects.get().action == "occurrence.cancel"
        assert Occurrence.objects.filter(pk=other.pk).values().get() == untouched

    def test_postponing_keeps_the_announced_date(self):
        postponed = postpone_occurrence(occurrence=friday(), reason_ko="장소 협의 중")

        assert postponed.state == OccurrenceState.POSTPONED
        assert postponed.local_date == FRIDAY

    def test_restoring_takes_it_back(self):
        occurrence = cancel_occurrence(occurrence=friday(), reason_ko="폭우")
        restored = restore_occurrence(occurrence=occurrence)

        assert restored.state == OccurrenceState.SCHEDULED
        assert restored.change_reason_ko == ""
        assert restored.sequence == 2

    def test_what_makes_no_sense_is_refused(self):
        past = make_occurrence(local_date=dt.date(2026, 11, 20))
        off = friday(state=OccurrenceState.CANCELLED)
        draft = make_occurrence(local_date=FRIDAY, published=False)
        fine = make_occurrence(local_date=FRIDAY)
        cancel = cancel_occurrence

        assert refused(cancel, occurrence=past, reason_ko="폭우") == ["__all__"]
        assert refused(cancel, occurrence=off, reason_ko="폭우") == ["__all__"]
        assert refused(cancel, occurrence=draft, reason_ko="폭우") == ["__all__"]
        assert refused(cancel, occurrence=fine, reason_ko=" ") == ["reason_ko"]
        assert refused(restore_occurrence, occurrence=fine) == ["__all__"]

    def test_a_cancelled_date_that_has_passed_stays_cancelled(self):
        past = make_occurrence(
            local_date=dt.date(2026, 11, 20), state=OccurrenceState.CANCELLED
        )

        assert refused(restore_occurrence, occurrence=past) == ["__all__"]


class TestEditing:
    def test_a_draft_gets_address_slot_and_moments(self, staff):
        series = make_series(slug="friday")
        draft = save_draft(
            occurrence=Occurrence(
                series=series, local_date=SATURDAY, local_time=THREE_PM
            ),
            actor=staff,
        )

        assert draft.slug == "friday-2026-11-28"
        assert draft.slot_date == SATURDAY
        assert draft.starts_at == dt.datetime(2026, 11, 28, 6, tzinfo=dt.UTC)
        assert draft.published_at is None
        assert AuditEntry.objects.get().action == "occurrence.create"

    def test_a_one_off_is_named_after_its_title(self):
        draft = save_draft(
            occurrence=Occurrence(
                local_date=FRIDAY, own_title_ko="긴급 기자회견", own_format="rally"
            )
        )

        assert draft.slug == "긴급-기자회견-2026-11-27"
        assert draft.slot_date is None

    def test_two_drafts_of_a_name_get_two_addresses(self):
        slugs = {
            save_draft(
                occurrence=Occurrence(
                    local_date=FRIDAY, own_title_ko="집회", own_format="rally"
                )
            ).slug
            for _ in range(2)
        }

        assert len(slugs) == 2

    def test_publishing_is_done_once(self, staff):
        draft = make_occurrence(local_date=FRIDAY, published=False)
        published = publish_occurrence(occurrence=draft, actor=staff)

        assert published.published_at == MONDAY
        assert refused(publish_occurrence, occurrence=draft) == ["__all__"]

    def test_a_date_of_a_draft_series_is_not_published(self):
        series = make_series(state=SeriesState.DRAFT)
        draft = friday(series=series, published=False)

        assert refused(publish_occurrence, occurrence=draft) == ["__all__"]

    def test_a_corrected_text_moves_the_date_of_change_only(self):
        occurrence = friday()
        occurrence.own_title_ko = "금요 집회: 기억"
        revise_occurrence(occurrence=occurrence, fields=["own_title_ko"])
        occurrence.refresh_from_db()

        assert occurrence.content_modified_at == MONDAY
        assert (occurrence.sequence, occurrence.changed_at) == (0, None)
        assert occurrence.slug == f"{occurrence.series.slug}-2026-11-27"

    def test_a_new_end_is_a_change_of_time(self):
        occurrence = friday()
        occurrence.duration = dt.timedelta(hours=1)
        revise_occurrence(occurrence=occurrence, fields=["duration"])
        occurrence.refresh_from_db()

        assert occurrence.sequence == 1
        assert occurrence.ends_at - occurrence.starts_at == dt.timedelta(hours=1)

    @pytest.mark.parametrize("field", ("local_date", "state", "own_venue", "slug"))
    def test_what_was_announced_is_not_edited_silently(self, field):
        assert refused(revise_occurrence, occurrence=friday(), fields=[field]) == [
            "__all__"
        ]


class TestSeries:
    def test_new_defaults_reach_the_coming_dates_and_not_the_past(self, organization):
        series = make_series()
        add_host(series, organization)
        past = make_occurrence(series=series, local_date=dt.date(2026, 11, 20))
        coming = friday(series=series)
        own = make_occurrence(
            series=series, local_date=dt.date(2026, 12, 4), own_title_ko="송년 집회"
        )

        series.title_ko = "새 이름"
        save_series(series=series)
        series.hosts.all().delete()

        past, coming, own = (
            Occurrence.objects.get(pk=each.pk) for each in (past, coming, own)
        )
        assert past.title_ko == "금요 집회"
        assert [host.organization for host in past.hosts] == [organization]
        assert past.content_modified_at < MONDAY
        assert coming.title_ko == "새 이름"
        assert coming.content_modified_at == MONDAY
        assert coming.sequence == 0
        assert own.title_ko == "송년 집회"

    @pytest.mark.parametrize("name", ("safety_plan", "horizon_weeks", None))
    def test_what_no_date_shows_changes_no_calendar(self, name):
        series = make_series()
        coming = friday(series=series)
        if name:
            setattr(series, name, {"safety_plan": "조끼", "horizon_weeks": 8}[name])
        save_series(series=series)

        stored = Occurrence.objects.get(pk=coming.pk)
        assert stored.content_modified_at == coming.content_modified_at

    def test_a_postponed_date_is_no_history_and_follows_its_series(self):
        series = make_series()
        late = make_occurrence(
            series=series,
            local_date=dt.date(2026, 11, 20),
            state=OccurrenceState.POSTPONED,
        )
        assert freeze_past_occurrences() == 0
        series.title_ko = "새 이름"
        save_series(series=series)
        late = Occurrence.objects.get(pk=late.pk)
        assert (late.title_ko, late.content_modified_at) == ("새 이름", MONDAY)

        moved = move_occurrence(
            occurrence=late,
            local_date=FRIDAY,
            local_time=SEVEN_PM,
            venue=series.venue,
            reason_ko="새 날을 정했습니다.",
        )
        assert moved.inherits

    def test_freezing_twice_changes_nothing(self, organization):
        series = make_series()
        add_host(series, organization)
        make_occurrence(series=series, local_date=dt.date(2026, 11, 20))

        assert freeze_past_occurrences() == 1
        assert freeze_past_occurrences() == 0
        frozen = series.occurrences.get()
        assert (frozen.own_title_ko, frozen.own_title_en) == (
            "금요 집회",
            "Friday gathering",
        )
        assert frozen.own_hosts.count() == 1

    def test_publishing_a_series_announces_its_dates(self, staff):
        series = make_series(state=SeriesState.DRAFT)

        assert (
            change_series_state(series=series, state=SeriesState.ACTIVE, actor=staff)
            == 12
        )
        assert AuditEntry.objects.filter(action="series.state").count() == 1

    def test_ending_a_series_keeps_its_dates_and_makes_no_more(self):
        series = make_series()
        friday(series=series)

        assert change_series_state(series=series, state=SeriesState.ENDED) == 0
        assert series.occurrences.count() == 1

    def test_a_series_without_a_rule_is_not_published(self):
        series = make_series(state=SeriesState.DRAFT)
        series.schedules.all().delete()

        assert refused(
            change_series_state, series=series, state=SeriesState.ACTIVE
        ) == ["__all__"]

    def test_a_record_from_the_press_is_never_continued(self):
        series = make_series(state=SeriesState.ENDED, provenance=Provenance.PRESS)

        assert refused(
            change_series_state, series=series, state=SeriesState.ACTIVE
        ) == ["__all__"]

    def test_a_second_reader_of_an_old_state_is_told(self):
        series = make_series()
        stale = type(series).objects.get(pk=series.pk)
        change_series_state(series=series, state=SeriesState.PAUSED)

        with pytest.raises(StaleStateError):
            change_series_state(series=stale, state=SeriesState.ENDED)

    def test_a_changed_venue_is_a_public_change_of_what_is_held_there(self):
        series = make_series()
        coming = friday(series=series)
        elsewhere = make_occurrence(local_date=FRIDAY, own_venue=make_venue())
        series.venue.name_ko = "강남역 11번 출구 앞"
        save_venue(venue=series.venue)

        coming.refresh_from_db()
        elsewhere.refresh_from_db()
        assert coming.content_modified_at == MONDAY
        assert elsewhere.content_modified_at < MONDAY
