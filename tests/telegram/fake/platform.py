"""The platform without its sockets: accounts, rules, records, and one call after the other."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.telegram.fake.account import Account
from tests.telegram.fake.answers import Refused, accepted, bad_request, no_such_method, too_many, unauthorized
from tests.telegram.fake.calls import HANDLERS, Call, carry_out
from tests.telegram.fake.clock import Clock
from tests.telegram.fake.faults import Ending, Fault, Faults
from tests.telegram.fake.files import Files, Upload
from tests.telegram.fake.keyboards import Ambiguous
from tests.telegram.fake.ledger import Ledger
from tests.telegram.fake.methods import editing, intake, profile, queries, rooms, sending  # noqa: F401 (they register)
from tests.telegram.fake.spec import Method, load_spec
from tests.telegram.fake.webhooks import RETRY_DELAYS_S, Target, Webhook

# A bot under a penalty must not call these; answering a tap or asking for updates is free.
PACED = ("send", "edit", "copy", "forward")
UNRECORDED = frozenset({"getUpdates", "getMe", "getWebhookInfo"})
NOTHING: Mapping[str, Upload] = {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What goes back over the wire, and how."""

    status: int
    body: bytes
    ending: Ending = Ending.ANSWER
    delay_s: float = 0.0


class Platform:
    """Everything but HTTP. `check=False` leaves the specification aside, for speed."""

    def __init__(self, *, check: bool = True, check_own: bool = False, log: Path | None = None) -> None:
        self.clock = Clock()
        self.files = Files()
        self.faults = Faults()
        self.ledger = Ledger(log)
        self.accounts: dict[str, Account] = {}
        self.retry_delays_s = RETRY_DELAYS_S
        self.spec = load_spec()
        self._checks = check
        self._checks_own = check_own
        self._numbers = itertools.count(1)

    def account(self, name: str, username: str) -> Account:
        """Register one more bot."""
        number = next(self._numbers)
        token = f"{6_100_000_000 + number}:AAfake-token-of-the-test-bot-{number:06}"
        account = self.accounts[token] = Account(token, name, username, self.clock)
        account.updates.heard = self._hear
        return account

    def violate(self, what: str) -> None:
        """Note what no correct bot would do; tests expect none of it."""
        self.ledger.violations.append(what)

    def tell(self, account: Account, kind: str, content: dict[str, Any], line: object) -> dict[str, Any] | None:
        """Send an update on its way to a bot; None if the bot does not want such."""
        update = account.updates.add(kind, content, line)
        if update:
            self.check_own("Update", update)
        return update

    def check_own(self, type_name: str, value: Any) -> None:
        """Hold something of our own making against the specification."""
        if self._checks_own:
            self.ledger.violations.extend(f"fake: {fault}" for fault in self.spec.faults_of(type_name, value))

    async def set_webhook(self, account: Account, target: Target | None) -> None:
        if account.webhook:
            await account.webhook.stop()
        account.updates.has_webhook = target is not None
        account.webhook = (
            Webhook(target, account.updates, self._answer_of(account), self.retry_delays_s) if target else None
        )
        if account.webhook:
            account.webhook.start()

    async def close(self) -> None:
        for account in self.accounts.values():
            await self.set_webhook(account, None)
            account.updates.interrupt(Refused(500, "Internal Server Error: restart"))

    async def run(
        self, token: str, method_name: str, raw: Mapping[str, Any], uploads: Mapping[str, Upload] = NOTHING
    ) -> Outcome:
        """Deal with one call from beginning to end; a refusal is an outcome too."""
        account = self.accounts.get(token)
        fault = None
        given: Mapping[str, Any] = raw
        try:
            if account is None or account.revoked:
                raise unauthorized()
            method = self._method(method_name)
            given = self._checked(method, raw, uploads)
            self._must_not_be_paused(account, method)
            fault = self.faults.take(method.name, given.get("chat_id")) or self._too_fast(account, method, given)
            if fault and fault.refusal:
                self._punish(account, method, fault.refusal)
                raise fault.refusal
            if fault and not fault.accepts:
                self.ledger.lose(method.name, given, self.clock(), fault.ending)
                return _faulty(fault, b"")
            ending = fault.ending if fault else Ending.ANSWER
            return _faulty(fault, await self._carried_out(account, method, given, uploads, ending))
        except Refused as refused:
            self.ledger.reject(method_name, given, self.clock(), refused.code, refused.description, refused.parameters)
            return Outcome(refused.code, refused.body(), delay_s=fault.delay_s if fault else 0.0)

    async def _carried_out(
        self,
        account: Account,
        method: Method,
        given: Mapping[str, Any],
        uploads: Mapping[str, Upload],
        ending: Ending,
    ) -> bytes:
        handler = HANDLERS.get(method.name.lower())
        if handler is None:
            self.violate(f"{method.name} is beyond this fake")
            raise Refused(501, f"Not Implemented: {method.name}")
        try:
            result = await carry_out(handler, Call(self, account, given, uploads, self.clock()))
        except Ambiguous as ambiguous:
            self.violate(f"{method.name}: {ambiguous}")
            raise bad_request(str(ambiguous)) from None
        if self._checks_own and (own := method.returns(result)):
            self.violate(f"fake: answer of {method.name}{own}")
        if method.name not in UNRECORDED:
            self.ledger.accept(method.name, given, self.clock(), account.token, result, ending)
        return accepted(result)

    def _hear(self, update: Mapping[str, Any], status: int | None) -> None:
        self.ledger.hear(update, self.clock(), status)

    def _method(self, name: str) -> Method:
        method = self.spec.method(name)
        if method is None:
            self.violate(f"{name} is no method")
            raise no_such_method()
        return method

    def _checked(self, method: Method, raw: Mapping[str, Any], uploads: Mapping[str, Upload]) -> dict[str, Any]:
        given = method.decode(raw)
        # A file that came under the name of a parameter is that parameter.
        given.update({name: f"attach://{name}" for name in uploads if name in method.parameters})
        if self._checks and (faults := method.faults(given)):
            for fault in faults:
                self.violate(fault)
            raise bad_request(faults[0])
        return given

    def _must_not_be_paused(self, account: Account, method: Method) -> None:
        if not method.name.startswith(PACED):
            return
        left_s, is_known = self.faults.left_s(account.token, self.clock())
        if left_s > 0:
            if is_known:
                self.violate(f"call during a penalty: {method.name}")
            raise too_many(max(1, round(left_s)))

    def _too_fast(self, account: Account, method: Method, given: Mapping[str, Any]) -> Fault | None:
        if not (self.faults.rates and method.name.startswith(PACED) and method.name != "sendChatAction"):
            return None
        wait_s = self.faults.rates.wait_s(account.token, given.get("chat_id"), self.clock())
        return Fault(refusal=too_many(wait_s)) if wait_s else None

    def _punish(self, account: Account, method: Method, refusal: Refused) -> None:
        retry_after_s = refusal.parameters.get("retry_after")
        if retry_after_s and method.name.startswith(PACED):
            self.faults.punish(account.token, retry_after_s, self.clock())

    def _answer_of(self, account: Account) -> Any:
        async def run(method: str, parameters: dict[str, Any]) -> None:
            await self.run(account.token, method, parameters)

        return run


def _faulty(fault: Fault | None, body: bytes) -> Outcome:
    if fault is None:
        return Outcome(200, body)
    if fault.ending is Ending.GARBAGE:
        body = b'{"ok":true,"result":{"message_id":'
    return Outcome(200, body, fault.ending, fault.delay_s)
