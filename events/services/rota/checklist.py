"""The host's checklist: the usual lines of a series, and what a host has ticked."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from coalition.models import Organization
from events.exceptions import RotaChangedError
from events.models import (
    EventSeries,
    HostChecklistItem,
    HostChecklistTick,
    HostingDuty,
)

# What a host sees to in Korean practice; staff change it for each series. The hours
# of the notification: Assembly and Demonstration Act (집시법), article 6.
USUAL_LINES = (
    (
        "집회신고: 누가 신고할지 사무국과 정하고, 시작 48시간 전까지 접수를 확인합니다.",
        "Police notification: agree with the office who files it; "
        "make sure it is received 48 hours before the start.",
    ),
    (
        "음향: 앰프, 마이크, 전원을 준비하고 맡을 사람을 정합니다.",
        "Sound: amplifier, microphones and power, and who looks after them.",
    ),
    (
        "수어통역·문자통역: 통역사를 정하고 순서와 원고를 미리 보냅니다.",
        "Sign language and captions: find interpreters; "
        "send them the programme and the texts.",
    ),
    (
        "질서유지: 질서유지인을 정하고 시작 한 시간 전에 모입니다.",
        "Marshals: name them and meet one hour before the start.",
    ),
    ("현수막과 손피켓을 준비합니다.", "Bring the banner and the placards."),
    (
        "발언자: 발언자와 순서, 사회자를 정하고 발언문을 미리 받습니다.",
        "Speakers: settle speakers, order and moderator; ask for the texts.",
    ),
    (
        "사진 규칙: 얼굴 촬영 금지를 안내하고 촬영 담당을 정합니다.",
        "Photo rules: announce that no faces are filmed; name who takes pictures.",
    ),
    (
        "뒷정리: 자리를 치우고 빌린 물품을 돌려줍니다.",
        "Afterwards: clean up and return what was borrowed.",
    ),
    (
        "보고: 참가 인원(주최 측 추산)과 사진, 있었던 일을 사무국에 알립니다.",
        "Report: tell the office the estimate of participants, send pictures "
        "and say what happened.",
    ),
)


@transaction.atomic
def start_checklist(*, series: EventSeries) -> None:
    """Gives a series the usual lines, unless staff have written their own."""
    if series.host_checklist.exists():
        return
    HostChecklistItem.objects.bulk_create(
        HostChecklistItem(series=series, order=order, text_ko=korean, text_en=english)
        for order, (korean, english) in enumerate(USUAL_LINES, start=1)
    )


@transaction.atomic
def tick_checklist(
    *,
    duty_id: int,
    organization: Organization,
    seen: Collection[int],
    ticked: Collection[int],
) -> None:
    """Stores which lines are done.

    ``seen`` are the lines that were ticked on the page: only what the reader changed
    is changed, so two people of one organization do not undo each other. Raises
    ``RotaChangedError`` when the date is not the organization's any more.
    """
    duty = (
        HostingDuty.objects.standing()
        .filter(pk=duty_id, organization=organization)
        .select_for_update(no_key=True)
        .first()
    )
    if duty is None:
        raise RotaChangedError
    duty.ticks.filter(item_id__in=set(seen) - set(ticked)).delete()
    new = HostChecklistItem.objects.filter(
        series__occurrences__hosting_duty=duty, pk__in=set(ticked) - set(seen)
    )
    HostChecklistTick.objects.bulk_create(
        (
            HostChecklistTick(duty=duty, item=item, ticked_at=timezone.now())
            for item in new
        ),
        ignore_conflicts=True,
    )
