"""The one error of every parser in this package."""


class WireError(ValueError):
    """These bytes are not what they claim to be: drop them and count them, the sender has to be repaired."""
