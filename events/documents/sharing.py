"""A QR code and a chat message of an occurrence."""

from functools import lru_cache
from typing import cast

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from coalition.pages import absolute_url
from events.models import Occurrence, SeriesPause
from events.models.wording import (
    change_lines,
    numbered_title,
    pause_text,
    when_text,
    where_text,
)


@lru_cache(maxsize=16)
def qr_code(url: str) -> SafeString:
    """An SVG element of the address, black on white so that it also reads when dark.

    It has no ``style`` attribute (the site's CSP forbids them) and no text alternative:
    the page prints the address beside it.
    """
    import segno

    code = segno.make(url, micro=False, error="m")
    svg = cast(
        str,
        code.svg_inline(
            border=2, scale=5, light="#fff", svgclass="c-qr", lineclass=None
        ),
    )
    # Made of numbers only: the address is encoded as squares, never printed into it.
    return mark_safe(svg.replace("<svg", '<svg aria-hidden="true"', 1))  # noqa: S308


def frame_html(url: str, title: str, width: int | str, height: int) -> str:
    """An iframe of the card for another site; it does not tell us which one.

    Its sandbox leaves it nothing but to open the page and to run the card's own script.
    """
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" frameborder="0" '
        'loading="lazy" referrerpolicy="no-referrer" sandbox="{}"></iframe>',
        url,
        title,
        width,
        height,
        "allow-scripts allow-popups allow-popups-to-escape-sandbox",
    )


def quoted_link_html(url: str, title: str) -> str:
    """A link before that iframe, for whatever shows none: mails, feeds, and WordPress
    until it has heard from the card. It keeps nothing but these two elements.
    """
    return format_html('<blockquote><a href="{}">{}</a></blockquote>', url, title)


def chat_text(
    occurrence: Occurrence, path: str, pause: SeriesPause | None = None
) -> str:
    """A few lines to paste into a chat: what, what changed, when, where, the address.

    ``path`` is the page to point to, such as ``/friday/``; ``pause`` a break before.
    """
    lines = [
        numbered_title(occurrence),
        _("When: %(when)s") % {"when": when_text(occurrence)},
        _("Where: %(where)s") % {"where": where_text(occurrence)},
        *change_lines(occurrence),
        *([pause_text(pause)] if pause else []),
        absolute_url(path),
    ]
    return "\n".join(lines)
