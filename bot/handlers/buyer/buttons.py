"""What a buyer's buttons carry.  Verbs are short and never change meaning: old messages keep them for years."""

from dataclasses import dataclass
from enum import StrEnum

from bot.buttons import Button


@dataclass(frozen=True, slots=True)
class OpenShop(Button, verb="shop"):
    """The first screen: best sellers, and the ways on."""


@dataclass(frozen=True, slots=True)
class OpenAllGoods(Button, verb="goods"):
    """The shelves."""


@dataclass(frozen=True, slots=True)
class OpenShelf(Button, verb="shelf"):
    """One shelf.  Pages count from 1; one beyond the last shows the last."""

    category_id: int
    page: int


@dataclass(frozen=True, slots=True)
class OpenSpecial(Button, verb="special"):
    """A shelf that fills itself: "new" or "season"."""

    name: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowPictures(Button, verb="pictures"):
    """The pictures of one page of a shelf, at once."""

    category_id: int
    page: int


@dataclass(frozen=True, slots=True)
class MorePhotos(Button, verb="photos"):
    """All pictures of one product, at once."""

    product_id: int


@dataclass(frozen=True, slots=True)
class PlayClip(Button, verb="clip"):
    """The recording of one product."""

    product_id: int


@dataclass(frozen=True, slots=True)
class OpenProduct(Button, verb="product"):
    product_id: int


@dataclass(frozen=True, slots=True)
class AskAmount(Button, verb="amount"):
    """ "Other amount": the next words are the amount."""

    offer_id: int


@dataclass(frozen=True, slots=True)
class PutAmount(Button, verb="put"):
    """The basket holds exactly so much of it from now on, so a second tap changes nothing.  0 takes it out."""

    offer_id: int
    quantity: int  # base units


class Where(StrEnum):
    """The card on which an amount is stepped."""

    BASKET = "basket"
    LINE = "line"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class StepAmount(Button, verb="step"):
    """As PutAmount, but the card on which it was tapped stays; `was` is what Undo puts back after the last step."""

    offer_id: int
    quantity: int  # base units
    was: int  # base units
    where: str  # a `Where`


@dataclass(frozen=True, slots=True)
class OpenBasket(Button, verb="basket"):
    pass


@dataclass(frozen=True, slots=True)
class EmptyBasket(Button, verb="empty"):
    """Take out all that was in that version of the basket."""

    basket_id: int
    version: int


@dataclass(frozen=True, slots=True)
class ChangeBasket(Button, verb="change"):
    """Which line to change."""

    page: int


@dataclass(frozen=True, slots=True)
class ChangeLine(Button, verb="line"):
    offer_id: int


@dataclass(frozen=True, slots=True)
class OpenPoints(Button, verb="points"):
    page: int


@dataclass(frozen=True, slots=True)
class ChoosePoint(Button, verb="point"):
    point_id: int


@dataclass(frozen=True, slots=True)
class OpenCourier(Button, verb="courier"):
    """To which address the courier is to bring it."""


@dataclass(frozen=True, slots=True)
class UseAddress(Button, verb="address"):
    address_id: int


@dataclass(frozen=True, slots=True)
class BringHere(Button, verb="here"):
    """To the place that was shared: degrees, in hundred-thousandths."""

    latitude: int
    longitude: int


@dataclass(frozen=True, slots=True)
class ForgetAddress(Button, verb="forget"):
    """0: ask which one."""

    address_id: int


@dataclass(frozen=True, slots=True)
class StartReview(Button, verb="review"):
    """Hold the goods and show what Confirm would order."""


@dataclass(frozen=True, slots=True)
class TakeWhatIsLeft(Button, verb="fit"):
    """Take out of the basket what is gone, lower what is short, and review the rest."""


@dataclass(frozen=True, slots=True)
class OpenDetails(Button, verb="details"):
    """What is said with an order beside its goods."""


@dataclass(frozen=True, slots=True)
class AskDetail(Button, verb="detail"):
    """Ask for one of them: "phone", "note" or "name"."""

    which: str


@dataclass(frozen=True, slots=True)
class ClearDetail(Button, verb="no-detail"):
    """Take one of them back."""

    which: str


@dataclass(frozen=True, slots=True)
class LetFarmersCall(Button, verb="call"):
    """`may` is 1 to let the farmers of this order see the buyer's phone, and 0 not to."""

    may: int


