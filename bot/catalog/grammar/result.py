"""What was understood of a message."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bot.catalog.amounts import AmountProblem
from bot.catalog.snapshot import Item


class Ask(StrEnum):
    """What has to be asked before anything is ordered."""

    WHICH = "which"  # several goods go by that name
    AMOUNT = "amount"  # vague, a range, two amounts, none that the goods are counted in
    SHARED = "shared"  # one amount behind several goods
    WORDS = "words"  # words that we do not know beside goods that we do
    NOT_SOLD = "not_sold"  # something that is not sold here beside goods that are


@dataclass(frozen=True, slots=True)
class Wanted:
    """So much of a product, in its base units; `said`: the amount was, else it is the smallest pack."""

    item: Item
    quantity: int
    said: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """Everything was read.  Each product is there once."""

    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Something has to be asked about; what was read beside it stands in `wanted`."""

    ask: Ask
    candidates: tuple[Item, ...]  # the goods that it is about
    words: str  # what it is about, as it was read
    wanted: tuple[Wanted, ...] = ()
    choices: tuple[Wanted, ...] = ()  # of the candidates, those that the amount fits which was typed
    problem: AmountProblem | None = None  # with the amount of the only candidate
    two: tuple[Decimal, Decimal] | None = None  # what the only number may mean: 1,500


@dataclass(frozen=True, slots=True)
class Nothing:
    """No order: a question, a refusal, a complaint, a greeting, or goods that are not sold here."""


Understood = Order | Question | Nothing
