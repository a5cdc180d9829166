"""Whether calendars read our feeds as the database means them.

``linter`` looks at the bytes, ``readers`` and ``ical_js.mjs`` are parsers that know
nothing of each other, ``agreement`` runs them under a time zone of our choice and
compares, ``faults`` spoils a feed on purpose to see whether anybody notices.
"""
