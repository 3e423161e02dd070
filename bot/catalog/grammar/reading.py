"""Reads what people type as an order: several goods, with their amounts, in any of the languages.  Pure.

Nothing is guessed: what could mean two things becomes a question, and a word that we do not know does too.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from bot.catalog.amount_parts import Part
from bot.catalog.amounts import AmountProblem, BadAmount, counted
from bot.catalog.grammar.asked_first import with_order_behind
from bot.catalog.grammar.elements import BREAKS, NEUTRAL, Element, Mark, kind_at, past
from bot.catalog.grammar.grouping import Amount, Gap, Goods, Group, Row, in_unit_of, part_into_groups, shares_amount
from bot.catalog.grammar.kept import with_what_is_clear
from bot.catalog.grammar.left_out import says_of_what_kind, with_amounts_made_clear, with_units_again
from bot.catalog.grammar.lexicon import WORDY, Kind
from bot.catalog.grammar.lines import plain_lines
from bot.catalog.grammar.mistaken import mistaken
from bot.catalog.grammar.prices import without_prices
from bot.catalog.grammar.refused import Scope, without_refusals
from bot.catalog.grammar.result import Ask, Nothing, Order, Question, Understood, Wanted
from bot.catalog.grammar.retold import (
    with_what_is_used_up,
    without_habits,
    without_headings,
    without_praise,
    without_totals,
)
from bot.catalog.grammar.rows import merged, row_of
from bot.catalog.grammar.scope import (
    begins_asking,
    clauses,
    part_of_names,
    sentences,
    unaccounted,
    with_articles,
    with_likings,
    without_purposes,
    without_questions,
    without_tags,
    without_vocatives,
)
from bot.catalog.grammar.shop import Shop, shop_of
from bot.catalog.grammar.tokens import is_chinese, texts_of
from bot.catalog.models import Dimension, UnitDimension
from bot.catalog.numbers import NotANumber
from bot.catalog.snapshot import Catalogue, Item, UnitFacts
from bot.i18n import Language

WORDS_MAX = 600  # characters of a message; more is a letter
MANY = 20  # packs; whoever types more behind an amount in grams means grams
# Where the kind of goods stands behind them; elsewhere an unknown word there makes others of them: apple turnovers.
KIND_BEHIND = ("es", "ar")
HUGE = 100  # packs; whoever types more, of what is measured and without a unit, may mean grams as well


@lru_cache(maxsize=1)  # a turn may ask twice: whether an answer names goods, and then which
def read_order(words: str, catalogue: Catalogue, language: Language) -> Understood:
    """Read a message as an order of what is on sale now."""
    shop = shop_of(catalogue)
    elements = elements_of(words, catalogue, language)
    reading = _Reading(shop, catalogue, language)
    match reading.read(elements):
        case Order() as order:
            return _doubted(order, words, elements, shop, catalogue)
        case Question() as question:
            return with_what_is_clear(question, elements, reading.read)
        case nothing:
            return nothing


def elements_of(words: str, catalogue: Catalogue, language: Language) -> list[Element]:
    """Cut a message into what it is made of; none: it is a letter, or holds a number that nobody can read."""
    if len(words) > WORDS_MAX:
        return []
    shop = shop_of(catalogue)
    try:
        return shop.cutter(language.code).cut(shop.speller.corrected(plain_lines(words)))
    except NotANumber:
        return []


def _doubted(order: Order, words: str, elements: Sequence[Element], shop: Shop, catalogue: Catalogue) -> Understood:
    """Ask instead, where a word may be a slip of one that makes other goods of it."""
    goods = {word for each in elements if each.kind is Mark.PRODUCT for word in each.text.split()}
    ordered = {each.item.product_id: each.item for each in order.wanted}
    named = {id_ for each in elements if each.sight and each.sight.whole for id_ in each.sight.ids}
    found = mistaken(plain_lines(words), goods, named, shop.index)
    sold = [catalogue.items[id_] for id_ in sorted(found[1])] if found else []
    others = [item for item in sold if catalogue.on_sale(item)]
    return Question(Ask.WORDS, (*others, *ordered.values()), found[0]) if found and others else order


class _Reading:
    def __init__(self, shop: Shop, catalogue: Catalogue, language: Language) -> None:
        self._shop = shop
        self._catalogue = catalogue
        self._kind_behind = language.code in KIND_BEHIND

    def read(self, elements: list[Element]) -> Understood:
        elements = part_of_names(elements, self._shop.products.lengthens)
        elements = without_praise(without_headings(without_totals(with_what_is_used_up(elements))))
        elements = without_habits(with_amounts_made_clear(with_units_again(elements)))
        elements = without_vocatives(with_likings(with_articles(without_tags(elements))))
        if not self._goods(elements):
            return self._part_of_a_name(elements)
        elements = without_questions(with_order_behind(elements))
        if self._is_no_order(elements):
            return Nothing()
        elements = without_purposes(without_prices(elements))
        scope = without_refusals(elements)
        if scope is None:
            return self._question(Ask.WORDS, elements)
        if not self._goods(scope.elements):
            return Nothing()
        if (doubt := self._doubt(scope)) is not None:
            return doubt
        return self._order(scope)

    def _part_of_a_name(self, elements: Sequence[Element]) -> Understood:
        """Ask which goods are meant by a quality alone that some are called by: a kilo of the red ones."""
        kinds = {each.kind for each in elements}
        if Mark.AMOUNT in kinds and kinds <= {*NEUTRAL, *BREAKS, Mark.AMOUNT, Kind.ORDER}:
            for element in elements:
                words = element.text.removesuffix(" 的").split() if element.kind is Kind.QUALITY else []
                sights = self._shop.products.sights(words) if len(words) == 1 else ()
                for sight, _ in sights:
                    items = tuple(self._catalogue.items[id_] for id_ in sight.ids)
                    return Question(Ask.WHICH, items, element.text)
        return Nothing()

    def _is_no_order(self, elements: Sequence[Element]) -> bool:
        """Say whether it asks, tells or takes back, whatever it names."""
        kinds = {each.kind for each in elements}
        if Kind.QUESTION in kinds or any(begins_asking(sentence) for sentence in sentences(elements)):
            return True
        if kinds & {Kind.TOLD, Kind.CANCEL}:
            clear = [clause for clause in clauses(elements) if _is_clear(clause)]
            if Kind.CANCEL in kinds:
                clear = [clause for clause in clear if any(each.kind is Kind.ORDER for each in clause)]
            return not clear
        return Kind.ASKS in kinds and Kind.ORDER not in kinds and Mark.AMOUNT not in kinds

    def _doubt(self, scope: Scope) -> Understood | None:
        """Give the question or the nothing that stands in the way of an order."""
        elements = scope.elements
        kinds = {each.kind for each in elements}
        strange = unaccounted(elements)
        if strange:
            told = all(each.kind is Mark.UNKNOWN for each in strange) and not kinds & {Mark.AMOUNT, Kind.ORDER}
            if told and len(strange) > 1:
                return Nothing()
            sold = all(each.kind is Mark.UNKNOWN for each in strange)
            if not (sold and self._kind_behind and Mark.AMOUNT in kinds) and not self._stands_alone(elements, strange):
                return Nothing()
            words = " ".join(each.text for each in strange)
            return self._question(Ask.WORDS if sold else Ask.NOT_SOLD, elements, words)
        if kinds & {Kind.TOLD, Kind.CANCEL, Kind.EITHER} or says_of_what_kind(elements):
            return self._question(Ask.WORDS, elements)
        if (
            kinds & {Kind.VAGUE, Mark.UNREADABLE}
            or _is_limited(elements)
            or (Kind.MORE in kinds and Mark.AMOUNT not in kinds)
        ):
            return replace(self._question(Ask.AMOUNT, elements), two=_two_numbers(elements))
        if not kinds & {Mark.AMOUNT, Kind.ORDER} and not all(map(_is_bare, elements)):
            return self._question(Ask.WORDS, elements)  # goods are named, but nothing says that they are wanted
        scenes = [each.kind for each in elements].count(Kind.SCENE)
        if scenes > 1 and not kinds & {Mark.AMOUNT, Kind.ORDER}:
            return Nothing()  # goods in a sentence of people and places, and nothing that asks for them
        if Kind.MONEY in kinds and Mark.AMOUNT not in kinds:
            return self._question(Ask.AMOUNT, elements)
        if Kind.ASKS in kinds and Kind.ORDER not in kinds:
            return self._question(Ask.WORDS, elements)
        return None

    def _stands_alone(self, elements: Sequence[Element], strange: Sequence[Element]) -> bool:
        """Say whether some goods are named by themselves; in "apple pie" none of ours are."""
        for clause in clauses(elements):
            parts: list[list[Element]] = [[]]
            for element in clause:
                if element.kind in (Kind.JOINS, Mark.PLUS):
                    parts.append([])
                parts[-1].append(element)
            for part in parts:
                if self._goods(part) and not any(each in strange for each in part):
                    return True
                if sum(each.kind in (Mark.AMOUNT, Kind.VAGUE) for each in part) > 1:
                    return True
        return False

    def _order(self, scope: Scope) -> Understood:
        things = merged(scope.elements, self._is_container)
        row = row_of(things)
        ways = part_into_groups(row, self._fits)
        if not ways:
            return self._question(Ask.AMOUNT, scope.elements)
        if (goods := self._glued(row)) is not None:
            return self._question(Ask.WORDS, scope.elements, goods)
        if len(ways) > 1 or shares_amount(ways[0]) or self._may_share(ways[0]) or _has_leftover(ways[0]):
            return self._question(Ask.SHARED, scope.elements)
        if (group := self._cut_short(ways[0])) is not None:
            return self._question(Ask.AMOUNT, scope.elements, group.goods.text)
        return self._settled(ways[0], scope)

    def _settled(self, groups: Sequence[Group], scope: Scope) -> Understood:
        wanted: dict[int, Wanted] = {}
        question: Question | None = None
        refused = {id_ for each in scope.refused if each.sight and len(each.sight.ids) == 1 for id_ in each.sight.ids}
        for group in groups:
            items = self._items(group.goods)
            text = f"{group.amount.text} {group.goods.text}" if group.amount else group.goods.text
            if len(items) > 1 or not group.goods.sight.whole:
                question = question or Question(Ask.WHICH, items, group.goods.text, choices=self._each(items, group))
                continue
            try:
                quantity = self._counted(items[0], group.amount, group.goods.sight.pair)
            except BadAmount as bad:
                question = question or Question(Ask.AMOUNT, items, text, problem=bad.problem)
                continue
            before = wanted.get(items[0].product_id)
            if before is not None and not group.replaces:
                quantity += before.quantity
            wanted[items[0].product_id] = Wanted(items[0], quantity, said=group.amount is not None)
        if refused & wanted.keys():
            if not scope.taken_back:
                return self._question(Ask.WORDS, scope.elements)
            wanted = {id_: each for id_, each in wanted.items() if id_ not in refused}
        if question is not None:
            return replace(question, wanted=tuple(wanted.values()))
        return Order(tuple(wanted.values())) if wanted else Nothing()

    def _each(self, items: Sequence[Item], group: Group) -> tuple[Wanted, ...]:
        """Give what would be ordered of each of these goods, where an amount was typed that fits them."""
        counted = [(item, self._quantity(item, group.amount)) for item in items if group.amount]
        return tuple(Wanted(item, quantity) for item, quantity in counted if quantity is not None)

    def _quantity(self, item: Item, amount: Amount | None, *, pair: bool = False) -> int | None:
        """Say how much is wanted in base units; None: it has to be asked."""
        try:
            return self._counted(item, amount, pair)
        except BadAmount:
            return None

    def _counted(self, item: Item, amount: Amount | None, pair: bool) -> int:
        vocabulary = self._shop.vocabulary
        if amount is None:
            if pair and item.dimension is not Dimension.PIECE:
                raise BadAmount(AmountProblem.NEEDS_UNIT, item)
            if pair:
                return 2 * item.price_unit
            return min((pack.quantity for pack in item.packs), default=item.price_unit)
        if amount.container and not self._is_sold_in(item, amount.container, amount.factors[0]):
            raise BadAmount(AmountProblem.OTHER_UNIT, item)
        if amount.large and self._has_larger(item, amount.factors[0][0]):
            raise BadAmount(AmountProblem.TWO_AMOUNTS, item)
        if item.dimension is not Dimension.PIECE and _is_huge(amount):
            raise BadAmount(AmountProblem.NEEDS_UNIT, item)
        if any(_is_part(part) for factor in amount.factors for part in factor) and len(amount.factors) == 1:
            piece = item.dimension is Dimension.PIECE
            raise BadAmount(AmountProblem.TOO_PRECISE if piece else AmountProblem.NEEDS_UNIT, item)
        return counted(amount.factors, item, vocabulary)

    def _is_sold_in(self, item: Item, container: str, inside: Sequence[Part]) -> bool:
        """Say whether there is a pack of that name and size."""
        keys = {unit.key for unit in self._shop.vocabulary[container]}
        size = counted((tuple(inside),), item, self._shop.vocabulary)
        return any(pack.quantity == size and (pack.label in keys or "pack" in keys) for pack in item.packs)

    def _has_larger(self, item: Item, packs: Part) -> bool:
        """Say whether there are packs of that name in several sizes."""
        keys = {unit.key for unit in self._units(packs)}
        return sum(pack.label in keys or "pack" in keys for pack in item.packs) > 1

    def _fits(self, goods: Goods, amount: Amount | None) -> bool:
        items = self._items(goods)
        return len(items) > 1 or self._quantity(items[0], amount, pair=goods.sight.pair) is not None

    def _may_share(self, groups: Sequence[Group]) -> bool:
        """Say whether "2 kg of apples and potatoes" may mean that there are two kilograms of them."""
        for one, next_ in pairwise(groups):
            alone = next_.amount is None and not next_.goods.sight.pair  # a pair is an amount by itself: بيضتين
            if one.amount and one.amount_first and alone and next_.gap is Gap.AND:
                units = [part.unit for factor in one.amount.factors for part in factor if part.unit]
                if units and all(self._quantity(item, one.amount) for item in self._items(next_.goods)):
                    return True
        return False

    def _cut_short(self, groups: Sequence[Group]) -> Group | None:
        """Find a number whose unit may be the one before it: garlic 300 g and ginger 200."""
        for one, other in pairwise(groups):
            match one.amount, other.amount:
                case Amount(factors=((Part(unit=str()),),)) as before, Amount(
                    factors=((Part(unit=None) as part,),)
                ) as amount:
                    near = amount.of or other.gap in (Gap.AND, Gap.PLUS) or (part.count >= MANY and not before.packs)
                    if (
                        near
                        and (before.packs or self._is_measured(before))
                        and self._may_be(other.goods, in_unit_of(before, amount), amount)
                    ):
                        return other
        return None

    def _may_be(self, goods: Goods, one: Amount, other: Amount) -> bool:
        """Say whether an amount of these goods may be another one; 1 kg and a pack of it may be the same."""
        return any(
            (quantity := self._quantity(item, one)) is not None and quantity != self._quantity(item, other)
            for item in self._items(goods)
        )

    def _is_measured(self, amount: Amount) -> bool:
        units = [unit for factor in amount.factors for part in factor for unit in self._units(part)]
        return all(unit.dimension in (UnitDimension.MASS, UnitDimension.VOLUME) for unit in units)

    def _units(self, part: Part) -> Sequence[UnitFacts]:
        return self._shop.vocabulary.get(part.unit or "", ())

    def _glued(self, row: Row) -> str | None:
        """Find goods side by side with nothing between, which may be one that we do not know: apple vinegar."""
        for at in range(1, len(row.nodes)):
            one, other = row.nodes[at - 1], row.nodes[at]
            if isinstance(one, Goods) and isinstance(other, Goods) and row.gaps[at] is Gap.NONE:
                each = any(not isinstance(node, (Goods, Amount)) for node in row.nodes)
                if not (each and all(_is_long(goods) for goods in (one, other))):
                    return f"{one.text} {other.text}"
        return None

    def _question(self, ask: Ask, elements: Sequence[Element], words: str = "") -> Question:
        ids = dict.fromkeys(id_ for each in elements if each.sight for id_ in each.sight.ids)
        items = tuple(self._catalogue.items[id_] for id_ in ids)
        return Question(ask, items, words or " ".join(each.text for each in elements if each.kind is Mark.PRODUCT))

    def _goods(self, elements: Sequence[Element]) -> bool:
        return any(each.kind is Mark.PRODUCT for each in elements)

    def _items(self, goods: Goods) -> tuple[Item, ...]:
        return tuple(self._catalogue.items[id_] for id_ in goods.sight.ids)

    def _is_container(self, part: Part) -> bool:
        units = self._units(part)
        return bool(units) and all(unit.dimension is UnitDimension.PACK for unit in units)


def _two_numbers(elements: Sequence[Element]) -> tuple[Decimal, Decimal] | None:
    """Give what the only number may be that can be read in two ways: 1,500."""
    numbers = [
        each.two
        for each in elements
        if each.kind in (Mark.UNREADABLE, Kind.VAGUE) or (each.part is not None and each.part.number is not None)
    ]
    return numbers[0] if len(numbers) == 1 else None


def _is_limited(elements: Sequence[Element]) -> bool:
    """Say whether an amount is said to be the least or the most: up to 3 kg."""
    return any(
        each.kind is Kind.LIMIT and kind_at(elements, past(elements, at + 1, (Kind.POLITE,))) is Mark.AMOUNT
        for at, each in enumerate(elements)
    )


def _is_bare(element: Element) -> bool:
    """Say whether it may stand beside goods that are ordered by their name alone."""
    return element.kind is not Kind.POLITE or tuple(texts_of(element.text)) not in WORDY


def _is_clear(clause: Sequence[Element]) -> bool:
    """Say whether a clause orders something, and does nothing else."""
    kinds = {each.kind for each in clause}
    return {Mark.PRODUCT, Mark.AMOUNT} <= kinds and not kinds & {Kind.TOLD, Kind.CANCEL, Kind.QUESTION}


def _has_leftover(groups: Sequence[Group]) -> bool:
    """Say whether goods without an amount stand right beside goods with one, as in "millet 2 kg chickens"."""
    return any(
        other.gap is Gap.NONE and (one.amount is None) != (other.amount is None) for one, other in pairwise(groups)
    )


def _is_huge(amount: Amount) -> bool:
    """Say whether it is a number without a unit, and too large to be one of packs: ajo 300."""
    match amount.factors:
        case ((Part(unit=None) as alone,),):
            return alone.count >= HUGE
    return False


def _is_part(part: Part) -> bool:
    """Say whether it is a half or a quarter without a unit, in words."""
    return part.unit is None and part.number is not None and part.number < 1


def _is_long(goods: Goods) -> bool:
    return not is_chinese(goods.text.replace(" ", "")) or len(goods.text.replace(" ", "")) > 1
