"""Arabic verbs that ask for goods, with what is written together with them: تحضرلي, ماتحطليش.  Pure."""

from collections.abc import Callable, Iterator

from bot.catalog.grammar.stems import is_arabic

IsOrder = Callable[[str], bool]

VERB_MIN = 2  # letters: حط, هات
_FOR_WHOM = ("ولنا", "ولي", "يلنا", "يلي", "لنا", "لي", "لك", "لو")  # for me, said to one or to several
_WHAT = ("وهم", "وها", "هم", "ها", "ه", "و")
_TO_MANY = ("وا", "ون", "و", "ي")
_YOU = "ت"  # you bring, you put
NOT = ("ما", "وما", "مش", "مو", "مب", "موب", "م")
_NO = ("لا", "ولا")  # a "no" as well, behind which goods may be ordered
_PREFIXES = (("لل", "ال"), ("لل", ""), ("ال", ""), ("ل", ""), ("عال", "ال"), ("عال", ""), ("بال", "ال"), ("بال", ""))
_REST_MIN = 2  # letters
_NOT_BEHIND = "ش"


def asks_for_goods(word: str, is_order: IsOrder) -> bool:
    """Say whether it is a verb that orders, said to anybody and for anybody."""
    return is_arabic(word) and any(map(is_order, _verbs(word)))


def refuses_goods(before: str, word: str, is_order: IsOrder) -> bool:
    """Say whether a "not" and the verb behind it refuse goods: ما تحطليش, لا تجهزلي; but not لا جيبلي."""
    if not is_arabic(word) or not (before in NOT or (before in _NO and word.startswith(_YOU))):
        return False
    bare = word.removesuffix(_NOT_BEHIND) if len(word) > VERB_MIN + 1 else word
    return any(map(is_order, (word, bare, *_verbs(bare))))


def without_prefixes(word: str) -> Iterator[str]:
    """Give what a word is without "the" and "for", which are written together with it: لأم, للمطاعم, الأصناف."""
    for prefix, instead in _PREFIXES if is_arabic(word) else ():
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= _REST_MIN:
            yield instead + rest


def without_not(word: str) -> str | None:
    """Give the verb of a word that its "not" is written together with: ماتحطليش, متجيبش."""
    if word.endswith(_NOT_BEHIND) and word.startswith("م"):
        return word.removeprefix("ما") if word.startswith("ما") else word[1:]
    return None


def _verbs(word: str) -> Iterator[str]:
    """Give what a word may be without what is written together with it."""
    for base in (word, *_without(word, _FOR_WHOM), *_without(word, _WHAT)):
        for bare in (base, *_without(base, _TO_MANY), *_without(base, _FOR_WHOM)):
            if bare != word:
                yield bare
            if bare.startswith(_YOU) and len(bare) > VERB_MIN:
                yield bare[1:]


def _without(word: str, ends: tuple[str, ...]) -> Iterator[str]:
    for end in ends:
        if word.endswith(end) and len(word) - len(end) >= VERB_MIN:
            yield word.removesuffix(end)
