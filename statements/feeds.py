"""The Atom feed of statements."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from coalition.localized import localized
from coalition.markdown import render_markdown
from coalition.pages import absolute_url, public_page
from statements.models import Statement

ENTRIES = 30


class StatementFeed(Feed):
    """Newest statements; ``updated`` is when the current revision was published."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return str(_("Statements"))

    def link(self) -> str:
        return absolute_url(reverse("statements:list"))

    def feed_url(self) -> str:
        return absolute_url(reverse("statements:feed"))

    def items(self) -> QuerySet:
        statements = Statement.objects.public().select_related("current_revision")
        return statements.newest_first()[:ENTRIES]

    def item_title(self, item: Statement) -> str:
        return localized(item.revision, "title")

    def item_description(self, item: Statement) -> str:
        revision = item.revision
        return render_markdown(
            localized(revision, "summary") or localized(revision, "text")
        )

    def item_link(self, item: Statement) -> str:
        return absolute_url(item.get_absolute_url())

    def item_guid(self, item: Statement) -> str:
        return f"{absolute_url('/statements/')}{item.slug}/"

    def item_updateddate(self, item: Statement) -> dt.datetime | None:
        return item.revision.published_at

    def item_pubdate(self, item: Statement) -> dt.datetime | None:
        return item.revision.published_at


statement_feed = public_page(StatementFeed())
