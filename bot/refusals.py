"""What we say no to, as facts.

A refusal travels up to dispatch, which rolls the turn back and answers with the sentence that
`bot.handlers.explain` writes for it in the reader's language.  Anything else that is raised is a bug.
"""


class Refusal(Exception):
    """Something a person asked for and cannot have, with the facts they need to go on."""


class TooMuchAtOnce(Refusal):
    """They say more than anybody types or taps; what they said now was not handled."""


class NotAvailable(Refusal):
    """There is no such thing, or it is not theirs: the same answer for both, so that guessing tells nothing."""


class NotAllowed(NotAvailable):
    """The person lacks the role; answered like `NotAvailable`, and recorded as a denial."""

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action
