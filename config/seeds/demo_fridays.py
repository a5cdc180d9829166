"""The fictional Friday series: the coming weeks, one moved, one called off, a break."""

import datetime as dt

from django.utils import timezone

from coalition.enums import Provenance
from coalition.models import Organization
from config.seeds.demo_notice import file_notice
from config.seeds.demo_rota import fill_rota, send_programme
from config.seeds.demo_sheet import add_programme, plan_for_the_day
from config.seeds.demo_shifts import plan_shifts
from config.seeds.ledger import Ledger
from events.enums import Availability, Format, HostRole, PhotoPolicy, SeriesState
from events.models import (
    EventSeries,
    Occurrence,
    SeriesHost,
    SeriesPause,
    SeriesSchedule,
    SpeakerCall,
    Venue,
)
from events.services.call_off import cancel_occurrence
from events.services.generate import generate_occurrences
from events.services.move import move_occurrence
from events.services.pauses import add_pause
from events.services.series import change_series_state
from events.services.speakers.calls import save_speaker_call

SERIES = "friday"
MOVED_WEEK = 3
PLEDGE_KO = (
    "우리는 나이, 성별, 성적 지향, 장애, 국적, 외모를 이유로 서로를 차별하지 않습니다.\n"
    "허락 없이 몸에 손대거나 얼굴을 찍지 않습니다. 불편한 일이 있으면 안내 탁자로 알려 주세요."
)
PLEDGE_EN = (
    "We do not discriminate against each other by age, gender, sexual orientation, "
    "disability, nationality or looks.\n"
    "Nobody is touched or filmed without being asked. Tell the information desk if "
    "something is wrong."
)
SQUARE = """
road 0,46 100,46 불빛대로 | Bulbit-daero
road 64,0 64,60
block 4,8 24,34 도서관 | Library
block 72,6 94,36 구청 | City hall
point 12,52 3번 출구 | Exit 3
here 47,26 느티나무마당 | Zelkova Yard
"""
SPEAKERS_WEEK = 2
SPEAKERS = 5
CANCELLED_WEEK = 5
BREAK_WEEK = 9
HOSTS = (
    ("mulgyeol-united-feminist-club-of-haesol-universities", HostRole.ORGANIZER),
    ("onsae-womens-association", HostRole.ORGANIZER),
    ("ssiat-umul-foundation", HostRole.SUPPORTER),
)


def seed_demo_series(coalition: Organization, ledger: Ledger) -> None:
    """The series with its coming dates; a later run adds the weeks that are new."""
    series = ledger.keep(EventSeries, lambda: _make_series(coalition), slug=SERIES)
    today = series.today(timezone.now())
    is_new = bool(ledger.made[EventSeries])
    made_count = generate_occurrences(series=series, today=today)
    ledger.made[Occurrence] += series.occurrences.count() if is_new else made_count
    ledger.present[Occurrence] = series.occurrences.count()


