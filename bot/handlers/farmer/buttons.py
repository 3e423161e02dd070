"""What a farmer's buttons carry.  An admin who answers for a farm presses the same ones."""

from dataclasses import dataclass

from bot.buttons import Button


@dataclass(frozen=True, slots=True)
class SayYes(Button, verb="yes"):
    parcel_id: int


@dataclass(frozen=True, slots=True)
class SayLess(Button, verb="less"):
    """Ask how much there is: of the parcel's one line, or of which line."""

    parcel_id: int


@dataclass(frozen=True, slots=True)
class LessOfLine(Button, verb="lessline"):
    parcel_id: int
    line_id: int


@dataclass(frozen=True, slots=True)
class SendLess(Button, verb="lesssend"):
    """The filled card of a parcel with several lines: what stands in the open question is the answer."""

    parcel_id: int


@dataclass(frozen=True, slots=True)
class SayNo(Button, verb="no"):
    parcel_id: int


@dataclass(frozen=True, slots=True)
class ShowAlert(Button, verb="alert"):
    """Back from a question to the alert as it stands."""

    parcel_id: int


@dataclass(frozen=True, slots=True)
class SayYesToAll(Button, verb="yesall"):
    """Every open alert of one message; named by its first notice."""

    notice_id: int


@dataclass(frozen=True, slots=True)
class SaySoldOut(Button, verb="soldout"):
    product_id: int


@dataclass(frozen=True, slots=True)
class AnswerTest(Button, verb="test"):
    """The answer to a test alert: alerts reach this farm, so it may go on sale."""

    farm_id: int


@dataclass(frozen=True, slots=True)
class ShowToday(Button, verb="today"):
    """What is to be packed for the next collection."""


@dataclass(frozen=True, slots=True)
class PackedToday(Button, verb="packed"):
    """Packed, from the packing list."""

    parcel_id: int


@dataclass(frozen=True, slots=True)
class UnpackToday(Button, verb="unpacked"):
    """Not packed after all: the undoing of a slip of the thumb."""

    parcel_id: int
