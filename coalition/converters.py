"""Path converters."""

from django.urls.converters import StringConverter


class UnicodeSlug(StringConverter):
    """A slug that may be written in Hangul: ``/organizations/달빛여성회/``."""

    regex = r"[-\w]+"
