"""Documents and pictures set by typst, from a template and data.

Data goes in as JSON and is never markup, so no text of anybody can change a document
or read a file. Only the faces we ship are used: a page looks the same on every machine.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import Fonts

PACKAGES = ("typst", "pylopdf-fonts-ko")


def typeset_pdf(template: Traversable, data: Mapping[str, Any]) -> bytes:
    """A tagged PDF (PDF/UA-1) in a fifth of a second.

    The template reads ``json(bytes(sys.inputs.data))`` and must set a document title.
    Raises ``typst.TypstError`` for a template that does not compile.
    """
    return _typeset(template, data, format="pdf", pdf_standards=["ua-1"])


def typeset_png(template: Traversable, data: Mapping[str, Any]) -> bytes:
    """A picture of the only page; a point of the template is a pixel.

    The template reads its data as that of a PDF does. Raises ``typst.TypstError``.
    """
    return _typeset(template, data, format="png", ppi=72)


def typesetting_version() -> str:
    """Changes when the same template and data may make another picture."""
    return " ".join(f"{name} {version(name)}" for name in PACKAGES)


def _typeset(template: Traversable, data: Mapping[str, Any], **options: Any) -> bytes:
    # Loaded on first use: most processes never typeset anything.
    import typst  # noqa: PLC0415

    made: Any = typst.compile(
        template.read_bytes(),
        font_paths=shipped_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        **options,
    )
    return bytes(made)


@lru_cache(maxsize=1)
def shipped_fonts() -> "Fonts":
    """Noto Sans KR and Noto Serif KR, in their regular weight.

    What they lack, such as the ğ and the Ł of a name, is taken from typst's own faces.
    """
    import pylopdf_fonts_ko  # noqa: PLC0415
    import typst  # noqa: PLC0415

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[pylopdf_fonts_ko.sans_path().parent],
    )
