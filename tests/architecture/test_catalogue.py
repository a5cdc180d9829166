"""The Korean catalogue: complete, certain, compiled, and in step with the source."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.dates import MONTHS

from events.enums import Format

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "config" / "locale" / "ko" / "LC_MESSAGES"
SOURCES = (*settings.FIRST_PARTY_APPS, "config", "templates")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(FOLDER / "django.po"))


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def test_nothing_is_left_untranslated(catalogue):
    entries = [entry for entry in catalogue if not entry.obsolete]

    assert len(entries) > 100
    assert [entry.msgid for entry in entries if not all(texts(entry))] == []


def test_nothing_is_uncertain(catalogue):
    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []


def test_nothing_is_kept_that_is_no_longer_used(catalogue):
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_every_placeholder_is_filled_in_korean_too(catalogue):
    """A number may be left out of the singular, which Korean has no form for."""
    wrong = [
        entry.msgid
        for entry in catalogue
        for text in texts(entry)
        if set(PLACEHOLDER.findall(text))
        - set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        or (
            not entry.msgid_plural
            and set(PLACEHOLDER.findall(entry.msgid)) != set(PLACEHOLDER.findall(text))
        )
    ]

    assert wrong == []


def test_buttons_and_sentences_do_not_shout(catalogue):
    shouting = [
        text for entry in catalogue for text in texts(entry) if re.search("[!！]", text)
    ]

    assert shouting == []


def test_the_compiled_catalogue_is_in_step(catalogue):
    def sayings(entries):
        return {
            (entry.msgctxt, entry.msgid, index, text)
            for entry in entries
            for index, text in enumerate(texts(entry))
        }

    compiled = polib.mofile(str(FOLDER / "django.mo"))

    assert sayings(compiled) == sayings(catalogue)


def test_every_message_of_the_source_is_in_it(catalogue, tmp_path):
    """What makemessages would write today, found in a copy of the source."""
    if not shutil.which("xgettext"):
        pytest.fail("xgettext is missing. As root: apt-get install gettext")
    for name in SOURCES:
        shutil.copytree(
            ROOT / name,
            tmp_path / name,
            ignore=shutil.ignore_patterns("__pycache__", "locale"),
        )
    shutil.copytree(FOLDER.parents[1], tmp_path / "locale", dirs_exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "--no-location"]
    environment = {key: each for key, each in os.environ.items() if "DJANGO" not in key}
    subprocess.run(
        [*command, "--locale", "ko"],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
    )

    def keys(entries):
        return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries}

    found = polib.pofile(str(tmp_path / "locale" / "ko" / "LC_MESSAGES" / "django.po"))
    used = [entry for entry in found if not entry.obsolete]
    known = [entry for entry in catalogue if not entry.obsolete]
    assert len(used) > 100
    assert keys(used) - keys(known) == set()
    assert keys(known) - keys(used) == set()


def test_no_message_hides_in_an_f_string():
    """xgettext does not look into them: such a message would never be translated."""
    marks = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy", "ngettext"}
    hidden = [
        f"{path}:{node.lineno}"
        for folder in ("coalition", "config", "events", "statements")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text()))
        if isinstance(string, ast.JoinedStr)
        for node in ast.walk(string)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in marks
    ]
    assert hidden == []


def test_the_month_of_march_is_no_march():
    """Our words stand in for Django's where the English is the same."""
    with translation.override("ko"):
        assert str(MONTHS[3]) == "3월"
        assert Format.MARCH.label == "행진"
