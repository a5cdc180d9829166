"""What fictional associations sent in: a gathering, and a change of another."""

import datetime as dt

from django.utils import timezone

from coalition.enums import RegistrationState
from coalition.models import Organization, User
from config.seeds.ledger import Ledger
from events import consents
from events.enums import Availability, Format, PhotoPolicy
from events.models import OccurrenceHost, Submission, SubmissionContact
from events.models.submissions import Gathering
from events.selectors.submissions import fingerprint, gathering_of
from events.services.edit import publish_occurrence, save_draft
from events.services.series import save_venue
from events.services.submissions.changes import propose_change
from events.services.submissions.deciding import announced, venue_in_words

FICTIONAL = "(체험용 가상 행사)"
WAITING = f"직장에서 겪은 디지털성범죄 이야기 모임 {FICTIONAL}"
ANNOUNCED = f"학교가 먼저 할 일 토론회 {FICTIONAL}"


def seed_demo_submissions(staff: User, ledger: Ledger) -> None:
    """Made without the services that would send a mail."""
    ledger.keep(Submission, _make_waiting, facts__title_ko=WAITING)
    ledger.keep(Submission, lambda: _make_announced(staff), facts__title_ko=ANNOUNCED)


def _make_waiting() -> Submission:
    submission = Submission.objects.create(
        **_sent_in("open-alley", _gathering(WAITING, days=24)),
        state=RegistrationState.WAITING,
    )
    _seal_contact(submission, email="alley@example.org")
    return submission


def _make_announced(staff: User) -> Submission:
    """Its organization asks for another hour."""
    gathering = _gathering(ANNOUNCED, days=17)
    values = _sent_in("digital-dignity-research-society", gathering)
    organization = values["organization"]
    venue = save_venue(venue=venue_in_words(gathering), actor=staff)
    occurrence = announced(gathering, venue)
    occurrence.provenance = organization.provenance
    save_draft(occurrence=occurrence, actor=staff)
    OccurrenceHost.objects.create(occurrence=occurrence, organization=organization)
    occurrence = publish_occurrence(occurrence=occurrence, actor=staff)
    submission = Submission.objects.create(
        **values,
        state=RegistrationState.APPROVED,
        decided_at=timezone.now(),
        decided_by=staff,
        occurrence=occurrence,
    )
    _seal_contact(submission, email="dignity@example.org")
    later = gathering_of(occurrence).with_facts({"local_time": "15:30:00"})
    propose_change(
        code=submission.code,
        seen=fingerprint(occurrence),
        gathering=later,
        reason_ko="같은 건물의 다른 행사가 끝난 뒤에 시작합니다.",
    )
    return submission


def _seal_contact(submission: Submission, *, email: str) -> None:
    contact = SubmissionContact(sent_in=submission)
    contact.seal(name="여울", role="활동가", email=email)
    contact.save()


def _sent_in(slug: str, gathering: Gathering) -> dict:
    now = timezone.now()
    return {
        "organization": Organization.objects.get(slug=slug),
        "facts": gathering.facts,
        "consent_version": consents.SUBMISSION_VERSION,
        "consent_sha256": consents.submission_consent_sha256("ko"),
        "submitted_at": now - dt.timedelta(hours=20),
        "confirmed_at": now - dt.timedelta(hours=19),
    }


def _gathering(title: str, *, days: int) -> Gathering:
    return Gathering(
        title_ko=title,
        format=Format.FORUM,
        summary_ko="함께 듣고, 함께 할 일을 정합니다.",
        local_date=timezone.localdate() + dt.timedelta(days=days),
        local_time=dt.time(14),
        minutes=120,
        place_ko="불빛마을회관 2층 (가상의 장소)",
        directions_ko="불빛역 1번 출구에서 나와 5분 걷습니다.",
        step_free=Availability.PARTLY,
        wheelchair=Availability.YES,
        sign_language=Availability.YES,
        photo_policy=PhotoPolicy.NO_FACES,
    )
