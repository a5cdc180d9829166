"""What this app refuses."""


class NoAlertsError(Exception):
    """Nothing of this gathering can change any more."""
