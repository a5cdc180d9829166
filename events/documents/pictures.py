"""Photos as files: read once, written anew as pure pixels, kept where no server looks.

What comes with an upload (camera, place, hour, thumbnails, comments, whatever was
appended) is in none of the files, because nothing but the pixels is carried over.
"""

import datetime as dt
import struct
import uuid
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from PIL import Image

LARGEST_BYTES = 20 * 1024 * 1024
# A phone takes 12 to 50 million; a picture that unpacks to more is an attack.
LARGEST_PIXELS = 50_000_000
SIZES = {"large": 1600, "small": 640}  # longest edge in pixels
QUALITY = 82
FOLDER = "photos"
# An upload that is still on its way has files before it has a row.
ORPHAN_AGE = dt.timedelta(hours=1)
# Of what Pillow raises for bytes that are not the picture they claim to be.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    struct.error,
)


@dataclass(frozen=True)
class Picture:
    """One size of a photo: a JPEG of pixels only."""

    content: bytes
    width: int
    height: int


def read_pictures(upload: BinaryIO) -> dict[str, Picture]:
    """The sizes of an uploaded JPEG, PNG or WebP, told by its content, not its name.

    Raises ``ValidationError`` with words for staff: too large, too many pixels,
    another format, damaged.
    """
    data = upload.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise ValidationError(_("The file is larger than 20 MB."), code="bytes")
    image = _decode(data)
    return {name: _encode(image, edge) for name, edge in SIZES.items()}


def store_pictures(code: uuid.UUID, pictures: dict[str, Picture]) -> None:
    for size, picture in pictures.items():
        _storage().save(_name(code, size), ContentFile(picture.content))


def stored_picture(code: uuid.UUID, size: str) -> bytes:
    """The bytes of one size. Raises ``FileNotFoundError`` when they are erased."""
    with _storage().open(_name(code, size)) as file:
        return file.read()


def erase_pictures(code: uuid.UUID) -> None:
    """Deletes all sizes; doing it again changes nothing."""
    for size in SIZES:
        _storage().delete(_name(code, size))


def stored_codes(before: dt.datetime) -> set[uuid.UUID]:
    """The codes of files that were written before a moment."""
    storage = _storage()
    if not storage.exists(FOLDER):
        return set()
    _folders, names = storage.listdir(FOLDER)
    return {
        uuid.UUID(name.partition(".")[0])
        for name in names
        if storage.get_modified_time(f"{FOLDER}/{name}") < before
    }


def _decode(data: bytes) -> "Image.Image":
    """The picture upright and no larger than the largest size."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    too_many = ValidationError(
        _("The picture has more than 50 million pixels."), code="pixels"
    )
    try:
        image = Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
        # Only the head is read so far: a small file can unpack to gigabytes.
        if image.width * image.height > LARGEST_PIXELS:
            raise too_many
        image.thumbnail((SIZES["large"], SIZES["large"]))
        ImageOps.exif_transpose(image, in_place=True)
        return image.convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_many from None
    except UnidentifiedImageError:
        raise _unknown_format(data) from None
    except ValidationError:
        raise
    except BROKEN:
        raise ValidationError(
            _("The picture is damaged. Please export it once more."), code="damaged"
        ) from None


def _encode(image: "Image.Image", edge: int) -> Picture:
    from PIL import Image

    sized = image.copy()
    sized.thumbnail((edge, edge))
    # A new image: one that was opened drags its comments into the file it is saved to.
    pixels = Image.new("RGB", sized.size, "white")
    pixels.paste(sized, mask=sized)
    file = BytesIO()
    pixels.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Picture(file.getvalue(), *pixels.size)


def _unknown_format(data: bytes) -> ValidationError:
    if data[4:8] == b"ftyp":  # ISO 14496-12: HEIC, HEIF and AVIF begin like this
        message = _(
            "This is a HEIC photo, as iPhones take them. Choose “Most Compatible” under "
            "Settings, Camera, Formats, or send it to yourself by mail, which makes a "
            "JPEG of it."
        )
    else:
        message = _("Only JPEG, PNG and WebP pictures can be added.")
    return ValidationError(message, code="format")


def _name(code: uuid.UUID, size: str) -> str:
    """Made of our own code only: the name of an upload is never used."""
    return f"{FOLDER}/{code}.{size}.jpg"


def _storage() -> Storage:
    return storages["private"]
