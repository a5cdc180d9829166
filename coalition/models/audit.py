from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One act of staff or of the system, chained to the one before it.

    Written only by ``services.audit``; a database trigger refuses changes. Ids
    only, never personal data.
    """

    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="audit_entries",
    )
    action = models.CharField(_("act"), max_length=60)
    subject_type = models.CharField(_("record type"), max_length=60)
    subject_id = models.CharField(_("record"), max_length=60)
    detail = models.JSONField(_("detail"), default=dict)
    previous_digest = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ("-pk",)
        indexes = (
            models.Index(
                fields=("subject_type", "subject_id"), name="coalition_audit_subject"
            ),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"
