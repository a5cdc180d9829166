"""What is kept for everybody: for a second, and never past a change."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from coalition.memory import LARGEST_MEMORY, Memory, last_change, note_change


@pytest.fixture(autouse=True)
def remembering(settings, tmp_path):
    settings.MEMORY_SECONDS = 60
    settings.MEMORY_STAMP = tmp_path / "folder" / "stamp"


class Counter:
    """Makes 1, 2, 3 ..."""

    def __init__(self):
        self.made = 0

    def __call__(self):
        self.made += 1
        return self.made


def test_a_value_is_made_once_for_each_key():
    memory, make = Memory(), Counter()

    assert [memory.recall(key, make) for key in "aabab"] == [1, 1, 2, 1, 2]


def test_a_change_is_seen_at_once():
    memory, make = Memory(stamp=last_change), Counter()
    memory.recall("a", make)

    note_change()

    assert [memory.recall("a", make), memory.recall("a", make)] == [2, 2]


def test_a_change_while_the_value_is_made_is_not_missed():
    memory = Memory(stamp=last_change)

    def make_while_others_change():
        note_change()
        return "old"

    memory.recall("a", make_while_others_change)

    assert memory.recall("a", lambda: "new") == "new"


def test_nothing_is_kept_longer_than_the_setting_says(settings):
    settings.MEMORY_SECONDS = 0.01
    memory, make = Memory(), Counter()
    memory.recall("a", make)

    time.sleep(0.02)

    assert memory.recall("a", make) == 2


def test_without_seconds_nothing_is_kept(settings):
    settings.MEMORY_SECONDS = 0
    memory, make = Memory(), Counter()

    assert [memory.recall("a", make) for _ in range(2)] == [1, 2]


def test_what_is_not_to_be_kept_is_made_anew():
    memory, make = Memory(is_kept=lambda value: value > 2), Counter()

    assert [memory.recall("a", make) for _ in range(4)] == [1, 2, 3, 3]


def test_a_page_that_everybody_wants_is_made_by_one_thread():
    memory, make = Memory(stamp=last_change), Counter()
    memory.recall("a", make)
    note_change()
    together = threading.Barrier(8)

    def slowly():
        time.sleep(0.05)
        return make()

    def ask(_):
        together.wait()
        return memory.recall("a", slowly)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {2}


def test_one_that_cannot_be_made_leaves_the_next_a_try():
    memory, make = Memory(stamp=last_change), Counter()
    memory.recall("a", make)
    note_change()

    with pytest.raises(ZeroDivisionError):
        memory.recall("a", lambda: 1 // 0)

    assert memory.recall("a", make) == 2


def test_the_memory_is_bounded():
    memory, make = Memory(), Counter()

    for key in range(LARGEST_MEMORY + 1):
        memory.recall(key, make)

    assert memory.recall(0, make) == LARGEST_MEMORY + 2


def test_a_stamp_that_cannot_be_written_is_no_error(settings, tmp_path, caplog):
    (tmp_path / "file").touch()
    settings.MEMORY_STAMP = tmp_path / "file" / "stamp"

    note_change()

    assert "cannot be written" in caplog.text
