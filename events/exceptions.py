"""What this app refuses."""


class NoAlertsError(Exception):
    """Nothing of this gathering can change any more."""


class RotaChangedError(Exception):
    """Who hosts the date, or the date itself, is not what the reader was shown."""


class ShiftFullError(Exception):
    """Every place of this shift is taken."""


class ShiftClosedError(Exception):
    """The gathering is over or called off: nothing is to be answered."""


class NoSpeakersError(Exception):
    """This gathering takes no applications to speak, or no changes of them."""
