"""The one exception that speaks to the person at the keyboard."""


class InputError(Exception):
    """Something the user gave cannot be used.

    The message is one sentence that says what was expected, what was found, where,
    and what to do.  The command line prints it alone and exits with code 2; any other
    exception is our own fault and exits with code 1.
    """
