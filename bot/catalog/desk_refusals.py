"""What the desk cannot do, as facts; `bot.handlers.admin.refusals` writes the sentences."""

from enum import StrEnum

from bot.refusals import Refusal


class Problem(StrEnum):
    """Why a command of an admin cannot be read."""

    NO_PRODUCT = "no_product"
    NO_AMOUNT = "no_amount"
    TWO_SIGNS = "two_signs"
    SEVERAL_LINES = "several_lines"
    TOO_LONG = "too_long"
    TOO_MUCH = "too_much"
    NO_MONTHS = "no_months"


class PhotoOfWhat(Refusal):
    """A picture came, and nobody said of which product it is."""


class ClipProblem(StrEnum):
    """Why a recording cannot be a clip."""

    KIND = "kind"
    TOO_LONG = "too_long"
    TOO_BIG = "too_big"


class BadClip(Refusal):
    """A recording that is too long, too big, or of a kind that not every phone plays."""

    def __init__(self, problem: ClipProblem, seconds: int = 0) -> None:
        super().__init__(f"{problem}: {seconds} s")
        self.problem = problem
        self.seconds = seconds


class BadCommand(Refusal):
    """A command that cannot be read; `command` is its name, so that the answer can say what to type."""

    def __init__(self, command: str, problem: Problem) -> None:
        super().__init__(f"/{command}: {problem}")
        self.command = command
        self.problem = problem


class NoStockRow(Refusal):
    """The product has no open lot, or is not offered in the shop: there is nothing to count or to price."""

    def __init__(self, product_id: int) -> None:
        super().__init__(f"product {product_id}")
        self.product_id = product_id


class MoreThanThere(Refusal):
    """More would be taken off than is there, sold and promised together; base units."""

    def __init__(self, product_id: int, wanted: int, there: int) -> None:
        super().__init__(f"product {product_id}: {wanted} of {there}")
        self.product_id = product_id
        self.wanted = wanted
        self.there = there


class StockMoved(Refusal):
    """What is there has changed since the preview, or the preview is old; look at a fresh one first."""

    def __init__(self, product_id: int, sign: str, quantity: int) -> None:
        super().__init__(f"product {product_id}: {sign}{quantity}")
        self.product_id = product_id
        self.sign = sign
        self.quantity = quantity


class PriceMoved(Refusal):
    """The price has changed since the preview, or the preview is old; minor units."""

    def __init__(self, product_id: int, price_minor: int) -> None:
        super().__init__(f"product {product_id}: {price_minor}")
        self.product_id = product_id
        self.price_minor = price_minor


class UndoTooLate(Refusal):
    """A change can be undone for some minutes only."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"after {minutes} min")
        self.minutes = minutes


class AlreadyUndone(Refusal):
    """It was undone before, by an earlier tap or by somebody else."""


class ChangedSince(Refusal):
    """The value that the change set is no longer the one there is, so the old one must not come back."""


class PromisedInTheWay(Refusal):
    """Undoing would leave less than what has been promised since; base units."""

    def __init__(self, product_id: int, promised: int, left: int) -> None:
        super().__init__(f"product {product_id}: {promised} promised, {left} would be left")
        self.product_id = product_id
        self.promised = promised
        self.left = left


class WhyNoName(StrEnum):
    """Why a phrase cannot become a name of some goods."""

    NAME = "name"  # goods are called so already
    SHARED = "shared"  # it stands in the names of other goods
    SHELF = "shelf"  # a shelf is called so
    ORDER_WORD = "order_word"  # orders are written with it: kilo, two, please
    GLOBAL_WORD = "global_word"  # it means the same at any moment: menu, stop


class CannotBeName(Refusal):
    """A phrase means something already; `product_ids`: the goods that it means or is a part of."""

    def __init__(self, words: str, why: WhyNoName, product_ids: tuple[int, ...] = ()) -> None:
        super().__init__(f"{why}: {len(product_ids)} products")
        self.words = words
        self.why = why
        self.product_ids = product_ids


class BadSetting(Refusal):
    """A value that a setting does not take; `key` says what to type instead."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key
