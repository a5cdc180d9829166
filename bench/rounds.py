"""Taking turns: in every round each candidate runs once, so that all see the same noise."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from bench.load import Run, run_load

ROUNDS = 11
SECONDS = 1.0
WARM_UP_SECONDS = 0.5


@dataclass
class Candidate:
    """One thing that is asked for, and what its runs saw.

    `requests` is called before each run for what to send; `status` is the one right
    answer.
    """

    name: str
    port: int
    requests: Callable[[], Iterator[bytes]]
    status: int = 200
    runs: list[Run] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)  # by status

    @property
    def rate(self) -> float:
        """Answers per second, in the median round."""
        return median(run.rate for run in self.runs)

    def latency(self, share: float) -> float:
        """Milliseconds that this share of the answers kept to, in the median round."""
        return median(run.latency(share) for run in self.runs)

    def run(self, seconds: float) -> Run:
        """Ask for `seconds` and count the answers."""
        run = run_load(self.port, self.requests(), seconds)
        self.answers += run.statuses
        return run


@dataclass(frozen=True)
class Comparison:
    """How fast one candidate is, as a share of another; `mark` is what it should reach."""

    of: Candidate
    to: Candidate
    mark: float | None = None

    @property
    def ratio(self) -> float:
        """The median of the rounds' own ratios: what slows a round slows both."""
        pairs = zip(self.of.runs, self.to.runs, strict=True)
        return median(own.rate / other.rate for own, other in pairs)


def take_turns(candidates: Sequence[Candidate]) -> None:
    """Warm all of them up, then run all of them round by round."""
    for candidate in candidates:
        candidate.run(WARM_UP_SECONDS)
    for _ in range(ROUNDS):
        for candidate in candidates:
            candidate.runs.append(candidate.run(SECONDS))
