"""Composed reads: the directory, one organization's page, a registration's parts."""

import itertools
import unicodedata
from dataclasses import dataclass
from typing import cast

from django.contrib.postgres.search import TrigramSimilarity
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, OuterRef, Prefetch, Subquery, When
from django.utils import timezone
from django.utils.text import slugify

from coalition.enums import OrganizationKind, Provenance
from coalition.models import (
    Contact,
    Institution,
    Membership,
    Organization,
    PartnerRegistration,
    ReportedCount,
    Representative,
    SentIn,
    Source,
    User,
)
from coalition.querysets import OrganizationQuerySet
from coalition.tokens import read_token
from coalition.validators import LEGAL_FORM_ANYWHERE, name_skeleton

DIRECTORY_PAGE = 120
LONGEST_SEARCH = 80
CONFIRM_PURPOSE = "registration"
PARTNER_PURPOSE = "partner"
LONGEST_SLUG_STEM = 70
MOST_SIMILAR = 8
SIMILAR_ENOUGH = 0.3  # pg_trgm's own default threshold


@dataclass(frozen=True, kw_only=True)
class Directory:
    """One page of the directory and what its heading counts.

    Organizations known from the press are listed but not counted as ours.
    """

    coalition: Organization | None
    page: Page[Organization]
    search: str
    members_count: int
    organizations_count: int


def main_coalition() -> Organization | None:
    """The coalition this site belongs to: the acting one with the most members.

    One known from the press only, when no other is there.
    """
    is_press = Case(When(provenance=Provenance.PRESS, then=1), default=0)
    return (
        Organization.objects.public()
        .filter(kind=OrganizationKind.COALITION)
        .annotate(members_count=Count("memberships"))
        .order_by(is_press, "-members_count", "pk")
        .first()
    )


def acting_coalition() -> Organization | None:
    """The main coalition, unless it is a mere record from the press."""
    coalition = main_coalition()
    is_acting = coalition and coalition.provenance != Provenance.PRESS
    return coalition if is_acting else None


def directory(*, search: str, page_number: str) -> Directory:
    """Members of the main coalition, then the others, each in 가나다순.

    ``search`` is part of a name as typed; an unreadable page number is page 1.
    """
    search = _searchable(search)
    coalition = main_coalition()
    organizations = _with_tier(Organization.objects.public(), coalition)
    if coalition:
        organizations = organizations.exclude(pk=coalition.pk)
    members_count = organizations.filter(tier__isnull=False).count()
    found = organizations.named_like(search) if search else organizations
    paginator = Paginator(
        found.members_first().select_related("parent"), DIRECTORY_PAGE
    )
    return Directory(
        coalition=coalition,
        page=paginator.get_page(page_number),
        search=search,
        members_count=members_count,
        organizations_count=organizations.able_to_act().count(),
    )


def organization_page(slug: str) -> Organization:
    """A public organization with all that its page shows, ready to be read.

    ``public_branches``, ``dated_memberships`` and ``current_members`` are lists.
    Raises Organization.DoesNotExist.
    """
    today = timezone.localdate()
    members = (
        Membership.objects.current(today)
        .filter(organization__in=Organization.objects.public())
        .select_related("organization__parent")
        .order_by("organization__sort_key", "organization__name_ko")
    )
    dated = Membership.objects.filter(
        coalition__in=Organization.objects.public()
    ).select_related("coalition")
    return (
        Organization.objects.public()
        .select_related("parent")
        .prefetch_related(
            "sources",
            Prefetch(
                "branches",
                Organization.objects.public().alphabetical(),
                to_attr="public_branches",
            ),
            Prefetch(
                "coalition_memberships",
                dated.order_by("joined_on", "pk"),
                to_attr="dated_memberships",
            ),
            Prefetch("memberships", members, to_attr="current_members"),
            Prefetch(
                "reported_counts", ReportedCount.objects.prefetch_related("sources")
            ),
        )
        .get(slug=slug)
    )


def sources() -> list[Source]:
    """Everything that records were read in."""
    return list(Source.objects.all())


