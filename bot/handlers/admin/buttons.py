"""What an admin's buttons carry.

A preview's Apply carries what was previewed, so that it can be pressed after a restart.
"""

from dataclasses import dataclass

from bot.buttons import Button


@dataclass(frozen=True, slots=True)
class PreviewStock(Button, verb="stockpre"):
    """One of several products that fit a name; the amount that was typed is kept.

    `op` is "+", "-" or "=", or "?" where none was typed.
    """

    product_id: int
    op: str
    words: str


@dataclass(frozen=True, slots=True)
class ApplyStock(Button, verb="stock"):
    """`seen`: what was there in all when it was previewed; "=" is applied to that only.  Base units.

    `previewed_at`: epoch seconds; a second tap on the same preview changes nothing more.
    """

    product_id: int
    op: str
    quantity: int
    seen: int
    previewed_at: int


@dataclass(frozen=True, slots=True)
class ShowStock(Button, verb="stocklist"):
    """A page of the stock list."""

    page: int


@dataclass(frozen=True, slots=True)
class OpenStock(Button, verb="stockof"):
    """One product's stock."""

    product_id: int


@dataclass(frozen=True, slots=True)
class OpenPrice(Button, verb="priceof"):
    """One product's price, and the question for a new one."""

    product_id: int


@dataclass(frozen=True, slots=True)
class PreviewPrice(Button, verb="pricepre"):
    product_id: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class ApplyPrice(Button, verb="price"):
    """`seen_minor`: the price when it was previewed."""

    product_id: int
    price_minor: int
    seen_minor: int


@dataclass(frozen=True, slots=True)
class PreviewHidden(Button, verb="hidepre"):
    """`hidden`: 1 takes it off the shelf, 0 puts it back."""

    product_id: int
    hidden: int


@dataclass(frozen=True, slots=True)
class ApplyHidden(Button, verb="hide"):
    product_id: int
    hidden: int


@dataclass(frozen=True, slots=True)
class PreviewSeason(Button, verb="seasonpre"):
    """Months, 1 to 12; 0 and 0: it has no season."""

    product_id: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ApplySeason(Button, verb="season"):
    """`seen_first`, `seen_last`: what the season was when it was previewed, written the same way."""

    product_id: int
    first: int
    last: int
    seen_first: int
    seen_last: int


@dataclass(frozen=True, slots=True)
class UndoChange(Button, verb="undo"):
    audit_id: int


@dataclass(frozen=True, slots=True)
class Discard(Button, verb="discard"):
    """A preview that is not wanted after all."""


@dataclass(frozen=True, slots=True)
class PreviewPost(Button, verb="postpre"):
    """Show a product as it would stand in a group or channel; `language` empty: in that chat's own."""

    product_id: int
    language: str


@dataclass(frozen=True, slots=True)
class OpenPostLanguages(Button, verb="postlang"):
    """In which language to post a product."""

    product_id: int


@dataclass(frozen=True, slots=True)
class PostOffer(Button, verb="post"):
    """Show a product in a chat (an identity).

    `previewed_at`: epoch seconds; a second tap on the same preview posts nothing more.
    """

    product_id: int
    identity_id: int
    language: str
    previewed_at: int


@dataclass(frozen=True, slots=True)
class AnswerSetup(Button, verb="setup"):
    """An answer to a question of the setup that needs no typing.  `value` is as it would be typed, without colons."""

    step: str
    value: str


@dataclass(frozen=True, slots=True)
class SendTestAlert(Button, verb="testalert"):
    farm_id: int


@dataclass(frozen=True, slots=True)
class AskSetting(Button, verb="setting"):
    """Change one of the rules that an owner may change."""

    key: str


@dataclass(frozen=True, slots=True)
class ApplySetting(Button, verb="setapply"):
    """`value`: minutes, "17.00", or "21.00-06.00"; `seen`: what it was when it was previewed, written the same way."""

    key: str
    value: str
    seen: str


@dataclass(frozen=True, slots=True)
class AskCourier(Button, verb="feeask"):
    """Change what the courier costs ("fees"), or from which sum on he drives ("minimum")."""

    what: str


@dataclass(frozen=True, slots=True)
class PreviewCourier(Button, verb="feepre"):
    """`drives`: 1 lets the courier drive, 0 does not."""

    drives: int


@dataclass(frozen=True, slots=True)
class ApplyCourier(Button, verb="feeset"):
    """`previewed_at`: epoch seconds; what was previewed then is kept with the open question."""

    previewed_at: int


@dataclass(frozen=True, slots=True)
class ShowPoints(Button, verb="pointlist"):
    page: int


@dataclass(frozen=True, slots=True)
class OpenPoint(Button, verb="pointof"):
    """One pickup point, and what may be changed of it."""

    point_id: int