@dataclass(frozen=True, slots=True)
class CollectAsBefore(Button, verb="for"):
    """Let it be collected under the name of an earlier order: names do not stand in buttons."""

    order_id: int


@dataclass(frozen=True, slots=True)
class OpenIfShort(Button, verb="short"):
    """What is to be done where a farm has less of something; `offer_id` 0: of which line, from page `page` on."""

    offer_id: int
    page: int


@dataclass(frozen=True, slots=True)
class SetIfShort(Button, verb="if-short"):
    offer_id: int
    how: str  # orders.models.IfShort


@dataclass(frozen=True, slots=True)
class TakeInstead(Button, verb="instead"):
    """Put into the basket what another farm has of what is missing of an order's line, and review it."""

    order_id: int
    line_id: int


@dataclass(frozen=True, slots=True)
class ConfirmOrder(Button, verb="confirm"):
    """Order what that version of the basket showed."""

    order_id: int
    version: int


@dataclass(frozen=True, slots=True)
class AddToOrder(Button, verb="add"):
    """Add what that version of the basket showed to an order, as its addition of that number."""

    basket_id: int
    version: int
    order_id: int
    number: int


@dataclass(frozen=True, slots=True)
class RepeatOrder(Button, verb="repeat"):
    """Put the goods of an earlier order into the basket, hold them, and show what Confirm would order."""

    order_id: int


@dataclass(frozen=True, slots=True)
class OpenMyOrders(Button, verb="mine"):
    page: int


@dataclass(frozen=True, slots=True)
class OpenMyOrder(Button, verb="my-order"):
    order_id: int


@dataclass(frozen=True, slots=True)
class DrawReceipt(Button, verb="paper"):
    """An order's receipt as a document."""

    order_id: int


@dataclass(frozen=True, slots=True)
class OpenRating(Button, verb="stars"):
    """How many stars one line is to get; `line_id` 0: which of them, from page `page` on."""

    order_id: int
    line_id: int
    page: int


@dataclass(frozen=True, slots=True)
class RateLine(Button, verb="rate"):
    """So many stars for one line, whatever it had before: a second tap changes nothing."""

    order_id: int
    line_id: int
    stars: int


@dataclass(frozen=True, slots=True)
class CancelMyOrder(Button, verb="cancel"):
    """`sure` is 1 on the button of the question whether to cancel really."""

    order_id: int
    sure: int


@dataclass(frozen=True, slots=True)
class WaitFor(Button, verb="wait"):
    """Wait in line for so much of it.  0: only to be told when it is back."""

    product_id: int
    quantity: int  # base units


@dataclass(frozen=True, slots=True)
class OpenWaits(Button, verb="waits"):
    page: int


@dataclass(frozen=True, slots=True)
class CancelWait(Button, verb="unwait"):
    wish_id: int


@dataclass(frozen=True, slots=True)
class ShowOffer(Button, verb="offer"):
    """The offer that was made to a wish, as it stands."""

    wish_id: int


@dataclass(frozen=True, slots=True)
class TakeOffer(Button, verb="take"):
    hold_id: int


@dataclass(frozen=True, slots=True)
class DeclineOffer(Button, verb="leave"):
    hold_id: int


@dataclass(frozen=True, slots=True)
class KeepWaiting(Button, verb="wait-on"):
    """Leave a part to the others, and wait until all of it is there."""

    hold_id: int


@dataclass(frozen=True, slots=True)
class SetFavourite(Button, verb="fav"):
    """`starred` is 1 to make it a favourite and 0 to make it none, so that a second tap changes nothing."""

    product_id: int
    starred: int


@dataclass(frozen=True, slots=True)
class OpenFavourites(Button, verb="favs"):
    page: int


@dataclass(frozen=True, slots=True)
class ShareLink(Button, verb="share"):
    """`target`: what the link shall open, as links name it ("p_12"); empty for the shop itself."""

    target: str


@dataclass(frozen=True, slots=True)
class OpenLanguages(Button, verb="languages"):
    pass


@dataclass(frozen=True, slots=True)
class SetLanguage(Button, verb="language"):
    code: str


@dataclass(frozen=True, slots=True)
class AskPerson(Button, verb="person"):
    """A word with a human being: the next words go to the coordinator."""


@dataclass(frozen=True, slots=True)
class OrderTyped(Button, verb="order-typed"):
    """What was typed for a person is an order; the words stand in the open question."""


@dataclass(frozen=True, slots=True)
class SendTyped(Button, verb="send-typed"):
    """What was typed for a person is a message, although it reads like an order."""
