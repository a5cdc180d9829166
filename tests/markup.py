"""Reading a page as a browser would: elements by id, forms, links, words."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    @property
    def text(self) -> str:
        """The words in it, spaces joined."""
        parts = (c if isinstance(c, str) else c.text for c in self.children)
        return " ".join(" ".join(parts).split())

    def all(self, tag: str = "", **attributes: str) -> list["Element"]:
        """Every element below with this tag and these attributes, in page order."""
        found = []
        for child in self.children:
            if isinstance(child, str):
                continue
            if tag in ("", child.tag) and all(
                child.attributes.get(name.rstrip("_")) == value
                for name, value in attributes.items()
            ):
                found.append(child)
            found += child.all(tag, **attributes)
        return found

    def one(self, tag: str = "", **attributes: str) -> "Element":
        (found,) = self.all(tag, **attributes)
        return found

    def by_id(self, id_: str) -> "Element":
        return self.one(id=id_)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.open[-1].tag == tag, f"<{self.open[-1].tag}> closed by </{tag}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def read(response) -> Element:
    """The page of a response."""
    return read_html(response.content.decode())


def read_html(text: str) -> Element:
    """Fails on tags that are not closed in order."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    assert len(builder.open) == 1, f"<{builder.open[-1].tag}> is never closed"
    return builder.open[0]


def form_values(form: Element) -> dict[str, list[str]]:
    """What a browser would send with this form as it stands, no button pressed."""
    values: dict[str, list[str]] = {}
    for control in form.all():
        if "name" in control:
            for value in _values_of(control):
                values.setdefault(control["name"], []).append(value)
    return values


def _values_of(control: Element) -> list[str]:
    if control.tag == "textarea":
        return ["".join(map(str, control.children)).lstrip("\r\n")]
    if control.tag == "select":
        options = control.all("option")
        chosen = [each for each in options if "selected" in each]
        if not chosen and "multiple" not in control:
            chosen = options[:1]
        return [each.get("value", each.text) for each in chosen]
    kind = control.get("type", "text")
    if control.tag != "input" or kind in ("submit", "image", "button", "file"):
        return []
    is_choice = kind in ("checkbox", "radio")
    if is_choice and "checked" not in control:
        return []
    return [control.get("value", "on" if is_choice else "")]
