from django.db import models


class MailLimit(models.Model):
    """How many mails an address was sent today, by a keyed hash of the address.

    The table is UNLOGGED (see the migration): losing it in a crash is harmless,
    writing it is cheap. Rows live for two days.
    """

    address_digest = models.BinaryField(max_length=32)
    on = models.DateField()
    sent_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("address_digest", "on"), name="coalition_mail_limit_unique"
            ),
        )

    def __str__(self) -> str:
        return f"mail limit {self.pk}"
