"""The facts of the founding story, read from ``facts.json``."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from coalition.korean import SEOUL
from coalition.models import Source

Facts = dict[str, Any]


def read_facts() -> Facts:
    path = Path(__file__).with_name("facts.json")
    return json.loads(path.read_text(encoding="utf-8"))


def sources_of(fact: Facts) -> list[Source]:
    """The sources a fact rests on. Raises Source.DoesNotExist for an unknown code."""
    return [Source.objects.get(code=code) for code in fact["sources"]]


def date_of(text: str | None) -> dt.date | None:
    """The date of ``2024-08-29``, or None where none is known."""
    return dt.date.fromisoformat(text) if text else None


def start_of(date: dt.date) -> dt.datetime:
    """The first moment of a day whose hour is not known."""
    return dt.datetime.combine(date, dt.time.min, SEOUL)


def texts(fact: Facts, *names: str) -> dict[str, str]:
    """The columns of both languages; what is not known is empty."""
    columns = [f"{name}_{language}" for name in names for language in ("ko", "en")]
    return {column: fact.get(column, "") for column in columns}
