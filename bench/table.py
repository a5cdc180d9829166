"""The result, as a table that can be pasted into Markdown."""

from collections.abc import Iterable, Iterator

from bench.rounds import Comparison

COLUMNS = (
    "what",
    "compared with",
    "ratio",
    "mark",
    "",
    "requests/s",
    "against",
    "p50 ms",
    "p99 ms",
)


def table(comparisons: Iterable[Comparison]) -> Iterator[str]:
    """Lines of a Markdown table."""
    rows = [COLUMNS, *map(_row, comparisons)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"| {' | '.join(cells)} |"


def _row(comparison: Comparison) -> tuple[str, ...]:
    of, mark = comparison.of, comparison.mark
    verdict = ""
    if mark is not None:
        verdict = "reached" if comparison.ratio >= mark else "MISSED"
    return (
        of.name,
        comparison.to.name,
        f"{comparison.ratio:.2f}",
        "" if mark is None else f"{mark:.2f}",
        verdict,
        f"{of.rate:,.0f}",
        f"{comparison.to.rate:,.0f}",
        f"{of.latency(0.5):.1f}",
        f"{of.latency(0.99):.1f}",
    )