def _make_series(coalition: Organization) -> EventSeries:
    series = EventSeries.objects.create(
        slug=SERIES,
        title_ko="금요일 말하기 대회: 불빛을 잇다",
        title_en="Friday speak-out: joining the lights",
        summary_ko="매주 금요일 저녁, 한 사람씩 이어 말하는 자리입니다. (체험용 가상 행사)",
        summary_en="Every Friday evening, one voice after another. (A fictional event, for trying out.)",
        description_ko=(
            "누구나 와서 들을 수 있고, 발언은 3분 안에서 이어집니다. 얼굴을 가려도 "
            "좋고 이름을 말하지 않아도 됩니다. 쓴 글을 다른 사람이 대신 읽어 드릴 수도 "
            "있습니다.\n\n이 행사는 사이트를 시험해 보기 위해 지어낸 것으로, 실제로 "
            "열리지 않습니다."
        ),
        description_en=(
            "Everyone may come and listen; each speaks for up to three minutes. You may "
            "cover your face and need not say a name. Somebody else can read your text "
            "for you.\n\nThis event is invented, for trying this site. It does not take "
            "place."
        ),
        format=Format.SPEAK_OUT,
        venue=Venue.objects.get(slug="gangnam-station-exit-10"),
        is_main=not EventSeries.objects.filter(is_main=True).exists(),
        photo_policy=PhotoPolicy.NO_FACES,
        sign_language=Availability.YES,
        captions=Availability.PARTLY,
        wheelchair=Availability.YES,
        access_contact="access@example.org",
        pledge_ko=PLEDGE_KO,
        pledge_en=PLEDGE_EN,
        rain_plan_ko="비가 와도 모입니다. 우비를 나누어 드립니다.",
        rain_plan_en="We gather in the rain too. Raincoats are handed out.",
        provenance=Provenance.DEMO,
    )
    SeriesSchedule.objects.create(
        series=series,
        effective_from=series.today(timezone.now()),
        local_time=dt.time(19),
        duration=dt.timedelta(minutes=90),
    )
    _name_hosts(series, coalition)
    plan_for_the_day(series)
    _take_a_break(series)
    change_series_state(series=series, state=SeriesState.ACTIVE)
    series.refresh_from_db()
    coming = list(series.occurrences.order_by("slot_date"))
    _ask_for_speakers(coming[SPEAKERS_WEEK - 1])
    for filed in (coming[0], coming[MOVED_WEEK - 1]):
        file_notice(filed)
    _move(coming[MOVED_WEEK - 1])
    _cancel(coming[CANCELLED_WEEK - 1])
    fill_rota(series)
    add_programme(coming[0])
    send_programme(coming[0])
    plan_shifts(coming[0])
    return series


def _name_hosts(series: EventSeries, coalition: Organization) -> None:
    SeriesHost.objects.create(series=series, organization=coalition)
    for order, (slug, role) in enumerate(HOSTS, start=1):
        SeriesHost.objects.create(
            series=series,
            organization=Organization.objects.get(slug=slug),
            role=role,
            order=order,
        )


def _take_a_break(series: EventSeries) -> None:
    """The days from Monday to Sunday of one week; the rule makes no date in them."""
    today = series.today(timezone.now())
    monday = today + dt.timedelta(weeks=BREAK_WEEK, days=-today.weekday())
    add_pause(
        pause=SeriesPause(
            series=series,
            starts_on=monday,
            ends_on=monday + dt.timedelta(days=6),
            reason_ko="준비팀이 함께 쉬는 주간입니다.",
            reason_en="The team rests together this week.",
        )
    )


def _ask_for_speakers(occurrence: Occurrence) -> None:
    opens_at = timezone.now()
    save_speaker_call(
        call=SpeakerCall(occurrence=occurrence, places=SPEAKERS, opens_at=opens_at)
    )


def _move(occurrence: Occurrence) -> None:
    move_occurrence(
        occurrence=occurrence,
        local_date=occurrence.local_date,
        local_time=occurrence.local_time,
        venue=_make_square(),
        reason_ko="다른 단체들과 함께 여는 문화제에 참여하기 위해 이번 주는 느티나무마당에서 모입니다.",
        reason_en="This week we gather at Zelkova Yard, to join a cultural night held with other organizations.",
    )


def _make_square() -> Venue:
    """A place that is nowhere, with a small map of it."""
    return Venue.objects.create(
        slug="demo-zelkova-yard",
        name_ko="느티나무마당 (가상의 장소)",
        name_en="Zelkova Yard (an invented place)",
        directions_ko="불빛역 3번 출구에서 나와 오른쪽으로 두 블록 걷습니다.",
        directions_en="From exit 3 of Bulbit Station turn right and walk two blocks.",
        sketch_text=SQUARE,
        step_free=Availability.YES,
        toilet=Availability.PARTLY,
    )


def _cancel(occurrence: Occurrence) -> None:
    cancel_occurrence(
        occurrence=occurrence,
        reason_ko="준비팀이 쉬어 가는 주입니다. 다음 주 금요일에 다시 만납니다.",
        reason_en="The team takes a week of rest. We meet again the Friday after.",
    )
