"""Where Django's own Korean formats are no Korean: they put 오전 behind the hour."""

DATETIME_FORMAT = "Y년 n월 j일 A g:i"
