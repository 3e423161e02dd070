"""What an operator can mend."""


class CannotDo(Exception):
    """The command cannot do what it is for; the text is one line that says what to do instead."""
