"""Where map services show a place: addresses only, nothing is loaded from them."""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _

from coalition.localized import localized
from events.models import Venue


@dataclass(frozen=True)
class MapLink:
    """A map service, in the reader's language, and its page of the place."""

    service: str
    url: str


def map_links(venue: Venue) -> list[MapLink]:
    """Naver Map, KakaoMap and OpenStreetMap, by coordinates where they are known."""
    words = quote(venue.address_ko or venue.name_ko.removesuffix(" 앞"), safe="")
    kakao = f"https://map.kakao.com/link/search/{words}"
    open_map = f"https://www.openstreetmap.org/search?query={words}"
    if venue.latitude is not None and venue.longitude is not None:
        here = f"{venue.latitude:f}", f"{venue.longitude:f}"
        name = quote(localized(venue, "name").replace(",", " "), safe="")
        kakao = f"https://map.kakao.com/link/map/{name},{here[0]},{here[1]}"
        open_map = (
            f"https://www.openstreetmap.org/?mlat={here[0]}&mlon={here[1]}"
            f"#map=18/{here[0]}/{here[1]}"
        )
    return [
        MapLink(_("Naver Map"), f"https://map.naver.com/p/search/{words}"),
        MapLink(_("KakaoMap"), kakao),
        MapLink("OpenStreetMap", open_map),
    ]
