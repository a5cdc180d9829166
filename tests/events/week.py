"""The week most tests of gatherings play in: Monday noon, Friday still to come."""

import datetime as dt
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
MONDAY = dt.datetime(2026, 11, 23, 12, tzinfo=SEOUL)
FRIDAY = dt.date(2026, 11, 27)
WEEK = dt.timedelta(weeks=1)
