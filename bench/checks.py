"""Whether what was measured also happened: answers, rows, jobs and counts agree."""

from collections.abc import Iterator, Sequence

from procrastinate.contrib.django.models import ProcrastinateJob

from bench.rounds import Candidate
from bench.scenarios import Act
from statements.models import SignaturePersonalData
from statements.selectors import counts_of, public_statements
from statements.tasks import deliver_signature_mail


def wrong_answers(candidates: Sequence[Candidate]) -> Iterator[str]:
    """What came instead of the right answer."""
    for candidate in candidates:
        for status, number in candidate.answers.items():
            if status != candidate.status:
                yield f"{candidate.name}: {number} answers {status}, not {candidate.status}"


def miscounts(acts: Sequence[Act], signatures_before: int) -> Iterator[str]:
    """Where rows, jobs, sealed data or the public count disagree with the answers.

    `signatures_before` is how many confirmed ones all statements had at the start.
    """
    signed = sum(act.sign.answers.total() for act in acts)
    confirmed = sum(act.confirm.answers.total() for act in acts)
    jobs = ProcrastinateJob.objects.filter(task_name=deliver_signature_mail.name)
    rows = sum(act.statement.signatures.count() for act in acts)
    confirmed_rows = sum(act.statement.signatures.confirmed().count() for act in acts)
    for what, found, expected in (
        ("signatures", rows, signatures_before + signed),
        ("sealed personal data", SignaturePersonalData.objects.count(), rows),
        ("jobs that mail a link", jobs.count(), signed),
        ("confirmed signatures", confirmed_rows, signatures_before + confirmed),
    ):
        if found != expected:
            yield f"{what}: {found}, not {expected}"
    for act in acts:
        shown = counts_of(public_statements().get(pk=act.statement.pk)).individuals
        found = act.statement.signatures.confirmed().count()
        if shown != found:
            yield f"the count of {act.statement}: {shown}, not {found}"


def all_is_right(acts: Sequence[Act]) -> str:
    """What to say when nothing is wrong."""
    signed = sum(act.sign.answers.total() for act in acts)
    confirmed = sum(act.confirm.answers.total() for act in acts)
    return (
        f"{signed:,} signed and {confirmed:,} confirmed: every answer a 303, one row and "
        f"one job for each, and the public counts are exact."
    )
