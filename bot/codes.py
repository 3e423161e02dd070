"""Random codes: what makes a link unguessable, and an order easy to say aloud."""

import secrets

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no look-alikes: no 0 and O, no 1, I and L
LINK_LENGTH = 26  # letters of a link's code: 31 ** 26 is just over 2 ** 128


def random_code(length: int) -> str:
    """Draw a code of so many letters."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))
