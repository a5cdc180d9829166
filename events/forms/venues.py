"""A place, chosen by staff."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from events.models import Venue


class VenueField(forms.ModelChoiceField):
    """By its name; where others share the name, by its address on the site too."""

    def __init__(self, **kwargs: Any) -> None:
        others = Venue.objects.filter(name_ko=OuterRef("name_ko"))
        others = others.exclude(pk=OuterRef("pk"))
        venues = Venue.objects.annotate(is_namesake=Exists(others))
        super().__init__(queryset=venues.order_by("name_ko", "pk"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.slug})" if obj.is_namesake else str(obj)
