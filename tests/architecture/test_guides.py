"""The guides speak of what is there, in both languages."""

import re
from itertools import chain
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DOCS = BASE_DIR / "docs"
GUIDES = ("operating", "gatherings", "statements")
OPERATORS = ("operating.md", "operating.ko.md")
PAGES = [DOCS / f"{guide}{ending}" for guide in GUIDES for ending in (".md", ".ko.md")]

CODE = re.compile(r"```(.*?)```|`([^`\n]+)`", re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)\)")  # within the repository
# A file of a folder of ours, with an ending; what an operator makes lies elsewhere.
FILE = re.compile(
    r"(?<![\w./-])(?:/srv/yeondae/)?"
    r"((?:bench|coalition|config|deploy|docs|events|statements|templates|tests)/"
    r"[\w./-]*\w\.\w+)"
)
TARGET = re.compile(r"\bmake (?:-C \S+ )?([a-z]+)\b")


def _commands(page: Path) -> str:
    return "\n".join(chain.from_iterable(CODE.findall(page.read_text("utf-8"))))


@pytest.mark.parametrize("guide", GUIDES)
def test_both_languages_have_the_same_parts(guide: str) -> None:
    english, korean = (
        re.findall(r"^#+ ", (DOCS / name).read_text("utf-8"), re.MULTILINE)
        for name in (f"{guide}.md", f"{guide}.ko.md")
    )
    assert english == korean


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_files_and_targets_it_names_exist(page: Path) -> None:
    files = [BASE_DIR / name for name in FILE.findall(_commands(page))]
    links = [DOCS / link for link in LINK.findall(page.read_text("utf-8"))]
    makefile = (BASE_DIR / "Makefile").read_text("utf-8")
    missing = [path for path in (*files, *links) if not path.exists()]
    missing += [
        name
        for name in TARGET.findall(_commands(page))
        if not re.search(rf"^{name}:", makefile, re.MULTILINE)
    ]
    assert not missing


@pytest.mark.parametrize("name", OPERATORS)
def test_operators_read_of_every_setting(name: str) -> None:
    example = (BASE_DIR / ".env.example").read_text("utf-8")
    settings = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    text = (DOCS / name).read_text("utf-8")
    assert settings - {"DEMO_PASSWORD"} <= set(re.findall(r"`([A-Z_]+)`", text))


@pytest.mark.parametrize("name", OPERATORS)
def test_operators_read_of_every_job_that_erases(name: str) -> None:
    text = (DOCS / name).read_text("utf-8")
    jobs = set()
    for app in ("coalition", "events", "statements"):
        source = (BASE_DIR / app / "periodic.py").read_text("utf-8")
        jobs |= set(re.findall(r'name="(\w+\.(?:purge|erase|expire)\w*)"', source))
    assert jobs
    assert {job for job in jobs if f"`{job}`" not in text} == set()
