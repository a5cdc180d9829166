"""A small map of a place, drawn by staff in words: no map service sees our visitors.

One thing on each line, on a field 100 wide and 60 high whose corner 0,0 is top left:

    road 0,40 100,40 강남대로 | Gangnam-daero
    block 5,5 30,30 은행 | Bank
    point 45,48 10번 출구 | Exit 10
    here 60,52 모이는 곳 | We meet here

The words 길, 건물, 점 and 여기 do the same. Behind ``|`` stands the English name.
"""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coalition.localized import localized

WIDTH, HEIGHT = 100, 60
MOST_LINES = 30
LONGEST_LABEL = 40

KINDS = {
    "길": "road",
    "건물": "block",
    "점": "point",
    "여기": "here",
    **{kind: kind for kind in ("road", "block", "point", "here")},
}
# How many points each takes; drawn in this order, the meeting point on top.
_CORNERS = {"road": (2, 8), "block": (2, 2), "point": (1, 1), "here": (1, 1)}
_POINT = re.compile(r"(\d{1,3}(?:\.\d)?),(\d{1,3}(?:\.\d)?)")


@dataclass(frozen=True)
class Mark:
    """One thing on the sketch; where its label stands, and what it says."""

    kind: str
    corners: tuple[tuple[float, float], ...]
    label_ko: str
    label_en: str

    @property
    def label(self) -> str:
        return localized(self, "label")

    @property
    def path(self) -> str:
        """The corners as SVG's ``points``."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.corners)

    @property
    def box(self) -> dict[str, str]:
        """Place and size of a block, as SVG reads numbers."""
        (left, top), (right, bottom) = self.corners
        sizes = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        return {name: f"{size:g}" for name, size in sizes.items()}

    @property
    def at(self) -> dict[str, str]:
        """The point itself; of a road or a block its middle."""
        xs, ys = zip(*self.corners, strict=True)
        x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        return {"x": f"{x:g}", "y": f"{y:g}"}

    @property
    def label_at(self) -> dict[str, str]:
        """Where the words go: beside a point, below it at the upper edge; else inside."""
        x, y = (float(self.at[axis]) for axis in ("x", "y"))
        if self.kind not in ("point", "here"):
            return {"x": f"{x:g}", "y": f"{y:g}", "anchor": "middle"}
        y += -5 if y > 8 else 6
        anchor = "start" if x < 18 else "end" if x > WIDTH - 18 else "middle"
        return {"x": f"{x:g}", "y": f"{y:g}", "anchor": anchor}


@dataclass(frozen=True)
class Sketch:
    """What is drawn, in the order of drawing: ground first, the meeting point last."""

    marks: tuple[Mark, ...]

    @property
    def labels(self) -> list[str]:
        """What can be found on it, the meeting point first."""
        named = [mark for mark in reversed(self.marks) if mark.label]
        return [mark.label for mark in named]


def parse_sketch(text: str) -> Sketch:
    """Reads the lines. Raises ValidationError with a message for each bad one."""
    lines = [line.strip() for line in text.splitlines()]
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line]
    if len(numbered) > MOST_LINES:
        raise ValidationError(
            _("At most %(number)s lines.") % {"number": MOST_LINES}, code="sketch"
        )
    marks, errors = [], []
    for number, line in numbered:
        try:
            marks.append(_mark(line))
        except ValueError as error:
            message = _("Line %(number)s: %(problem)s")
            facts = {"number": number, "problem": error}
            errors.append(ValidationError(message % facts, code="sketch"))
    if errors:
        raise ValidationError(errors)
    layers = list(_CORNERS)
    return Sketch(tuple(sorted(marks, key=lambda mark: layers.index(mark.kind))))


def validate_sketch(text: str) -> None:
    parse_sketch(text)


def _mark(line: str) -> Mark:
    word, *rest = line.split()
    kind = KINDS.get(word.lower())
    if kind is None:
        raise ValueError(_("begin with road, block, point or here."))
    corners = []
    while rest and (found := _POINT.fullmatch(rest[0])):
        corners.append((float(found[1]), float(found[2])))
        rest.pop(0)
    least, most = _CORNERS[kind]
    if not least <= len(corners) <= most:
        raise ValueError(
            _("wrong number of points. Write them like 40,25 with a space between.")
        )
    if any(x > WIDTH or y > HEIGHT for x, y in corners):
        raise ValueError(_("the field is 100 wide and 60 high."))
    if kind == "block":
        corners = _upright(corners)
    label_ko, _bar, label_en = (part.strip() for part in " ".join(rest).partition("|"))
    if max(len(label_ko), len(label_en)) > LONGEST_LABEL:
        raise ValueError(_("the name is too long."))
    return Mark(kind, tuple(corners), label_ko, label_en)


def _upright(corners: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Top left and bottom right, whichever two corners were given."""
    xs, ys = sorted(x for x, _y in corners), sorted(y for _x, y in corners)
    return [(xs[0], ys[0]), (xs[1], ys[1])]
