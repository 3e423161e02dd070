"""Chinese numerals as people type them in an order.  Pure."""

from decimal import Decimal

NUMERALS = "零〇一二两俩三仨四五六七八九十廿卅百千"

_DIGITS = {
    c: n for n, chars in enumerate(("零〇", "一", "二两俩", "三仨", "四", "五", "六", "七", "八", "九")) for c in chars
}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_TWO_OF = "两俩"  # "two of something": alone, or before 百 and 千; 十两 is ten liang


class NotANumeral(ValueError):
    """These characters are no numeral."""


class TwoNumerals(NotANumeral):
    """Digits side by side, as in 三四斤: "three or four"."""


def read_numeral(word: str) -> Decimal:
    """Read 三, 十二, 一百零五, 两千; 两百五 is 250, as it is said, and 二百零五 is 205.

    Raises:
        NotANumeral: it is none.
        TwoNumerals: it names two numbers at once.
    """
    word = word.replace("廿", "二十").replace("卅", "三十")
    if not word or (word[0] in _STEPS and word[0] != "十"):
        raise NotANumeral(word)
    total, digit, lowest, skipped = 0, None, 10_000, False
    for at, character in enumerate(word):
        if (step := _STEPS.get(character)) is not None:
            if step >= lowest or digit == 0:
                raise NotANumeral(word)
            total += (1 if digit is None else digit) * step
            digit, lowest, skipped = None, step, False
        elif character in "零〇" and 0 < at < len(word) - 1 and digit is None:
            skipped = True
        elif (value := _DIGITS.get(character)) is not None:
            _refuse_two(word, at, digit)
            digit = value
        else:
            raise NotANumeral(word)
    # Said in short: the digit after a hundred counts tens, unless a zero was said.
    tail = (digit or 0) * (lowest // 10 if total and lowest >= 100 and not skipped else 1)
    return Decimal(total + tail)


def _refuse_two(word: str, at: int, before: int | None) -> None:
    if before is not None:
        raise TwoNumerals(word)
    if word[at] in _TWO_OF and len(word) > 1 and word[at + 1 : at + 2] not in ("百", "千"):
        # 一两 is no number, and 两三 is two of them.
        raise TwoNumerals(word) if at == 0 else NotANumeral(word)
