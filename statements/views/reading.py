"""What everybody reads."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from coalition.pages import public_page
from statements import selectors
from statements.forms import SignatureForm
from statements.models import Revision, Statement

PAGE_SIZE = 20


@public_page
def statement_list(request: HttpRequest) -> HttpResponseBase:
    """Public statements, the newest first."""
    pages = Paginator(selectors.public_statements(), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    context = {"page": page, "cards": selectors.cards(page.object_list)}
    return TemplateResponse(request, "statements/statement_list.html", context)


@public_page
def statement_detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Text, demands, counts with their moment, the sign form."""
    context = statement_context(public_statement(slug))
    return TemplateResponse(request, "statements/statement_detail.html", context)


@public_page
def signatory_list(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Organizations in 가나다순; people who chose to be shown."""
    statement = public_statement(slug)
    context = statement_context(statement) | {
        "listed_signers": selectors.listed_signers(statement)
    }
    return TemplateResponse(request, "statements/signatory_list.html", context)


@public_page
def revision_list(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every published revision with its SHA-256."""
    statement = public_statement(slug)
    context = {
        "statement": statement,
        "revisions": statement.revisions.filter(published_at__isnull=False),
    }
    return TemplateResponse(request, "statements/revision_list.html", context)


@public_page
def revision_detail(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """One revision, word for word."""
    statement = public_statement(slug)
    revision = get_object_or_404(
        Revision, statement=statement, number=number, published_at__isnull=False
    )
    demands = revision.demands.prefetch_related(selectors.TARGETS)
    context = {"statement": statement, "revision": revision, "demands": demands}
    return TemplateResponse(request, "statements/revision_detail.html", context)


def public_statement(slug: str) -> Statement:
    """The statement with all its page shows; a draft is as good as unknown."""
    try:
        return selectors.statement_page(slug)
    except Statement.DoesNotExist:
        raise Http404 from None


def statement_context(
    statement: Statement, form: SignatureForm | None = None
) -> dict[str, object]:
    co_signers = selectors.co_signers(statement)
    counts = selectors.counts_of(statement)
    return {
        "statement": statement,
        "revision": statement.revision,
        "demands": statement.revision.demands.all(),
        "counts": counts,
        "co_signers": co_signers,
        "quotation": selectors.quotation(statement, co_signers),
        "unnamed_organizations": counts.organizations - len(co_signers),
        "form": form or SignatureForm(),
    }
