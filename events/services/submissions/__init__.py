"""Gatherings that partners send in: from the form to the public page, and changes."""
