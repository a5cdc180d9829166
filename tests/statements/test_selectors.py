"""Reads that carry a rule of their own."""

import pytest
from django.utils import translation

from statements.models import Proposer
from statements.selectors import co_signers, public_statements, quotation
from tests.factories.coalition import create_organization
from tests.factories.statements import create_statement, endorse

pytestmark = pytest.mark.django_db


def quoted(count: int, *, proposers: int = 1, language: str = "ko"):
    statement = create_statement()
    organizations = [
        create_organization(name_ko=f"단체{number:02}", name_en=f"Group {number:02}")
        for number in range(count)
    ]
    for order, organization in enumerate(organizations):
        endorse(statement, organization)
        if order < proposers:
            Proposer.objects.create(
                statement=statement, organization=organization, order=order
            )
    statement = public_statements().get(pk=statement.pk)
    with translation.override(language):
        return quotation(statement, co_signers(statement))


def test_two_wordings_of_one_count():
    quote = quoted(84)

    assert quote.including == "단체00 등 84개 단체"
    assert quote.besides == "단체00 외 83개 단체"


def test_several_leads_are_all_counted():
    quote = quoted(5, proposers=3)

    assert quote.including == "단체00·단체01·단체02 등 5개 단체"
    assert quote.besides == "단체00·단체01·단체02 외 2개 단체"


def test_english_says_the_same_number():
    quote = quoted(84, language="en")

    assert quote.including == "Group 00 and others, 84 organizations in all"
    assert quote.besides == "Group 00 and 83 other organizations"


@pytest.mark.parametrize(("count", "proposers"), ((1, 1), (3, 0), (0, 0)))
def test_nothing_to_quote_without_others_or_a_lead(count, proposers):
    assert quoted(count, proposers=proposers) is None
