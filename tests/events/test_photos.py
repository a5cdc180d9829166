"""Photos: nothing of the camera survives, nobody sees one too early or too long."""

import datetime as dt
import io
import struct
import zipfile
import zlib
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from coalition.exceptions import StaleStateError
from coalition.models import AuditEntry
from events.documents.pictures import LARGEST_BYTES, read_pictures, stored_picture
from events.enums import (
    OccurrenceState,
    PhotoComplaint,
    PhotoGround,
    PhotoPolicy,
    PhotoState,
)
from events.models import Photo
from events.services import photos as services
from events.services.photos import (
    describe_photo,
    erase_orphaned_photos,
    keep_photo,
    reject_photo,
    report_photo,
    take_down_photo,
    tell_due_photos,
)
from tests.factories.coalition import create_staff
from tests.factories.events import make_occurrence, make_series
from tests.factories.photos import (
    SECRET,
    approve,
    camera_jpeg,
    picture_bytes,
    upload,
    words_of,
)
from tests.jobs import run_jobs
from tests.markup import read
from tests.threads import at_once

SEOUL = ZoneInfo("Asia/Seoul")
FRIDAY = dt.date(2026, 11, 20)
AFTER = dt.datetime(2026, 11, 20, 21, 30, tzinfo=SEOUL)
NEXT_DAY = dt.datetime(2026, 11, 21, 21, tzinfo=SEOUL)
DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AFTER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def store():
    return storages["private"]


def stored_names(store):
    return sorted(store.listdir("photos")[1]) if store.exists("photos") else []


@pytest.fixture
def friday():
    series = make_series(slug="friday", photo_policy=PhotoPolicy.NO_FACES)
    return make_occurrence(series=series, local_date=FRIDAY)


@pytest.fixture
def public(friday, clock):
    """A photo that everybody sees."""
    photo = approve(upload(friday))
    clock.move_to(NEXT_DAY)
    return photo


def path_of(photo, size=""):
    return f"/events/friday-2026-11-20/photos/{photo.code}{size}.jpg"


def report_path(photo):
    return f"/events/friday-2026-11-20/photos/{photo.code}/report/"


