"""A fictional coalition to try everything on. Nothing in it exists."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone

from coalition import consents
from coalition.enums import (
    MembershipTier,
    OrganizationKind,
    Provenance,
    RegistrationState,
)
from coalition.models import (
    Membership,
    Organization,
    PartnerRegistration,
    RegistrationContact,
    Representative,
    User,
)
from coalition.services.organizations import save_organization
from config.seeds.demo_aftermath import seed_demo_aftermath
from config.seeds.demo_calls import seed_demo_statements
from config.seeds.demo_fridays import seed_demo_series
from config.seeds.demo_organizations import DemoOrganization, demo_organizations
from config.seeds.demo_submissions import seed_demo_submissions
from config.seeds.facts import read_facts
from config.seeds.gatherings import seed_venues
from config.seeds.history import seed_institutions, seed_sources
from config.seeds.ledger import Ledger, wait_for_other_seed_runs

COALITION = "joined-lights"
STAFF = "staff@example.org"
PARTNER = "partner@example.org"
PARTNER_ORGANIZATION = "naranhi-womens-solidarity"
APPLICANT = "미르밤산책모임"

STEERING = frozenset(
    {
        "naranhi-womens-solidarity",
        "onsae-federation-of-womens-associations",
        "mulgyeol-united-feminist-club-of-haesol-universities",
        "digital-dignity-research-society",
        "mir-sexual-violence-counselling-centre",
    }
)
SUPPORTERS = frozenset({"ssiat-umul-foundation", "pureun-simji-foundation"})
# Left for some months and came back: a list must not show them twice.
RETURNED = frozenset(
    {"open-alley", "ctrlus", "kitchen-beyond-borders-migrant-womens-group"}
)

INVENTED_KO = (
    "이 사이트를 시험해 보기 위해 지어낸 단체입니다. 실제 단체와 관련이 없습니다."
)
INVENTED_EN = "An invented organization, for trying this site. It has nothing to do with any real one."


@dataclass(frozen=True)
class DemoRun:
    """What a run found and made; ``new_accounts`` have the password it was given."""

    ledger: Ledger
    new_accounts: tuple[str, ...]


@transaction.atomic
def seed_demo(*, password: str) -> DemoRun:
    """Adds what is missing of the demo; changes nothing that is there.

    Dates are counted from today.
    """
    wait_for_other_seed_runs()
    ledger = Ledger()
    _seed_real_places_and_institutions()
    coalition = ledger.keep(Organization, _make_coalition, slug=COALITION)
    for number, each in enumerate(demo_organizations()):
        ledger.keep(
            Organization, partial(_make_member, coalition, each, number), slug=each.slug
        )
    seed_demo_series(coalition, ledger)
    seed_demo_statements(ledger)
    ledger.keep(PartnerRegistration, _make_registration, name_ko=APPLICANT)
    new_accounts = _seed_accounts(password, ledger)
    staff = User.objects.get(email=STAFF)
    seed_demo_aftermath(staff, ledger)
    seed_demo_submissions(staff, ledger)
    return DemoRun(ledger, new_accounts)


def _seed_real_places_and_institutions() -> None:
    """Demands address real institutions and people gather in real places."""
    facts, unreported = read_facts(), Ledger()
    seed_sources(facts, unreported)
    seed_institutions(facts, unreported)
    seed_venues(facts, unreported)


def _make_coalition() -> Organization:
    return save_organization(
        organization=Organization(
            slug=COALITION,
            kind=OrganizationKind.COALITION,
            name_ko="불빛을 잇는 공동행동 (가상 연대체)",
            name_en="Joined Lights Joint Action (fictional)",
            about_ko=(
                "이 연대체와 참가단체는 모두 이 사이트를 시험해 보기 위해 지어낸 "
                "것입니다. 이름이 같은 단체가 있더라도 관련이 없습니다."
            ),
            about_en=(
                "This coalition and all its members are invented, for trying this "
                "site. Any likeness to the name of a real organization is chance."
            ),
            provenance=Provenance.DEMO,
        )
    )


def _make_member(
    coalition: Organization, each: DemoOrganization, number: int
) -> Organization:
    parent = each.parent_slug and Organization.objects.get(slug=each.parent_slug)
    organization = save_organization(
        organization=Organization(
            slug=each.slug,
            kind=each.kind,
            name_ko=each.name_ko,
            name_en=each.name_en,
            parent=parent or None,
            relation=each.relation,
            about_ko=INVENTED_KO,
            about_en=INVENTED_EN,
            provenance=Provenance.DEMO,
        )
    )
    joined_on = timezone.localdate() - dt.timedelta(days=400 - 3 * number)
    if each.slug in RETURNED:
        Membership.objects.create(
            coalition=coalition,
            organization=organization,
            joined_on=joined_on - dt.timedelta(days=200),
            left_on=joined_on - dt.timedelta(days=60),
        )
    Membership.objects.create(
        coalition=coalition,
        organization=organization,
        tier=_tier(each),
        joined_on=joined_on,
    )
    return organization


def _tier(each: DemoOrganization) -> MembershipTier:
    if each.slug in STEERING:
        return MembershipTier.STEERING
    if each.slug in SUPPORTERS:
        return MembershipTier.SUPPORTER
    return MembershipTier.MEMBER


def _make_registration() -> PartnerRegistration:
    """One that waits for staff. Made without the service, which would send a mail."""
    now = timezone.now()
    registration = PartnerRegistration.objects.create(
        state=RegistrationState.WAITING,
        name_ko=APPLICANT,
        name_en="Mir Night Walkers",
        kind=OrganizationKind.ASSOCIATION,
        about_ko=f"밤길을 함께 걷는 이웃 모임입니다. {INVENTED_KO}",
        consent_version=consents.VERSION,
        consent_sha256=consents.contact_consent_sha256("ko"),
        submitted_at=now - dt.timedelta(hours=20),
        confirmed_at=now - dt.timedelta(hours=19),
    )
    contact = RegistrationContact(sent_in=registration)
    contact.seal(name="여울", role="활동가", email="mir@example.org")
    contact.save()
    return registration


def _seed_accounts(password: str, ledger: Ledger) -> tuple[str, ...]:
    """The accounts that were missing and are there now."""
    makers = {
        STAFF: partial(User.objects.create_superuser, STAFF, password, name="사무국"),
        PARTNER: partial(_make_partner, password),
    }
    missing = tuple(
        email for email in makers if not User.objects.filter(email=email).exists()
    )
    for email, make in makers.items():
        ledger.keep(User, make, email=email)
    return missing


def _make_partner(password: str) -> User:
    user = User.objects.create_user(PARTNER, password, name="단체 담당자")
    Representative.objects.create(
        user=user, organization=Organization.objects.get(slug=PARTNER_ORGANIZATION)
    )
    return user
