"""Pictures as cameras and attackers make them, and photos as the services do."""

import io
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from coalition.models import User
from events.enums import PhotoGround
from events.models import Occurrence, Photo
from events.services.photos import PhotoWords, approve_photo, upload_photo
from tests.factories.coalition import create_staff

SECRET = "SECRET-CAMERA-OWNER"
MAKE, GPS, ORIENTATION = 0x010F, 0x8825, 0x0112


def picture_bytes(
    size: tuple[int, int] = (900, 600), kind: str = "JPEG", **values: Any
) -> bytes:
    file = io.BytesIO()
    mode = "RGBA" if kind in ("PNG", "WEBP") else "RGB"
    Image.new(mode, size, "purple").save(file, kind, **values)
    return file.getvalue()


def camera_jpeg(size: tuple[int, int] = (900, 600), orientation: int = 1) -> bytes:
    """With owner, place, comment, colour profile and XMP, as a phone writes them."""
    exif = Image.Exif()
    exif[MAKE] = SECRET
    exif[ORIENTATION] = orientation
    exif[GPS] = {
        1: "N",
        2: (IFDRational(37), IFDRational(29), IFDRational(52)),
        29: f"{SECRET}-GPS",
    }
    return picture_bytes(
        size,
        exif=exif.tobytes(),
        comment=f"{SECRET}-COMMENT".encode(),
        xmp=f"<x:xmpmeta>{SECRET}-XMP</x:xmpmeta>".encode(),
        icc_profile=f"{SECRET}-ICC".encode() * 20,
    )


def upload(
    occurrence: Occurrence, content: bytes | None = None, actor: User | None = None
) -> Photo:
    """A photo that waits for its check."""
    content = picture_bytes() if content is None else content
    return upload_photo(
        occurrence=occurrence,
        upload=io.BytesIO(content),
        actor=actor or create_staff(),
    )


def words_of(photo: Photo, **values: Any) -> PhotoWords:
    defaults = {"alt_ko": "촛불을 든 손들", "publish_after": photo.publish_after}
    return PhotoWords(**defaults | values)


def approve(photo: Photo, actor: User | None = None, **values: Any) -> Photo:
    """Checked by somebody else."""
    answers = {
        "words": words_of(photo),
        "ground": PhotoGround.NO_FACE,
        "keeps_policy": True,
        "actor": actor or create_staff(),
    }
    return approve_photo(photo=photo, **answers | values)
