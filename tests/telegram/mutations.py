"""Real updates, broken the same way for the same seed."""

import copy
import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.webhook import BODY_MAX_BYTES
from tests.telegram.raw import Raw
from tests.telegram.samples import SAMPLES

ODD_TEXTS = (
    "", " ", "\0", "\ud800", "a\udfffb", "../../etc/passwd", "%(name)s", "{0.__class__}", "<b>", "&lt;", "\u202e\u2066",
    "\u200d" * 50, "1" * 400, "１２", "½", "'); DROP TABLE person;--", "/stock", "/start " + "x" * 65, "=1+1", "\r\n\t",
)  # fmt: skip
ODD_NUMBERS = (0, -1, 1, 2**31, -(2**31), 2**52, 2**53 + 1, 2**63, -(2**63) - 1, 10**30, 10**400, 1.5, -0.0, 1e300)
NESTED = 60  # deeper than any update, and than our own readers should care
LONG = 4096  # characters; the longest text that Telegram takes


@dataclass(frozen=True)
class Mutant:
    """An update that is still a JSON object, and how it came about."""

    raw: Raw
    seed: int
    number: int
    kinds: tuple[str, ...]

    def __str__(self) -> str:
        return f"mutant {self.number} of seed {self.seed} ({', '.join(self.kinds)}): {json.dumps(self.raw)[:2000]}"


def mutants(seed: int, count: int, known: Mapping[Any, Any] = {}) -> Iterator[Mutant]:
    """Break updates one after the other; `known` puts ids and names of a platform in place of those of the samples."""
    chance = random.Random(seed)
    samples = [_with(known, sample) for sample in SAMPLES]
    number = 0
    while number < count:
        raw = copy.deepcopy(chance.choice(samples))
        raw["update_id"] = 900_000_000 + number
        kinds = tuple(chance.choice(tuple(MUTATIONS)) for _ in range(chance.randint(1, 3)))
        for kind in kinds:
            places = [(holder, key) for holder, key in _places(raw) if holder is not raw or key != "update_id"]
            if places:
                MUTATIONS[kind](chance, *chance.choice(places))
        if len(json.dumps(raw)) <= BODY_MAX_BYTES:  # the platform sends nothing longer
            yield Mutant(raw, seed, number, kinds)
            number += 1


def _drop(chance: random.Random, holder: Any, key: Any) -> None:
    del holder[key]


def _none(chance: random.Random, holder: Any, key: Any) -> None:
    holder[key] = None


def _other_type(chance: random.Random, holder: Any, key: Any) -> None:
    holder[key] = chance.choice(
        [True, False, "x", 7, 1.5, [], {}, [holder[key]], {"id": holder[key]}, str(holder[key])]
    )


def _bool_for_int(chance: random.Random, holder: Any, key: Any) -> None:
    numbers = [(one, at) for one, at in _places(holder) if type(one[at]) is int] or [(holder, key)]
    one, at = chance.choice(numbers)
    one[at] = chance.random() < 0.5


def _odd_number(chance: random.Random, holder: Any, key: Any) -> None:
    holder[key] = chance.choice(ODD_NUMBERS)


def _odd_text(chance: random.Random, holder: Any, key: Any) -> None:
    holder[key] = chance.choice(ODD_TEXTS)


def _four_bytes(chance: random.Random, holder: Any, key: Any) -> None:
    holder[key] = chance.choice("𠮷🍄👨‍👩‍👧") * chance.choice([1, 64, LONG])


def _nested(chance: random.Random, holder: Any, key: Any) -> None:
    for _ in range(NESTED):
        holder[key] = [holder[key]] if chance.random() < 0.5 else {"message": holder[key]}


def _repeated(chance: random.Random, holder: Any, key: Any) -> None:
    holder[key] = [copy.deepcopy(holder[key]) for _ in range(chance.choice([2, 300]))]


def _moved(chance: random.Random, holder: Any, key: Any) -> None:
    """A part of another update in its place."""
    other, at = chance.choice(list(_places(chance.choice(SAMPLES))))
    holder[key] = copy.deepcopy(other[at])


def _surplus(chance: random.Random, holder: Any, key: Any) -> None:
    if isinstance(holder, dict):
        holder[chance.choice(["id", "from", "chat", "type", "date", "\ud800", "", "x" * 200])] = copy.deepcopy(
            holder[key]
        )


MUTATIONS: Mapping[str, Callable[[random.Random, Any, Any], None]] = {
    "dropped": _drop,
    "null": _none,
    "another type": _other_type,
    "bool for int": _bool_for_int,
    "odd number": _odd_number,
    "odd text": _odd_text,
    "four-byte text": _four_bytes,
    "deep nesting": _nested,
    "repeated": _repeated,
    "of another update": _moved,
    "surplus": _surplus,
}


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _with(known: Mapping[Any, Any], value: Any) -> Any:
    match value:
        case dict():
            return {key: _with(known, one) for key, one in value.items()}
        case list():
            return [_with(known, one) for one in value]
        case bool():
            return value
        case str():
            for old, new in known.items():
                value = value.replace(old, new) if isinstance(old, str) else value
            return value
        case _:
            return known.get(value, value)
