"""The table of behaviours names tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "gatherings-behaviour.md"
ROW = re.compile(r"^\| (?P<behaviour>.+) \| `(?P<test>[^`]+::[^`]+)` \|$", re.MULTILINE)


def names_in(path: Path) -> set[str]:
    """``test_x`` and ``TestX::test_y``, as pytest names them."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            found |= {
                f"{node.name}::{each.name}"
                for each in node.body
                if isinstance(each, ast.FunctionDef)
            }
        elif isinstance(node, ast.FunctionDef):
            found.add(node.name)
    return found


def test_every_behaviour_has_a_test_that_exists():
    rows = ROW.findall(TABLE.read_text())
    missing = []
    for _, test in rows:
        file, _, name = test.partition("::")
        path = ROOT / "tests" / "events" / file
        if not path.is_file() or name not in names_in(path):
            missing.append(test)

    assert missing == []
    assert len(rows) == TABLE.read_text().count(".py::")
    assert len({behaviour for behaviour, _ in rows}) == len(rows)
