"""Who a browser is: a random id in a signed cookie for each of its chats."""

import hashlib
import secrets
from collections.abc import Callable, Mapping

from aiohttp import web
from itsdangerous import BadSignature, TimestampSigner

from bot.channels.webchat.slots import Slot

YEAR_S = 365 * 24 * 3600
ID_BYTES = 16  # 128 bits: nobody guesses one, and it is the person's key to their orders


def random_id() -> str:
    return secrets.token_urlsafe(ID_BYTES)


class Cookies:
    """Reads and writes the ids.  An id is the person's `external_id`; like a password, it is never logged."""

    def __init__(
        self,
        secret_key: str,
        *,
        secure: bool,
        demo_people: Mapping[str, str],
        new_id: Callable[[], str] = random_id,
    ) -> None:
        """Take the signing key, and the ids that the demo gives to whoever opens these chats.

        Raises:
            ValueError: there is no key; everyone could then make themselves anyone.
        """
        if not secret_key:
            raise ValueError("the web chat needs a SECRET_KEY")
        self._secret_key = secret_key
        self._secure = secure
        self._demo_people = demo_people
        self._new_id = new_id

    def read(self, request: web.Request, slot: Slot) -> str | None:
        """Give the browser's id for this chat; None without a cookie, or with one that is old or not ours."""
        try:
            signed = self._signer(slot).unsign(request.cookies.get(slot.cookie, ""), max_age=YEAR_S)
        except BadSignature:
            return None
        external_id = signed.decode()
        # After the demo's data was thrown away its people have other ids, and the browser an old cookie.
        return external_id if self._demo_people.get(slot.name, external_id) == external_id else None

    def read_or_make(self, request: web.Request, slot: Slot) -> str:
        """Give the browser's id for this chat, or a new one: a bad cookie is never an error."""
        return self.read(request, slot) or self._demo_people.get(slot.name) or self._new_id()

    def write(self, response: web.StreamResponse, slot: Slot, external_id: str) -> None:
        """Hand the id out, good for a year from now."""
        response.set_cookie(
            slot.cookie,
            self._signer(slot).sign(external_id).decode(),
            path=slot.path,
            max_age=YEAR_S,
            httponly=True,
            samesite="Lax",
            secure=self._secure,
        )

    def _signer(self, slot: Slot) -> TimestampSigner:
        # The slot is part of the signature: one chat's cookie opens no other chat.
        return TimestampSigner(self._secret_key, salt=f"farmgate.webchat.{slot.name}", digest_method=hashlib.sha256)
