"""The acts that make a statement public and steer it, and what their pages show."""

from typing import Any

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalition.enums import Provenance
from coalition.models import User
from coalition.pages import absolute_url
from statements.admin.acts import Act, Answers
from statements.admin.forms import PublishForm
from statements.enums import StatementState
from statements.models import Demand, Revision, Statement
from statements.services.publishing import (
    announce_statement,
    check_publishable,
    discard_draft,
    pause_statement,
    publish_statement,
    resume_statement,
    revision_sha256,
)

LANGUAGES = (("ko", "한국어"), ("en", "English"))


def _publish(statement: Statement, answers: Answers, actor: User) -> Statement:
    return publish_statement(
        statement=statement,
        state=StatementState(answers["state"]),
        seen_sha256=answers["seen"],
        actor=actor,
    )


def _is_draft(statement: Statement) -> bool:
    return statement.state == StatementState.DRAFT


def _is_steered(statement: Statement) -> bool:
    """Public and our own to steer: a record from the press collects nothing."""
    return statement.is_public and statement.provenance != Provenance.PRESS


ACTS = (
    Act(
        name="publish",
        title=gettext_lazy("Publish"),
        explanation=gettext_lazy(
            "Please read once more what becomes public. A published text can never be "
            "changed: people and organizations put their names to exactly these words."
        ),
        done=gettext_lazy("The statement is public."),
        template="admin/statements/publish.html",
        form=PublishForm,
        initial=lambda statement: {"seen": _draft_sha256(statement)},
        perform=_publish,
        is_possible=lambda statement: (
            _is_draft(statement) and draft_of(statement) is not None
        ),
    ),
    Act(
        name="announce",
        title=gettext_lazy("Mark as announced"),
        explanation=gettext_lazy(
            "The statement says “Published” instead of “Collecting co-signatures” from "
            "now on. The text stays as it is; co-signing and signing go on until the "
            "deadline, or until you pause them. There is no way back to collecting."
        ),
        done=gettext_lazy("The statement is announced."),
        perform=lambda statement, answers, actor: announce_statement(
            statement=statement, actor=actor
        ),
        is_possible=lambda statement: (
            _is_steered(statement) and statement.state == StatementState.COLLECTING
        ),
    ),
    Act(
        name="pause",
        title=gettext_lazy("Pause signing"),
        explanation=gettext_lazy(
            "Nobody can sign or co-sign for now; the page says that signing is paused. "
            "Nothing that was given is lost, and signatures waiting for confirmation "
            "can still be confirmed. You can resume at any time."
        ),
        done=gettext_lazy("Signing is paused."),
        perform=lambda statement, answers, actor: pause_statement(
            statement=statement, actor=actor
        ),
        is_possible=lambda statement: (
            _is_steered(statement) and statement.paused_at is None
        ),
    ),
    Act(
        name="resume",
        title=gettext_lazy("Resume signing"),
        explanation=gettext_lazy(
            "People can sign and organizations can co-sign again, until the deadline."
        ),
        done=gettext_lazy("Signing goes on."),
        perform=lambda statement, answers, actor: resume_statement(
            statement=statement, actor=actor
        ),
        is_possible=lambda statement: (
            _is_steered(statement) and statement.paused_at is not None
        ),
    ),
    Act(
        name="discard",
        title=gettext_lazy("Discard the draft"),
        explanation=gettext_lazy(
            "The draft is deleted with its text and its demands. It cannot be undone. "
            "Nobody outside has ever seen it, so nothing public changes."
        ),
        done=gettext_lazy("The draft is deleted."),
        perform=lambda statement, answers, actor: discard_draft(
            statement=statement, actor=actor
        ),
        is_possible=_is_draft,
        permission="delete",
        is_danger=True,
        returns_to_list=True,
    ),
)


def draft_of(statement: Statement) -> Revision | None:
    """The revision that is still being written."""
    return statement.revisions.filter(published_at=None).first()


def _draft_sha256(statement: Statement) -> str:
    draft = draft_of(statement)
    return revision_sha256(draft) if draft else ""


def shown_revision(statement: Statement) -> Revision | None:
    """What the public page shows, or would show."""
    return statement.current_revision or draft_of(statement)


def previews(statement: Statement, revision: Revision) -> list[dict[str, str]]:
    """The public page in both languages, made of the same pieces as the page."""
    demands = list(
        Demand.objects.filter(revision=revision).prefetch_related("targets__successor")
    )
    shown = []
    for language, name in LANGUAGES:
        with translation.override(language):
            context = {
                "statement": statement,
                "revision": revision,
                "demands": demands,
                "proposals": statement.proposals.select_related("organization"),
                "measures": statement.earlier_measures.all(),
                "sources": statement.sources.all(),
                "issued_on": statement.issued_on or timezone.localdate(),
                "LANGUAGE_CODE": language,
            }
            html = render_to_string("admin/statements/preview.html", context)
        shown.append({"language": language, "name": name, "html": html})
    return shown


def problems(revision: Revision) -> list[str]:
    """What still keeps the draft from publication, in words."""
    try:
        check_publishable(revision)
    except ValidationError as error:
        return error.messages
    return []


def places(statement: Statement) -> list[tuple[str, str]]:
    """Where it appears: what the place is called, and its address."""
    found = []
    for language, name in LANGUAGES:
        with translation.override(language):
            found.append((name, statement.get_absolute_url()))
    found += [
        (_("Home page"), reverse("home")),
        (_("List of statements"), reverse("statements:list")),
        (_("Feed that news readers follow"), reverse("statements:feed")),
    ]
    return [(name, uri_to_iri(absolute_url(path))) for name, path in found]


def act_page_context(statement: Statement, act: Act) -> dict[str, Any]:
    """What the page of an act shows of the statement."""
    revision = shown_revision(statement)
    context: dict[str, Any] = {"statement": statement, "places": places(statement)}
    if act.name == "publish" and revision is not None:
        context |= {
            "revision": revision,
            "previews": previews(statement, revision),
            "problems": problems(revision),
            "demands_count": revision.demands.count(),
            "sha256": revision_sha256(revision),
        }
    return context
