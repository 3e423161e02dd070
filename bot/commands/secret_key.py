"""What signs cookies must not be guessed."""

from bot.settings import BadSettings, Settings

HOW_TO_MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
SECRET_KEY_MIN = 32  # characters; the above gives 43
DIFFERENT_MIN = 8  # characters that differ
# Words that no random key holds, and that keys copied from an example do.
SAMPLE_WORDS = ("secret", "changeme", "change-me", "change_me", "example", "password")


def require_secret_key(settings: Settings) -> None:
    """Refuse a key that is missing, short or copied from an example.

    Raises:
        BadSettings: says how to make one.
    """
    key = settings.secret_key.get_secret_value()
    if not key:
        problem = "is missing"
    elif len(key) < SECRET_KEY_MIN:
        problem = f"is shorter than {SECRET_KEY_MIN} characters"
    elif len(set(key)) < DIFFERENT_MIN or any(word in key.lower() for word in SAMPLE_WORDS):
        problem = "can be guessed"
    else:
        return
    raise BadSettings(f"SECRET_KEY {problem}; make one with {HOW_TO_MAKE_A_KEY}")