@dataclass(frozen=True, slots=True)
class AskHours(Button, verb="pointask"):
    point_id: int


@dataclass(frozen=True, slots=True)
class PreviewPoint(Button, verb="pointpre"):
    """`closed`: 1 closes it for now, 0 opens it again."""

    point_id: int
    closed: int


@dataclass(frozen=True, slots=True)
class ApplyPoint(Button, verb="pointset"):
    """`hours`: "08.30-18.00"; `seen` and `was_closed`: as it was when it was previewed."""

    point_id: int
    hours: str
    closed: int
    seen: str
    was_closed: int


@dataclass(frozen=True, slots=True)
class OpenWeekdays(Button, verb="weekdays"):
    """On which weekdays orders are collected."""


@dataclass(frozen=True, slots=True)
class PreviewWeekday(Button, verb="weekday"):
    """The other way than it is now; Monday is 0."""

    day: int


@dataclass(frozen=True, slots=True)
class AskHolidays(Button, verb="holidays"):
    pass


@dataclass(frozen=True, slots=True)
class ApplyDays(Button, verb="dayset"):
    """`previewed_at`: epoch seconds; what was previewed then is kept with the open question."""

    previewed_at: int


@dataclass(frozen=True, slots=True)
class InviteFarmer(Button, verb="invite"):
    farm_id: int


@dataclass(frozen=True, slots=True)
class JoinAccount(Button, verb="join"):
    """`code`: of the link that somebody made for their own other phone, and that was opened here."""

    code: str


@dataclass(frozen=True, slots=True)
class RevokeInvite(Button, verb="revoke"):
    invite_id: int


@dataclass(frozen=True, slots=True)
class ShowOrders(Button, verb="desk"):
    """A page of the orders that are not ended."""

    page: int


@dataclass(frozen=True, slots=True)
class ShowOrder(Button, verb="deskorder"):
    order_id: int


@dataclass(frozen=True, slots=True)
class CancelParcel(Button, verb="drop"):
    """Take one farm's share out of an order; `sure` is 1 on the button of the question whether to do so really."""

    parcel_id: int
    sure: int


@dataclass(frozen=True, slots=True)
class ShowPhone(Button, verb="phone"):
    """The whole phone number of an order's buyer."""

    order_id: int


@dataclass(frozen=True, slots=True)
class MoveParcel(Button, verb="parcel"):
    """`event`: "pack", "arrive", "collect", and their undoing "unpack", "depart", "uncollect"."""

    parcel_id: int
    event: str


@dataclass(frozen=True, slots=True)
class ShowPhrases(Button, verb="words"):
    """A page of what buyers typed and nobody understood."""

    page: int


@dataclass(frozen=True, slots=True)
class OpenPhrase(Button, verb="wordof"):
    """One of them, and the goods that it may mean."""

    phrase_id: int


@dataclass(frozen=True, slots=True)
class MakeAlias(Button, verb="wordis"):
    """Let it be a name of some goods."""

    phrase_id: int
    product_id: int


@dataclass(frozen=True, slots=True)
class NameGoods(Button, verb="wordask"):
    """It means other goods, whose name is to be typed."""

    phrase_id: int


@dataclass(frozen=True, slots=True)
class PutPhraseAside(Button, verb="wordnot"):
    """It means no goods."""

    phrase_id: int


@dataclass(frozen=True, slots=True)
class PhotosOf(Button, verb="photosof"):
    """The pictures of a product, also of one that was named too shortly."""

    product_id: int


@dataclass(frozen=True, slots=True)
class ApplyPhotos(Button, verb="photosadd"):
    """Add so many pictures, which are kept with the open question."""

    product_id: int
    count: int


@dataclass(frozen=True, slots=True)
class OpenPhoto(Button, verb="photo"):
    """One of a product's pictures."""

    product_id: int
    media_id: int


@dataclass(frozen=True, slots=True)
class PutPhotoFirst(Button, verb="photofirst"):
    """It stands on the card."""

    product_id: int
    media_id: int


@dataclass(frozen=True, slots=True)
class RemovePhoto(Button, verb="photodrop"):
    product_id: int
    media_id: int


@dataclass(frozen=True, slots=True)
class ClipOf(Button, verb="clipof"):
    """The clip of a product, also of one that was named too shortly."""

    product_id: int


@dataclass(frozen=True, slots=True)
class ApplyClip(Button, verb="clipadd"):
    """Hang up the recording that is kept with the open question, if it is this one (`mark`)."""

    product_id: int
    mark: int


@dataclass(frozen=True, slots=True)
class RemoveClip(Button, verb="clipdrop"):
    product_id: int
    media_id: int
