"""One sitting: data, both web servers, the rounds, the table."""

import os
from pathlib import Path

from django.db import connection

from bench import checks, data
from bench.machine import OtherPrograms, describe
from bench.rounds import ROUNDS, SECONDS, take_turns
from bench.scenarios import Site, scenarios
from bench.servers import BARE, PRODUCT, WORKERS, free_port, web_server
from bench.table import table
from config.launcher.progress import step
from config.launcher.web_server import THREADS

FEW, MANY = 1_000, 100_000
DATES = 400


def hold_sitting(folder: Path, port: int) -> int:
    """Measure the product on `port` and print the table.

    Returns 1 when an answer or a count is wrong, else 0.
    """
    with step("Loading the demo coalition"):
        data.prepare_database()
    with step(f"Loading {FEW:,} and {MANY:,} signatures"):
        few = data.make_statement("thousand", confirmed=FEW)
        many = data.make_statement("hundred-thousand", confirmed=MANY)
        daily = data.make_series("daily", dates=DATES)
        data.settle()
    bare_port = free_port()
    with web_server(PRODUCT, port, folder), web_server(BARE, bare_port, folder):
        everything = scenarios(
            bare=Site(bare_port), product=Site(port), few=few, many=many, daily=daily
        )
        load = os.getloadavg()[0]
        others = OtherPrograms()
        with step(f"{len(everything.candidates)} candidates take turns"):
            take_turns(everything.candidates)
        share = others.share()
    print(*describe(), sep="\n")
    print(
        f"granian with {WORKERS} workers of {THREADS} threads; medians of {ROUNDS} rounds "
        f"of {SECONDS:.0f} s; load average before {load:.1f}, "
        f"{share:.0%} of the machine taken by other programs"
    )
    print("", *table(everything.comparisons), "", sep="\n")
    wrong = [
        *checks.wrong_answers(everything.candidates),
        *checks.miscounts(everything.acts, FEW + MANY),
    ]
    connection.close()
    connection.close_pool()
    print(*wrong or [checks.all_is_right(everything.acts)], sep="\n")
    return 1 if wrong else 0