def press_record_organizations() -> OrganizationQuerySet:
    """Those known from press reports, with their sources."""
    return (
        Organization.objects.public()
        .filter(provenance=Provenance.PRESS)
        .select_related("parent")
        .prefetch_related("sources", "reported_counts__sources")
        .alphabetical()
    )


def institutions_with_succession() -> list[Institution]:
    """Institutions that were renamed: today's name, with its predecessor."""
    return list(
        Institution.objects.filter(predecessor__isnull=False)
        .select_related("predecessor")
        .prefetch_related("sources")
        .order_by("valid_from", "name_ko")
    )


def looks_like_existing(*names: str) -> bool:
    """Whether an organization has a name with the same skeleton as one of these.

    Also a suspended one counts; which one it is, is not told.
    """
    skeletons = {name_skeleton(name) for name in names if name} - {""}
    existing = Organization.objects.values_list("name_ko", "name_en", "short_name_ko")
    return any(
        name_skeleton(name) in skeletons for row in existing for name in row if name
    )


def similar_organizations(registration: PartnerRegistration) -> list[Organization]:
    """For staff: organizations whose name resembles the registration's, best first."""
    names = Organization.objects.annotate(
        similarity=TrigramSimilarity("name_ko", registration.name_ko)
    )
    return list(
        names.filter(similarity__gte=SIMILAR_ENOUGH)
        .select_related("parent")
        .order_by("-similarity", "pk")[:MOST_SIMILAR]
    )


def free_slug(name: str) -> str:
    """A slug for the name, without its legal form, that no organization has yet."""
    bare = LEGAL_FORM_ANYWHERE.sub(" ", unicodedata.normalize("NFKC", name))
    stem = slugify(bare, allow_unicode=True)[:LONGEST_SLUG_STEM] or "organization"
    taken = set(
        Organization.objects.filter(slug__startswith=stem).values_list(
            "slug", flat=True
        )
    )
    numbered = (f"{stem}-{number}" for number in itertools.count(2))
    return next(slug for slug in itertools.chain([stem], numbered) if slug not in taken)


def registration_by_token(token: str) -> PartnerRegistration | None:
    """The registration whose mailbox holds this link, in whatever state it is."""
    code = read_token(CONFIRM_PURPOSE, token)
    if code is None:
        return None
    return (
        PartnerRegistration.objects.select_related("organization")
        .filter(code=code)
        .first()
    )


def partner_by_token(token: str) -> PartnerRegistration | None:
    """The approved registration whose mailbox may act for its organization.

    None for any other text, once the representation has ended, and while the
    organization is suspended.
    """
    code = read_token(PARTNER_PURPOSE, token)
    if code is None:
        return None
    return (
        PartnerRegistration.objects.select_related("organization")
        .filter(
            code=code,
            representative__in=Representative.objects.acting(timezone.localdate()),
        )
        .first()
    )


def contact_of(sent_in: SentIn) -> Contact | None:
    """Who sent it in, in the clear; None once erased. Raises DecryptionError."""
    sealed = getattr(sent_in, "contact", None)
    return Contact(**sealed.opened_all()) if sealed else None


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """Where mails go, in the clear, and the language they are read in."""

    address: str
    language: str


def mailbox_of(representative: Representative) -> Mailbox:
    """The mailbox that a registration confirmed, or else that of the account.

    Raises RegistrationContact.DoesNotExist when it is purged: nobody acts then.
    """
    if registration := representative.registration:
        address = registration.contact.opened("email")
        return Mailbox(address=address, language=registration.language)
    account = cast("User", representative.user)  # never without both
    return Mailbox(address=account.email, language=account.language)


def _searchable(text: str) -> str:
    """Without what the database refuses (NUL) and no longer than any name."""
    visible = "".join(c for c in text if c.isprintable())
    return " ".join(visible.split())[:LONGEST_SEARCH]


def _with_tier(
    organizations: OrganizationQuerySet, coalition: Organization | None
) -> OrganizationQuerySet:
    """Adds ``tier``: the standing in the coalition today, None outside it."""
    membership = Membership.objects.current(timezone.localdate()).filter(
        coalition=coalition, organization=OuterRef("pk")
    )
    return organizations.annotate(tier=Subquery(membership.values("tier")[:1]))