def png_of(width, height):
    """A PNG of a few bytes that claims to be that large."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IEND", b"")


class TestPixels:
    def test_nothing_of_the_camera_survives(self, friday):
        original = camera_jpeg()
        assert original.count(SECRET.encode()) > 4

        photo = upload(friday, original)

        for size in ("large", "small"):
            stored = stored_picture(photo.code, size)
            for trace in (SECRET.encode(), b"Exif", b"ICC_PROFILE", b"xmp", b"GPS"):
                assert trace not in stored
            image = Image.open(io.BytesIO(stored))
            assert not image.getexif()
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit"} | {
                "jfif_density",
                "progressive",
                "progression",
            }

    def test_it_stands_upright_and_is_bounded(self, friday):
        photo = upload(friday, camera_jpeg((3000, 1500), orientation=6))

        assert (photo.width, photo.height) == (800, 1600)
        assert (photo.small_width, photo.small_height) == (320, 640)
        large = Image.open(io.BytesIO(stored_picture(photo.code, "large")))
        assert large.size == (800, 1600)

    @pytest.mark.parametrize("kind", ("JPEG", "PNG", "WEBP"))
    def test_three_formats_become_jpeg(self, kind):
        for picture in read_pictures(io.BytesIO(picture_bytes(kind=kind))).values():
            image = Image.open(io.BytesIO(picture.content))
            assert (image.format, image.mode) == ("JPEG", "RGB")

    def test_transparency_becomes_white(self):
        file = io.BytesIO()
        Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, "PNG")
        large = read_pictures(io.BytesIO(file.getvalue()))["large"]

        assert Image.open(io.BytesIO(large.content)).getpixel((5, 5)) == (255,) * 3

    @pytest.mark.parametrize("mode", ("CMYK", "L"))
    def test_other_colours_of_jpeg(self, mode):
        file = io.BytesIO()
        Image.new(mode, (20, 20)).save(file, "JPEG")

        assert read_pictures(io.BytesIO(file.getvalue()))

    def test_what_is_hidden_behind_the_picture_is_gone(self, friday):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("shell.php", SECRET)
        page = b"<script>alert('%s')</script>" % SECRET.encode()
        photo = upload(friday, picture_bytes() + page + archive.getvalue())

        stored = stored_picture(photo.code, "large")
        assert SECRET.encode() not in stored
        assert b"<script" not in stored
        assert not zipfile.is_zipfile(io.BytesIO(stored))

    @pytest.mark.parametrize(
        ("content", "code"),
        (
            (b"", "format"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "format"),
            (picture_bytes(kind="GIF"), "format"),
            (b"GIF89a" + picture_bytes(), "format"),
            (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "format"),
            (picture_bytes()[:900], "damaged"),
            (picture_bytes(kind="PNG")[:60], "damaged"),
            (png_of(10, 10), "damaged"),
            (png_of(9000, 9000), "pixels"),
            (png_of(20_000, 20_000), "pixels"),
            (png_of(100_000, 100_000), "pixels"),
            (b"\xff" * (LARGEST_BYTES + 1), "bytes"),
        ),
        ids="",
    )
    def test_what_is_refused(self, friday, store, content, code):
        with pytest.raises(ValidationError) as refusal:
            upload(friday, content)

        assert refusal.value.code == code
        assert stored_names(store) == []
        assert not Photo.objects.exists()

    def test_heic_is_refused_with_a_way_out(self):
        with pytest.raises(ValidationError, match="HEIC"):
            read_pictures(io.BytesIO(b"\x00\x00\x00\x18ftypheic" + bytes(40)))


class TestUpload:
    def test_it_waits_until_a_day_after_the_end(self, friday):
        photo = upload(friday)

        assert photo.state == PhotoState.WAITING
        assert photo.publish_after == friday.over_at + DAY

    def test_where_no_photos_were_allowed_none_are_taken(self, friday, store):
        friday.own_photo_policy = PhotoPolicy.NO_PHOTOS
        friday.save()

        with pytest.raises(ValidationError):
            upload(friday)
        assert stored_names(store) == []

    @pytest.mark.parametrize(
        "state", (OccurrenceState.CANCELLED, OccurrenceState.POSTPONED)
    )
    def test_not_of_what_was_called_off(self, friday, state):
        friday.state = state
        friday.save()

        with pytest.raises(ValidationError):
            upload(friday)

    def test_not_before_the_end(self, friday, clock):
        clock.move_to(AFTER - dt.timedelta(hours=1))

        with pytest.raises(ValidationError):
            upload(friday)

    def test_a_gathering_has_a_bounded_gallery(self, friday, monkeypatch):
        monkeypatch.setattr(services, "MOST_PHOTOS", 1)
        upload(friday)

        with pytest.raises(ValidationError):
            upload(friday)


class TestCheck:
    def test_by_somebody_else_than_the_uploader(self, friday):
        me = create_staff()
        photo = upload(friday, actor=me)

        with pytest.raises(ValidationError):
            approve(photo, me)
        approve(photo)

        assert Photo.objects.get().state == PhotoState.APPROVED
        with pytest.raises(IntegrityError), transaction.atomic():
            Photo.objects.update(checked_by=me)

    def test_the_database_shows_none_without_a_check(self, friday):
        upload(friday)

        with pytest.raises(IntegrityError), transaction.atomic():
            Photo.objects.update(state=PhotoState.APPROVED)

    @pytest.mark.parametrize(
        ("policy", "is_enough"),
        (
            (PhotoPolicy.NO_FACES, False),
            (PhotoPolicy.PHOTO_ZONE, True),
            (PhotoPolicy.FREE, True),
            (PhotoPolicy.UNKNOWN, True),
        ),
    )
    def test_agreement_where_no_faces_were_announced(self, friday, policy, is_enough):
        friday.own_photo_policy = policy
        friday.save()
        photo = upload(friday)

        if is_enough:
            assert approve(photo, ground=PhotoGround.AGREED)
        else:
            with pytest.raises(ValidationError) as refusal:
                approve(photo, ground=PhotoGround.AGREED)
            assert set(refusal.value.error_dict) == {"ground"}

    @pytest.mark.parametrize(
        ("answers", "field"),
        (
            ({"keeps_policy": False}, "keeps_policy"),
            ({"words": {"alt_ko": "  "}}, "alt_ko"),
            ({"words": {"publish_after": AFTER - DAY}}, "publish_after"),
        ),
    )
    def test_an_answer_that_is_missing(self, friday, answers, field):
        photo = upload(friday)
        if "words" in answers:
            answers = {"words": words_of(photo, **answers["words"])}

        with pytest.raises(ValidationError) as refusal:
            approve(photo, **answers)

        assert set(refusal.value.error_dict) == {field}

    def test_a_policy_that_was_changed_meanwhile(self, friday):
        photo = upload(friday)
        friday.own_photo_policy = PhotoPolicy.NO_PHOTOS
        friday.save()

        with pytest.raises(ValidationError):
            approve(photo)

    def test_once(self, friday):
        photo = upload(friday)
        approve(photo)

        with pytest.raises(StaleStateError):
            approve(photo)
        with pytest.raises(StaleStateError):
            reject_photo(photo=photo, actor=create_staff())

    def test_what_is_rejected_is_erased(self, friday, store):
        photo = upload(friday)
        assert len(stored_names(store)) == 2

        reject_photo(photo=photo, actor=create_staff())
        run_jobs()

        assert stored_names(store) == []
        assert not Photo.objects.exists()
        with pytest.raises(StaleStateError):
            approve(photo)

    def test_words_can_be_prepared_by_the_uploader(self, friday):
        me = create_staff()
        photo = upload(friday, actor=me)

        describe_photo(photo=photo, words=words_of(photo, credit="달"), actor=me)

        assert Photo.objects.get().credit == "달"
        assert Photo.objects.get().state == PhotoState.WAITING

    def test_every_act_of_staff_leaves_a_trail_without_names(self, public):
        take_down_photo(photo=public, actor=create_staff())

        trail = list(AuditEntry.objects.order_by("pk").values_list("action", "detail"))
        assert trail == [
            ("photo.upload", {}),
            ("photo.approve", {"ground": "no_face"}),
            ("photo.take_down", {}),
        ]


class TestPublic:
    def test_nobody_sees_it_before_the_check_and_the_hour(self, client, friday, clock):
        photo = upload(friday)
        page = friday.get_absolute_url()
        for moment in (AFTER, NEXT_DAY):
            clock.move_to(moment)
            assert client.get(path_of(photo)).status_code == 404
            assert str(photo.code) not in client.get(page).content.decode()
        clock.move_to(AFTER)
        approve(photo)
        assert client.get(path_of(photo)).status_code == 404
        assert client.get(report_path(photo)).status_code == 404
        assert str(photo.code) not in client.get(page).content.decode()

        clock.move_to(NEXT_DAY)

        assert client.get(path_of(photo)).status_code == 200
        assert str(photo.code) in client.get(page).content.decode()

    def test_the_file(self, client, visitor, public):
        for size, name in (("", "large"), ("-small", "small")):
            response = client.get(path_of(public, size))
            assert response.content == stored_picture(public.code, name)
            assert response["Content-Type"] == "image/jpeg"
            assert "immutable" in response["Cache-Control"]
            assert response["X-Content-Type-Options"] == "nosniff"
            again = client.get(
                path_of(public, size), headers={"If-None-Match": response["ETag"]}
            )
            assert again.status_code == 304
            assert not response.cookies
        assert client.get(path_of(public, "-huge")).status_code == 404

    def test_only_under_its_own_gathering(self, client, public):
        other = make_occurrence(local_date=FRIDAY)

        wrong = f"{other.get_absolute_url()}photos/{public.code}.jpg"
        assert client.get(wrong).status_code == 404

    @pytest.mark.parametrize("change", ("unpublished", "later", "no photos"))
    def test_not_when_the_gathering_changed(self, client, public, friday, change):
        if change == "unpublished":
            friday.published_at = None
        elif change == "later":
            friday.local_date += 30 * DAY
            friday.set_moments()
        else:
            friday.own_photo_policy = PhotoPolicy.NO_PHOTOS
        friday.save()

        assert client.get(path_of(public)).status_code == 404
        page = client.get(friday.get_absolute_url()).content.decode()
        assert str(public.code) not in page

    def test_the_gallery(self, client, public, friday):
        page = read(client.get(friday.get_absolute_url()))

        image = page.one("img", src=path_of(public, "-small"))
        assert (image["width"], image["height"]) == ("640", "427")
        assert (image["alt"], image["loading"]) == ("촛불을 든 손들", "lazy")
        assert len(page.all("a", href=report_path(public))) == 1

    def test_a_file_that_is_lost_is_not_found(self, client, public, store):
        store.delete(f"photos/{public.code}.large.jpg")

        assert client.get(path_of(public)).status_code == 404

    def test_feeds_notice_it_once(self, public, friday):
        assert tell_due_photos(now=NEXT_DAY) == 1
        assert tell_due_photos(now=NEXT_DAY) == 0

        friday.refresh_from_db()
        assert (friday.content_modified_at, friday.sequence) == (NEXT_DAY, 0)


class TestReport:
    DATA = {"complaint": "shows_me"}

    def test_it_hides_the_photo_at_once(self, client, visitor, public, friday):
        assert "숨" in read(client.get(report_path(public))).text

        response = visitor.post(report_path(public), self.DATA)

        assert (response.status_code, response["Location"]) == (
            303,
            report_path(public),
        )
        assert client.get(path_of(public)).status_code == 404
        page = client.get(friday.get_absolute_url()).content.decode()
        assert str(public.code) not in page
        after = read(client.get(report_path(public)))
        assert not after.all("img", src=path_of(public, "-small"))
        assert "숨겼습니다" in after.text

    def test_a_mistake_keeps_the_form(self, visitor, public):
        response = visitor.post(report_path(public), {"complaint": "x"})

        assert response.status_code == 422
        assert read(response).one(
            "button", type="submit", **{"class": "c-button c-button--danger"}
        )
        assert Photo.objects.public(NEXT_DAY).exists()

    def test_other_sites_and_machines_hide_nothing(self, visitor, public):
        foreign = visitor.post(
            report_path(public), self.DATA, HTTP_ORIGIN="https://evil.example"
        )
        machine = visitor.post(report_path(public), self.DATA | {"website": "x"})

        assert (foreign.status_code, machine.status_code) == (403, 303)
        assert Photo.objects.public(NEXT_DAY).exists()

    def test_one_that_was_kept_stays_until_a_person_looks(self, client, public):
        report_photo(photo=public, complaint=PhotoComplaint.OTHER)
        with pytest.raises(ValidationError):
            keep_photo(photo=public, actor=public.uploaded_by)
        keep_photo(photo=public, actor=create_staff())
        assert client.get(path_of(public)).status_code == 200
        assert not Photo.objects.to_look_at().exists()

        report_photo(photo=public, complaint=PhotoComplaint.SHOWS_ME)

        assert client.get(path_of(public)).status_code == 200
        assert Photo.objects.to_look_at().get().complaint == PhotoComplaint.SHOWS_ME

    def test_whoever_empties_galleries_is_stopped(self, public, friday, monkeypatch):
        monkeypatch.setattr(services, "HIDDEN_AN_HOUR", 1)
        other = approve(upload(friday), words=words_of(public))

        first = report_photo(photo=public, complaint=PhotoComplaint.OTHER)
        second = report_photo(photo=other, complaint=PhotoComplaint.OTHER)

        assert (first.state, second.state) == (PhotoState.HIDDEN, PhotoState.APPROVED)
        assert Photo.objects.to_look_at().count() == 2

    def test_taken_down_for_good(self, client, visitor, public, store):
        report_photo(photo=public, complaint=PhotoComplaint.OTHER)

        take_down_photo(photo=public, actor=create_staff())
        run_jobs()

        assert stored_names(store) == []
        assert client.get(path_of(public)).status_code == 410
        assert client.get(report_path(public)).status_code == 410
        assert visitor.post(report_path(public), self.DATA).status_code == 410
        left = Photo.objects.get()
        assert (left.alt_ko, left.credit, left.complaint) == ("", "", "")
        assert not Photo.objects.to_look_at().exists()
        with pytest.raises(StaleStateError):
            keep_photo(photo=public, actor=create_staff())


class TestOrphans:
    def test_files_without_a_photo_are_erased(self, friday, store, clock):
        photo = upload(friday)
        orphan = "photos/00000000-0000-4000-8000-000000000000.large.jpg"
        store.save(orphan, ContentFile(b"left behind"))
        assert erase_orphaned_photos(now=AFTER) == 0

        clock.shift(dt.timedelta(hours=2))
        assert erase_orphaned_photos(now=AFTER + dt.timedelta(hours=2)) == 1
        run_jobs()

        assert [name[:36] for name in stored_names(store)] == [str(photo.code)] * 2


class TestStaffPages:
    @pytest.fixture
    def path(self, friday):
        return f"/admin/events/occurrence/{friday.pk}/aftermath/"

    def change(self, photo):
        return f"/admin/events/photo/{photo.pk}/change/"

    def test_several_files_the_good_ones_are_taken(
        self, staff_client, staff, path, store
    ):
        files = [
            SimpleUploadedFile("../../etc/passwd.jpg", camera_jpeg()),
            SimpleUploadedFile("b.png", picture_bytes(kind="PNG")),
            SimpleUploadedFile("<b>c.heic", b"\x00\x00\x00\x18ftypheic"),
        ]

        response = staff_client.post(
            path, {"act": "upload", "photos": files}, follow=True
        )

        assert Photo.objects.count() == 2
        codes = {str(code) for code in Photo.objects.values_list("code", flat=True)}
        assert {name[:36] for name in stored_names(store)} == codes
        assert set(Photo.objects.values_list("uploaded_by", flat=True)) == {staff.pk}
        html = response.content.decode()
        assert "&lt;b&gt;c.heic" in html
        assert "passwd" not in html

    def test_only_bad_files_are_refused_beside_the_field(self, staff_client, path):
        for files in ([], [SimpleUploadedFile("a.txt", b"text")]):
            response = staff_client.post(path, {"act": "upload", "photos": files})
            assert response.status_code == 422
        assert not Photo.objects.exists()

    def test_the_uploader_is_offered_no_approval(self, staff_client, staff, friday):
        photo = upload(friday, actor=staff)
        page = read(staff_client.get(self.change(photo)))
        acts = {button["value"] for button in page.all("button", name="act")}
        assert acts == {"describe", "reject"}

        data = {"alt_ko": "손", "publish_after": "2026-11-21T21:00"}
        forced = {"act": "approve", "ground": "no_face", "keeps_policy": "on"}
        assert staff_client.post(self.change(photo), data | forced).status_code != 302
        assert Photo.objects.get().state == PhotoState.WAITING
        done = staff_client.post(self.change(photo), data | {"act": "describe"})
        assert done.status_code == 302
        assert Photo.objects.get().alt_ko == "손"

    def test_another_checks_it(self, staff_client, friday):
        photo = upload(friday)
        page = staff_client.get(self.change(photo))
        assert "사진 촬영" in read(page).text or "촬영" in read(page).text
        empty = {"act": "approve", "publish_after": "2026-11-21T21:00"}
        assert staff_client.post(self.change(photo), empty).status_code == 422
        answers = {"alt_ko": "손", "ground": "no_face", "keeps_policy": "on"}

        done = staff_client.post(self.change(photo), empty | answers)

        assert done.status_code == 302
        assert Photo.objects.get().state == PhotoState.APPROVED

    @pytest.mark.parametrize("act", ("keep", "take-down"))
    def test_a_report_is_decided(self, public, staff_client, act):
        report_photo(photo=public, complaint=PhotoComplaint.OTHER)
        assert staff_client.get(self.change(public)).status_code == 200

        assert staff_client.post(self.change(public), {"act": act}).status_code == 302

        state = PhotoState.APPROVED if act == "keep" else PhotoState.REMOVED
        assert Photo.objects.get().state == state
        assert staff_client.get(self.change(public)).status_code == 200
        assert staff_client.get("/admin/events/photo/").status_code == 200

    def test_an_act_that_does_not_exist(self, staff_client, friday):
        photo = upload(friday)
        data = {"alt_ko": "손", "publish_after": "2026-11-21T21:00", "act": "x"}

        assert staff_client.post(self.change(photo), data).status_code == 403

    def test_staff_see_what_waits_and_nobody_else(self, client, staff_client, friday):
        photo = upload(friday)
        picture = f"/admin/events/photo/{photo.pk}/small.jpg"

        shown = staff_client.get(picture)

        assert shown.content == stored_picture(photo.code, "small")
        assert "no-store" in shown["Cache-Control"]
        assert staff_client.get(picture.replace("small", "huge")).status_code == 404
        staff_client.logout()
        assert client.get(picture).status_code == 302

    def test_other_staff_may_not(self, client, friday):
        photo = upload(friday)
        client.force_login(create_staff("view_occurrence"))

        for path in (self.change(photo), f"/admin/events/photo/{photo.pk}/large.jpg"):
            assert client.get(path).status_code == 403

    def test_the_task_board_shows_reports_first(self, public, staff_client, friday):
        upload(friday)
        report_photo(photo=public, complaint=PhotoComplaint.OTHER)

        tasks = staff_client.get("/admin/").context["tasks"]
        task = next(task for task in tasks if task.name == "photos")

        assert task.count == 2
        assert [bool(record.badge) for record in task.records] == [True, False]
        assert staff_client.get(task.url).context["cl"].result_count == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "acts",
    (("approve", "approve"), ("approve", "reject"), ("reject", "reject")),
    ids="-".join,
)
def test_two_who_decide_at_once(acts):
    """One does, the other learns that it is decided; what is left fits the winner."""
    series = make_series(slug="friday")
    occurrence = make_occurrence(series=series, local_date=FRIDAY)
    for _ in range(4):
        photo = upload(occurrence)
        people = [(act, create_staff()) for act in acts]
        ProcrastinateJob.objects.all()._raw_delete("default")

        done = at_once(*(partial(decide, photo, *each) for each in people))

        (act,) = (answer for answer in done if answer)
        entries = AuditEntry.objects.filter(subject_id=str(photo.pk))
        assert entries.exclude(action="photo.upload").get().action == f"photo.{act}"
        assert Photo.objects.filter(pk=photo.pk).exists() == (act == "approve")
        erasures = ProcrastinateJob.objects.filter(task_name="events.erase_photo")
        assert erasures.count() == (act == "reject")


def decide(photo, act, actor):
    """The act, or None where somebody was first."""
    try:
        if act == "approve":
            approve(photo, actor)
        else:
            reject_photo(photo=photo, actor=actor)
    except StaleStateError:
        return None
    return act
