"""What the fictional series has filed with the police: one date, and one that moved."""

from django.utils import timezone

from events.models import Occurrence
from events.models.notice import People, Person
from events.services.notice.filing import (
    FormText,
    name_people,
    record_filing,
    write_form,
)

STATION = "한빛경찰서 (가상)"


def file_notice(occurrence: Occurrence) -> None:
    """Form, invented people and receipt; nothing when it has begun already."""
    now = timezone.now()
    if occurrence.starts_at <= now:
        return
    text = FormText(
        police_station=STATION,
        expected_count=300,
        method="보도에 서거나 앉아 발언을 듣습니다. 사이사이 함께 구호를 외칩니다.",
        equipment="확성기 1대, 현수막 2개, 손팻말 약 300개. 차량 없음.",
    )
    write_form(occurrence=occurrence, seen=0, text=text)
    name_people(occurrence=occurrence, seen=1, people=_people())
    record_filing(
        occurrence=occurrence,
        seen=2,
        police_station=STATION,
        receipt_number=f"체험-{occurrence.local_date:%m%d}",
        filed_at=now.replace(second=0, microsecond=0),
    )


def _people() -> People:
    somebody = {"occupation": "활동가", "phone": "010-0000-0000"}
    return People(
        contact=Person(name="가상인", address="서울 가상구 없는길 1", **somebody),
        marshals=(
            Person(name="홍가상", address="서울 가상구 없는길 2", **somebody),
            Person(name="박가상", address="서울 가상구 없는길 3", **somebody),
        ),
    )
