"""What the fictional series has in hand on its day: programme, safety, rain."""

from events.enums import ItemKind
from events.models import EventSeries, Occurrence, ProgrammeItem

SAFETY_PLAN = """\
### 모이는 곳과 흩어지는 곳
- 준비팀은 무대 왼쪽 깃발 아래에서 만납니다.
- 끝나면 두 사람 이상 함께 지하철역까지 걷습니다.

### 허락 없이 촬영하는 사람이 있을 때
1. 질서유지 담당이 두 사람씩 다가가 촬영 원칙을 알립니다.
2. 참가자와 카메라 사이에 섭니다. 손을 대지 않습니다.
3. 계속하면 시간과 모습을 적고 상황실에 알립니다.

### 일행을 잃었을 때
- 안내 책상에서 기다립니다. 이름을 방송하지 않습니다.

### 가까운 곳
- 출구, 화장실, 병원: 당일 아침에 확인하고 적습니다. (체험용 가상 계획)
"""
LEAVING_KO = (
    "끝나면 두 사람 이상 함께 돌아가 주세요. 혼자 오셨다면 안내 책상에 말씀해 주세요. "
    "지하철역까지 함께 걷습니다.\n\n누군가 허락 없이 촬영하면 직접 맞서지 말고 조끼를 "
    "입은 사람에게 알려 주세요. 가리개와 마스크를 나누어 드립니다."
)
LEAVING_EN = (
    "Please go home in twos or more. If you came alone, tell us at the desk: we walk to "
    "the station together.\n\nIf somebody films you without asking, do not confront "
    "them; tell a person in a vest. We hand out masks."
)
# minutes after the start, length, kind, title (ko, en), public, sound, note
PROGRAMME = (
    (0, 10, ItemKind.OTHER, "여는 말", "Opening", True, "무선 마이크 2개", ""),
    (10, 40, ItemKind.SPEECH, "이어 말하기", "One voice after another", True, "스탠드 마이크", "발언 사이에 물을 바꿉니다."),
    (50, 15, ItemKind.PERFORMANCE, "노래", "Songs", True, "반주 파일, 모니터 스피커", ""),
    (65, 10, ItemKind.READING, "보내온 글 읽기", "Letters read aloud", True, "", "이름이 적힌 쪽지는 읽은 뒤 돌려드립니다."),
    (75, 15, ItemKind.CHANT, "함께 외치기", "Chants", True, "", ""),
    (90, 20, ItemKind.OTHER, "정리와 귀가 동행", "Clearing up, walking home", False, "", "조끼 수량을 확인합니다."),
)  # fmt: skip


def plan_for_the_day(series: EventSeries) -> None:
    """Safety plan, public words on leaving, and when the rain is decided on."""
    series.safety_plan = SAFETY_PLAN
    series.leaving_ko, series.leaving_en = LEAVING_KO, LEAVING_EN
    series.weather_hours = 4
    series.save()


def add_programme(occurrence: Occurrence) -> None:
    """A programme with notes for staff; its last part is not public."""
    ProgrammeItem.objects.bulk_create(
        ProgrammeItem(
            occurrence=occurrence,
            order=order,
            starts_after=starts_after,
            minutes=minutes,
            kind=kind,
            title_ko=title_ko,
            title_en=title_en,
            is_public=is_public,
            has_sign_language=is_public,
            sound=sound,
            staff_note=note,
        )
        for order, (
            starts_after,
            minutes,
            kind,
            title_ko,
            title_en,
            is_public,
            sound,
            note,
        ) in enumerate(PROGRAMME, start=1)
    )
