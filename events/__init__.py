"""When and where: venues, event series, occurrences and their calendar feeds."""
