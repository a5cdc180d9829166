"""How long a gathering lasts, as people write it."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WRITTEN = re.compile(r"(\d{1,3}):([0-5]\d)(?::00)?")


class HoursField(forms.DurationField):
    """Hours and minutes: 1:30 is an hour and a half.

    Django itself would read that as a minute and a half.
    """

    default_error_messages = {
        "invalid": _("Write hours and minutes, such as 1:30 for an hour and a half.")
    }

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dt.timedelta):
            return value
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        hours_and_minutes = f"{minutes // 60}:{minutes % 60:02}"
        return f"{hours_and_minutes}:{seconds:02}" if seconds else hours_and_minutes

    def to_python(self, value: Any) -> dt.timedelta | None:
        if value in self.empty_values or isinstance(value, dt.timedelta):
            return super().to_python(value)
        written = WRITTEN.fullmatch(str(value).strip())
        if written is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hours, minutes = written.groups()
        return dt.timedelta(hours=int(hours), minutes=int(minutes))
