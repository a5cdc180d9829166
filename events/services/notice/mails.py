"""Who is told what about assembly notices, once each."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from events.enums import NoticeMailKind
from events.models import AssemblyNotice, NoticeMail, OccurrenceChange
from events.selectors.notice import notice_staff
from events.tasks import deliver_notice_mail


@transaction.atomic
def tell_of_change(*, change: OccurrenceChange) -> None:
    """Tells staff that what is held is no longer what the police was told, once each.

    Also when it is again, after they were told otherwise. Belongs into the transaction
    of the change; does nothing while nothing is with the police.
    """
    notice = AssemblyNotice.objects.filter(occurrence=change.occurrence).first()
    if notice is None or not notice.is_standing:
        return
    notice.occurrence = change.occurrence
    was_told = notice.mails.filter(
        kind=NoticeMailKind.CHANGED, change__changed_at__gt=notice.filed_at
    )
    is_asked = notice.needs_another or notice.is_to_withdraw(timezone.now())
    if is_asked or was_told.exists():
        tell_staff(
            notice=notice,
            kind=NoticeMailKind.CHANGED,
            starts_at=notice.occurrence.starts_at,
            change=change,
        )


def tell_staff(
    *,
    notice: AssemblyNotice,
    kind: NoticeMailKind,
    starts_at: dt.datetime,
    change: OccurrenceChange | None = None,
) -> int:
    """Queues one mail to everybody who may file; a second call adds nobody twice."""
    staff = list(notice_staff())
    wanted = {"notice": notice, "kind": kind, "starts_at": starts_at, "change": change}
    told = set(NoticeMail.objects.filter(**wanted).values_list("recipient", flat=True))
    mails = NoticeMail.objects.bulk_create(
        NoticeMail(recipient=each, **wanted) for each in staff if each.pk not in told
    )
    for mail in mails:
        deliver_notice_mail.defer(mail_id=mail.pk)
    return len(mails)
