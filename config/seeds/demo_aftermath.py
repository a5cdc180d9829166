"""A fictional gathering that is over: report, link, two counts, photos of nobody."""

import datetime as dt
from io import BytesIO
from random import Random

from django.utils import timezone

from coalition.enums import Provenance
from coalition.models import User
from config.seeds.ledger import Ledger
from events.enums import Format, LinkKind, PhotoGround, PhotoPolicy
from events.models import AttendanceClaim, Occurrence, OccurrenceLink, Venue
from events.services.edit import publish_occurrence, save_draft
from events.services.photos import PhotoWords, approve_photo, upload_photo
from events.services.reports import add_claim, add_link, publish_report, save_report

SLUG = "first-lights"
PHOTO_TEAM = "photos@example.org"
DAYS_AGO = 10

REPORT_KO = """\
비가 조금 내렸지만 자리를 끝까지 지켰습니다. 일곱 사람이 이어 말했고, 보내온 글 세 편을 대신 읽었습니다.

### 나눈 이야기
- 학교와 일터가 먼저 할 수 있는 일
- 피해를 겪은 사람 곁에 서는 방법

다음 모임은 금요일 저녁에 이어집니다. (체험용 가상 행사)
"""
REPORT_EN = """\
It rained a little, and people stayed to the end. Seven spoke, and three letters were read aloud.

The next evenings are on Fridays. (A fictional event, for trying out.)
"""
PHOTOS = (
    ("어두운 광장에 켜진 작은 불빛들", "Small lights in a dark square"),
    ("젖은 바닥에 비친 보라색 등", "Purple lamps mirrored on wet ground"),
)


def seed_demo_aftermath(staff: User, ledger: Ledger) -> None:
    """Once; a photo by the photo team is left for staff to check."""
    ledger.keep(Occurrence, lambda: _make_gathering(staff), slug=SLUG)


def _make_gathering(staff: User) -> Occurrence:
    draft = save_draft(
        occurrence=Occurrence(
            slug=SLUG,
            own_title_ko="첫 불빛: 시작하는 저녁",
            own_title_en="First lights: an evening to begin",
            own_summary_ko="금요일 말하기 대회를 시작하기 전에 모인 자리입니다. (체험용 가상 행사)",
            own_summary_en="Where it began, before the Fridays. (A fictional event, for trying out.)",
            own_format=Format.SPEAK_OUT,
            own_venue=Venue.objects.get(slug="gangnam-station-exit-10"),
            own_photo_policy=PhotoPolicy.NO_FACES,
            local_date=timezone.localdate() - dt.timedelta(days=DAYS_AGO),
            local_time=dt.time(19),
            duration=dt.timedelta(minutes=90),
            provenance=Provenance.DEMO,
        )
    )
    gathering = publish_occurrence(occurrence=draft)
    _tell(gathering)
    _show(gathering, staff)
    return gathering


def _tell(gathering: Occurrence) -> None:
    report = save_report(occurrence=gathering, text_ko=REPORT_KO, text_en=REPORT_EN)
    publish_report(report=report)
    add_link(
        link=OccurrenceLink(
            occurrence=gathering,
            kind=LinkKind.VIDEO,
            title_ko="그날 저녁의 영상 (가상 링크)",
            title_en="A film of that evening (a fictional link)",
            url="https://example.org/first-lights",
        )
    )
    eight = gathering.starts_at + dt.timedelta(hours=1)
    for count, is_approximate, ko, en in (
        (300, True, "주최 측 추산", "Organizers"),
        (212, False, "입구에서 센 참가자", "A participant at the entrance"),
    ):
        add_claim(
            claim=AttendanceClaim(
                occurrence=gathering,
                count=count,
                is_approximate=is_approximate,
                counted_by_ko=ko,
                counted_by_en=en,
                counted_at=eight,
            )
        )


def _show(gathering: Occurrence, staff: User) -> None:
    """Two photos that staff checked, and one that waits for them."""
    team = User.objects.filter(email=PHOTO_TEAM).first() or User.objects.create_user(
        PHOTO_TEAM, name="사진팀", is_active=False
    )
    for number, (alt_ko, alt_en) in enumerate(PHOTOS):
        photo = upload_photo(occurrence=gathering, upload=_lights(number), actor=team)
        approve_photo(
            photo=photo,
            words=PhotoWords(
                alt_ko=alt_ko,
                alt_en=alt_en,
                credit="사진팀",
                publish_after=photo.publish_after,
            ),
            ground=PhotoGround.NO_FACE,
            keeps_policy=True,
            actor=staff,
        )
    upload_photo(occurrence=gathering, upload=_lights(len(PHOTOS)), actor=team)


def _lights(seed: int) -> BytesIO:
    """A drawn picture: lights at night, the same for the same seed."""
    from PIL import Image, ImageDraw, ImageFilter

    random = Random(seed)  # noqa: S311 (a drawing, no secret)
    image = Image.new("RGB", (1200, 800), "#1b0d2b")
    draw = ImageDraw.Draw(image)
    for _light in range(90):
        x, y = random.randrange(1200), random.randrange(250, 800)
        size = random.randrange(6, 30) * y // 600
        colour = random.choice(("#f2c078", "#d0aef4", "#7a3cb0", "#fff3d6", "#5b2190"))
        draw.ellipse((x - size, y - size, x + size, y + size), fill=colour)
    file = BytesIO()
    image.filter(ImageFilter.GaussianBlur(6)).save(file, "PNG")
    file.seek(0)
    return file
