from django.db import models

from statements.models.statement import Statement


class Tally(models.Model):
    """Confirmed signatures of a statement, folded up to a moment.

    The public count is this number plus the changes not folded yet, so it is
    true to the last signature while nobody ever waits for a shared row.
    """

    statement = models.OneToOneField(
        Statement, primary_key=True, on_delete=models.CASCADE, related_name="tally"
    )
    individuals = models.PositiveIntegerField(default=0)
    folded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"tally of statement {self.pk}"


class TallyChange(models.Model):
    """One confirmed (+1) or undone (-1) signature, waiting to be folded."""

    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, related_name="tally_changes"
    )
    delta = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"tally change {self.pk}"
