"""Bad input as rows of data: who stands where, what comes in, what is seen, and what is written down afterwards.

A row of tests/data/bad_input/*.toml:

    id        the rule it stems from, in the catalogue of faults (B buyer, F farmer, A admin; G: a goal of the product)
    about     which case of the rule it is
    given     the scene: a function of *_scenes.py, with blanks; "setup asks: zone" hands "zone" on to it
    says      what is typed: one, or a list, each tried in its turn; `times` repeats it, `tail` only what follows
    presses   payloads, with the facts of the scene in braces; `shows`: kinds of what cannot be read
    answer    an answer of answers.toml, instead of the next three
    en        what an English reader is told: pieces of one message.  `zh_Hans`: what a Chinese one is, where that is
              no sentence of the catalogue, which is held against English letters instead, as the Arabic ones are
    offers    verbs of buttons under it; `hides`: what must not be in it; `toast`: what is shown over the button
    audits    what is noted for the record, once for each input
    changes   tables that change, "question" being the one that the person was asked; nothing else may
    both      it is tried on PostgreSQL as well
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.conversations import admin_scenes, buyer_scenes, farmer_scenes
from tests.conversations.stage import Stage
from tests.market import LANGUAGES, Message

DATA = Path(__file__).parent.parent / "data" / "bad_input"
ANSWERS = tomllib.loads((DATA / "answers.toml").read_text(encoding="utf-8"))
SCENES: dict[str, tuple[ModuleType, ...]] = {
    "buyer": (buyer_scenes,),
    "farmer": (farmer_scenes,),
    "admin": (admin_scenes,),
    "setup": (admin_scenes,),
}

OTHERS = ("zh_Hans", "ar")  # written from the left and from the right, neither in Latin letters

# What a Chinese or Arabic reader sees in Latin letters all the same.
_LINKS_COMMANDS_CODES = re.compile(r"https?://\S+|/invite (?:farmer|admin)|/[a-z]\w*|\b[A-Z0-9]{3,4}\b")
_LATIN_NAMES = {"qr", "pdf", "ana", "ben", "dan", "darya", "ada", "english", "green", "hill"}
_LATIN = re.compile(r"[A-Za-z]{2,}")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_OWN_NAMES = tuple(language.name for language in LANGUAGES.all)  # each in its own words, for whoever looks for it


@dataclass(frozen=True)
class Row:
    """One row, and the inputs that it stands for."""

    table: str
    facts: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        expected = ANSWERS[self.facts["answer"]] if "answer" in self.facts else {}
        return self.facts.get(name, expected.get(name, _NOTHING.get(name)))

    @property
    def inputs(self) -> Iterator[tuple[str, str]]:
        for kind in ("says", "presses", "shows"):
            for value in _several(self.facts.get(kind, [])):
                yield kind, self._repeated(value)

    def __str__(self) -> str:
        return " ".join(filter(None, (self.id, self.given, self.about)))

    def _repeated(self, value: str) -> str:
        if "tail" in self.facts:
            return value + str(self.facts["tail"]) * int(self.facts["times"])
        return value * int(self.facts.get("times", 1))


_KEYS = {"id", "about", "given", "says", "presses", "shows", "times", "tail", "answer"}
_KEYS |= {"en", "zh_Hans", "offers", "hides", "toast", "audits", "changes", "both"}
_NOTHING: dict[str, Any] = {"audits": [], "changes": [], "offers": [], "hides": [], "en": [], "zh_Hans": []}


def rows(table: str) -> list[Row]:
    read = tomllib.loads((DATA / f"{table}.toml").read_text(encoding="utf-8"))["row"]
    assert all(facts.keys() <= _KEYS for facts in read), f"{table}.toml says something that is read by nobody"
    return [Row(table, facts) for facts in read]


def cases(table: str) -> list[Any]:
    """Group rows by their scene: what changes nothing leaves it standing for the next.  Some are for PostgreSQL too.

    The Chinese and Arabic ones are "slow" in sum: the same turns once more, for their sentences.
    """
    found = []
    for name, group in _groups(rows(table)).items():
        found.append(pytest.param(group, "en", "sqlite", id=f"{name} en"))
        found += [
            pytest.param(group, language, "sqlite", id=f"{name} {language}", marks=pytest.mark.slow)
            for language in OTHERS
        ]
        if both := [row for row in group if row.both]:
            found.append(pytest.param(both, "en", "postgres", id=f"{name} postgres", marks=pytest.mark.postgres))
    return found


async def play(group: Sequence[Row], stage: Stage) -> None:
    """Bring the people to the scene, then send each input and look at what it left behind."""
    await _scene(group[0], stage)
    for row in group:
        inputs = list(row.inputs)
        assert len(inputs) == 1 or not row.changes, "an input that changes something needs a row of its own"
        for kind, value in inputs if stage.language == "en" else inputs[:1]:  # the sentence is the same for all
            await _try(row, stage, kind, value)


def _groups(found: Sequence[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in found:
        groups.setdefault(str(row) if row.changes else row.given, []).append(row)
    return groups


async def _scene(row: Row, stage: Stage) -> None:
    name, _, argument = row.given.partition(": ")
    function = name.replace(" ", "_").replace("-", "_")
    scene = next(getattr(module, function) for module in SCENES[row.table] if hasattr(module, function))
    await (scene(stage, argument) if argument else scene(stage))


async def _try(row: Row, stage: Stage, kind: str, value: str) -> None:
    sent = value.format_map(stage.facts) if "{" in value else value
    if not stage.market.line.can_say(sent):
        return
    books, chat = await stage.books(), await stage.phone.messages()

    await getattr(stage.phone, kind)(sent)

    after, tried = await stage.books(), f"{row}: {sent[:60]!r}"
    told = [message for message in await stage.phone.messages() if message not in chat] or chat[-1:]
    assert after.changed_since(books) == set(row.changes), f"{tried} changed something else"
    assert after.audited_since(books) == row.audits, f"{tried} was noted otherwise"
    assert after.replies > books.replies, f"{tried} was not answered"
    unfit = _unfit(told, stage.language, sent)
    assert unfit == [], f"{tried} is answered in words that its reader may not know: {unfit}"
    _check_answer(row, told, stage, tried)


def _check_answer(row: Row, told: list[Message], stage: Stage, tried: str) -> None:
    english = stage.language == "en"
    wanted = _several(row.en if english else row.zh_Hans if stage.language == "zh_Hans" else [])
    answers = [message for message in told if all(piece in message.text for piece in wanted)]
    assert answers, f"{tried}: {wanted} was wanted, {[message.text for message in told]} was said"
    verbs = {choice.payload.partition(":")[0] for message in answers for choice in message.choices}
    assert verbs >= set(row.offers), f"{tried}: there is no button for {set(row.offers) - verbs}"
    assert not [piece for piece in row.hides for message in told if piece in message.text], tried
    assert stage.phone.toast == row.toast or not row.toast or not english, tried


def _unfit(told: list[Message], language: str, sent: str) -> list[str]:
    """Find what should not be in any answer: words of another language, a placeholder, nothing at all."""
    found = []
    for message in told:
        said = "\n".join((message.text, *message.labels))
        found += [said] if not message.text or "%(" in said.replace(sent, "") else _foreign(said, language, sent)
    return found


def _foreign(said: str, language: str, sent: str) -> list[str]:
    """Find words that this reader may not know; their own are theirs."""
    chinese = [each for each in _CHINESE.findall(_without(said, _OWN_NAMES)) if each not in sent]
    if language == "en":
        return chinese
    words = chinese if language != "zh_Hans" else []
    words += _LATIN.findall(_LINKS_COMMANDS_CODES.sub(" ", _without(said, _OWN_NAMES)))
    return [word for word in words if word.lower() not in _LATIN_NAMES and word not in sent]


def _without(said: str, names: tuple[str, ...]) -> str:
    for name in names:
        said = said.replace(name, "")
    return said


def _several(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]
