"""The buttons of the run sheet and of the weather decision."""

import uuid

from django import forms


class DelayForm(forms.Form):
    """One press of "ten minutes late"; ``seen`` are the minutes shown beside it."""

    press = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @classmethod
    def offered(cls, seen: int) -> "DelayForm":
        """A button nobody has pressed yet."""
        return cls(initial={"press": uuid.uuid4(), "seen": seen}, auto_id=False)


class TakeBackForm(forms.Form):
    """Takes back the report that was seen last."""

    delay = forms.IntegerField(widget=forms.HiddenInput)
