"""What a host proposes for the programme of its own date."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition.encryption import master_cipher
from events.enums import ItemKind
from events.models.programme import ProgrammeItem
from events.models.rota import HostingDuty
from events.querysets import ProgrammeProposalQuerySet


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a host may say of one part: the columns of ``ProgrammeItem`` readers see.

    ``item`` is the key of the part it continues, None for a new one. One that
    ``is_drawn`` belongs to a speaker of the lot: its words are not the host's.
    """

    item: int | None = None
    is_drawn: bool = False
    kind: str = ItemKind.SPEECH
    starts_after: int | None = None
    title_ko: str = ""
    title_en: str = ""
    speaker: str = ""
    speaker_consents: bool = False
    has_sign_language: bool = False
    has_captions: bool = False
    has_translation: bool = False

    @classmethod
    def of(cls, item: ProgrammeItem) -> Self:
        """The part as it is now."""
        values = {name: getattr(item, name) for name in PART_FIELDS}
        return cls(item=item.pk, **values)

    def completed(self, item: ProgrammeItem | None) -> "Part":
        """With what only the lot says of a drawn speaker."""
        if item is None or not self.is_drawn:
            return self
        own = {name: getattr(self, name) for name in FIELDS_OF_DRAWN}
        return replace(Part.of(item), **own)

    def apply(self, item: ProgrammeItem) -> None:
        for name in PART_FIELDS:
            setattr(item, name, getattr(self, name))

    def without_name(self) -> Self:
        return replace(self, speaker="", speaker_consents=False)

    def get_kind_display(self) -> str:
        return str(ItemKind(self.kind).label)


# What a host may change of a speaker drawn by lot: when, and how it is interpreted.
FIELDS_OF_DRAWN = (
    "starts_after",
    "has_sign_language",
    "has_captions",
    "has_translation",
)
PART_FIELDS = (
    "kind",
    "title_ko",
    "title_en",
    "speaker",
    "speaker_consents",
    *FIELDS_OF_DRAWN,
)


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """The whole of a proposal: its parts in their order, and words for staff."""

    parts: tuple[Part, ...]
    note: str = ""


class ProgrammeProposal(models.Model):
    """The programme a host would like for its date; it waits until staff decide.

    One for each duty: a new one takes the place of the one before, and it goes with
    the duty. ``number`` counts them, so that nobody decides on one they have not read.
    ``seen_items`` are the parts the host was shown and ``seen`` the fingerprint of all
    it was shown: what it could not know is not replaced. What was written is sealed,
    because speakers are named in it before they are public.
    """

    duty = models.OneToOneField(
        HostingDuty, on_delete=models.CASCADE, related_name="proposal"
    )
    number = models.PositiveIntegerField(default=1)
    sealed = models.BinaryField()
    seen_items = models.JSONField(default=list)
    seen = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=300, blank=True)

    objects = ProgrammeProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme a host proposes")
        verbose_name_plural = _("programmes hosts propose")
        constraints = (
            models.CheckConstraint(
                name="proposal_is_declined_with_a_reason",
                condition=Q(declined_at__isnull=True, decline_reason="")
                | (Q(declined_at__isnull=False) & ~Q(decline_reason="")),
            ),
        )

    def __str__(self) -> str:
        return f"programme proposal {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.declined_at is None

    def seal(self, proposed: Proposed) -> None:
        text = json.dumps(asdict(proposed), ensure_ascii=False)
        self.sealed = master_cipher().encrypt(text.encode(), place=self._place)

    def opened(self) -> Proposed:
        """Raises DecryptionError when the key is gone or the value was moved."""
        values = json.loads(master_cipher().decrypt(self.sealed, place=self._place))
        parts = tuple(Part(**each) for each in values.pop("parts"))
        return Proposed(parts=parts, **values)

    @property
    def _place(self) -> str:
        return f"events_programmeproposal|sealed|{self.duty_id}"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One line of a programme to come: what stands there now, and what would.

    Without ``part`` it stays as it is, unless it ``is_removed``.
    """

    item: ProgrammeItem | None
    part: Part | None = None
    is_removed: bool = False
    is_moved: bool = False

    @property
    def now(self) -> Part | None:
        return Part.of(self.item) if self.item else None

    @property
    def changes(self) -> list[str]:
        """The names of the columns that would say something else."""
        if self.item is None or self.part is None:
            return []
        return [
            str(ProgrammeItem._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in PART_FIELDS
            if getattr(self.item, name) != getattr(self.part, name)
        ]


def steps(
    items: Sequence[ProgrammeItem],
    proposed: Proposed,
    *,
    known: Collection[int],
    drawn: Collection[int],
) -> list[Step]:
    """The programme as it would be, in order, with the parts that would go.

    ``items`` is the whole programme now, ``known`` the keys the host was shown and
    ``drawn`` those of speakers of the lot. What the host did not know, and who was
    drawn, stays behind the part it follows now, and at the end what comes last.
    """
    present = {item.pk: item for item in items}
    found = []
    for part in proposed.parts:
        item = present.get(part.item or 0)
        # A speaker of the lot who has withdrawn since does not come back by this way.
        if item is not None or not part.is_drawn:
            found.append(Step(item=item, part=part.completed(item)))
    placed = {step.item.pk: step for step in found if step.item}
    before: Step | None = None
    for number, item in enumerate(items):
        step = placed.get(item.pk)
        if step is None:
            is_removed = item.pk in known and item.pk not in drawn
            step = Step(item=item, is_removed=is_removed)
            if placed.keys().isdisjoint(each.pk for each in items[number:]):
                found.append(step)
            else:
                found.insert(found.index(before) + 1 if before else 0, step)
        before = step
    return _with_moves(found, items)


def _with_moves(found: list[Step], items: Sequence[ProgrammeItem]) -> list[Step]:
    """Marks the parts whose turn among those that stay is another one."""
    after = [step.item.pk for step in found if step.item and not step.is_removed]
    before = [item.pk for item in items if item.pk in after]
    moved = {pk for pk, then in zip(after, before, strict=True) if pk != then}
    return [
        replace(step, is_moved=step.item is not None and step.item.pk in moved)
        for step in found
    ]
