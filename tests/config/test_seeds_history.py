"""The founding story: complete, sourced, nameless, and the same after a second run."""

import datetime as dt
import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from coalition.enums import Provenance
from coalition.models import Institution, Organization, ReportedCount, Source
from config.seeds.facts import read_facts
from config.seeds.history import seed_history
from events.models import EventSeries, Occurrence
from events.services.addresses import change_address, change_series_address
from statements.models import Demand, Endorsement, Statement, TimelineEntry
from statements.services.publishing import revision_sha256
from tests.config.rows import all_rows


@pytest.fixture
def history(db: None) -> None:
    seed_history()


@pytest.mark.django_db
def test_a_second_run_changes_no_row() -> None:
    seed_history()
    before = all_rows()
    seed_history()
    assert all_rows() == before


def test_what_staff_changed_stays_as_they_left_it(history: None) -> None:
    Organization.objects.filter(slug="ksvrc").update(website="https://example.org/")
    entry = TimelineEntry.objects.earliest("on")
    TimelineEntry.objects.filter(pk=entry.pk).update(text_ko="더 나은 문장")
    before = all_rows()
    seed_history()
    assert all_rows() == before


def test_what_has_another_address_now_is_not_made_again(history: None) -> None:
    for series in EventSeries.objects.all():
        change_series_address(series=series, slug=f"{series.slug}-now")
    for occurrence in Occurrence.objects.filter(series=None):
        change_address(occurrence=occurrence, slug=f"{occurrence.slug}-now")
    before = all_rows()
    seed_history()
    assert all_rows() == before


def test_what_was_lost_comes_back_alone(history: None) -> None:
    TimelineEntry.objects.latest("on").delete()
    ledger = seed_history()
    assert dict(ledger.made) == {TimelineEntry: 1}


@pytest.mark.django_db(transaction=True)
def test_runs_at_the_same_time_make_everything_once() -> None:
    def run(_: int) -> Counter:
        try:
            return seed_history().made
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(run, range(4)))
    assert sorted(map(bool, made)) == [False, False, False, True]
    assert Statement.objects.count() == 2


def test_84_organizations_of_whom_three_are_named(history: None) -> None:
    statement = Statement.objects.get(slug="joint-statement-2024-08-29")
    assert statement.declared_organizations == 84
    named = Endorsement.objects.filter(statement=statement)
    assert {each.organization.name_ko for each in named} == {
        "한국여성단체연합",
        "한국사이버성폭력대응센터",
        "한국성폭력상담소",
    }
    assert {each.method for each in named} == {"press"}
    assert all(each.sources.exists() for each in named)


def test_the_two_statements_are_not_one(history: None) -> None:
    conference, joint = Statement.objects.order_by("pk")
    assert [each.slug for each in conference.proposers.all()] == [
        "seoul-womens-association",
        "seoul-feminist-students",
    ]
    assert not joint.proposers.exists()
    assert conference.current_revision.demands.count() == 3
    assert joint.current_revision.demands.count() == 5
    assert joint.earlier_measures.count() == 3


def test_a_published_record_has_the_digest_of_its_text_and_day(history: None) -> None:
    for statement in Statement.objects.all():
        revision = statement.current_revision
        assert revision.sha256 == revision_sha256(revision)
        assert revision.published_at.astimezone().date() == dt.date(2024, 8, 29)
        assert "전문이 아닙니다" in revision.text_ko
        assert not statement.takes_signatures
        assert not statement.collects_endorsements


def test_the_moved_friday_keeps_its_slot(history: None) -> None:
    friday = Occurrence.objects.get(slot_date=dt.date(2024, 9, 6))
    assert friday.venue.name_ko == "종로 보신각 앞"
    assert friday.moved_from_venue.name_ko == "강남역 10번 출구 앞"
    assert friday.declared_hosts_count == 144
    assert [claim.count for claim in friday.claims.all()] == [500, 1000, 1200, 12000]
    assert all(
        claim.counted_by_ko and claim.counted_by_en for claim in friday.claims.all()
    )
    assert friday.route_ko.startswith("보신각")


def test_only_what_is_known(history: None) -> None:
    conference = Occurrence.objects.get(slug="press-conference-2024-08-29")
    assert conference.local_time is None
    assert conference.duration is None
    fridays = Occurrence.objects.filter(series__slug="speak-out").order_by("slot_date")
    assert [each.slot_date.day for each in fridays] == [30, 6, 13, 20, 27]
    assert {each.photo_policy for each in fridays} == {"unknown"}
    assert "확인하지 못했습니다" in fridays.last().summary_ko
    assert not hasattr(Institution.objects.get(slug="kcsc"), "successor")


def test_the_past_series_is_never_continued(history: None) -> None:
    assert not EventSeries.objects.growing().exists()


def test_institutions_know_what_they_are_called_today(history: None) -> None:
    names = {each.name_ko: each.current().name_ko for each in Institution.objects.all()}
    assert names["여성가족부"] == "성평등가족부"
    assert names["방송통신위원회"] == "방송미디어통신위원회"


def test_the_coalition_grew_as_reported(history: None) -> None:
    counts = ReportedCount.objects.values_list(
        "organizations_count", "organizations_approximate"
    )
    assert list(counts) == [(14, False), (20, True), (54, False), (72, False)]


def test_timeline_entries_answer_demands(history: None) -> None:
    answered = TimelineEntry.objects.get(on=dt.date(2024, 9, 26)).demands.get()
    assert answered.text_ko == "가해자 처벌"
    assert TimelineEntry.objects.get(is_month_only=True).demands.count() == 3


def test_every_entry_has_a_source_and_every_source_an_entry(history: None) -> None:
    records = [
        *Organization.objects.all(),
        *Institution.objects.all(),
        *ReportedCount.objects.all(),
        *EventSeries.objects.all(),
        *Occurrence.objects.all(),
        *Statement.objects.all(),
        *Demand.objects.all(),
        *TimelineEntry.objects.all(),
    ]
    assert [record for record in records if not record.sources.exists()] == []
    used = {source.pk for record in records for source in record.sources.all()}
    # These two stand behind an earlier measure and an attendance claim only.
    unused = Source.objects.exclude(pk__in=used).values_list("code", flat=True)
    assert set(unused) <= {"S9", "S21"}


def test_everything_is_marked_as_a_press_record(history: None) -> None:
    for model in (Organization, EventSeries, Occurrence, Statement, TimelineEntry):
        values = model._default_manager.values_list("provenance", flat=True)
        assert set(values) == {Provenance.PRESS}
    assert not Organization.objects.able_to_act().exists()


def test_no_reporter_and_no_head_of_state_is_named() -> None:
    text = json.dumps(read_facts(), ensure_ascii=False)
    assert not re.search(
        r"기자(?!회견)|reporter|[Pp]resident [A-Z]|대통령 [가-힣]{3}\b", text
    )


def test_every_text_is_in_both_languages() -> None:
    def check(fact: Any) -> None:
        if isinstance(fact, list):
            for each in fact:
                check(each)
        elif isinstance(fact, dict):
            for name, value in fact.items():
                stem, _, language = name.rpartition("_")
                if language == "ko" and stem not in ("name", "short_name"):
                    assert fact.get(f"{stem}_en"), value
                check(value)

    check(read_facts())


@pytest.mark.django_db
def test_the_command_says_in_one_line_what_is_there(capsys: Any) -> None:
    call_command("seed_history")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.count(" · ") == 8


def test_a_wrong_argument_is_refused() -> None:
    with pytest.raises(CommandError, match="unrecognized arguments: --wrong"):
        call_command("seed_history", "--wrong")
