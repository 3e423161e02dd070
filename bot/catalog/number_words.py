"""Numbers that are written as words, in the five languages.  Read in any chat; compared without case and accents."""

from decimal import Decimal

_COUNTED = {
    1: "a an one un una uno один одна одно واحد واحده",
    2: "two couple dos par два две пара пару اثنان اثنين",
    3: "three tres три ثلاث ثلاثه",
    4: "four cuatro четыре اربع اربعه",
    5: "five cinco пять خمس خمسه",
    6: "six seis шесть ست سته",
    7: "seven siete семь سبع سبعه",
    8: "eight ocho восемь ثماني ثمانيه",
    9: "nine nueve девять تسع تسعه",
    10: "ten diez десять عشر عشره",
    11: "eleven once одиннадцать",
    12: "twelve doce двенадцать",
    15: "fifteen quince пятнадцать",
    20: "twenty veinte двадцать عشرون عشرين",
    30: "thirty treinta тридцать ثلاثون ثلاثين",
    40: "forty cuarenta сорок اربعون اربعين",
    50: "fifty cincuenta пятьдесят خمسون خمسين",
    100: "hundred cien сто مئه مائه",
}
WORDS: dict[str, Decimal] = {word: Decimal(n) for n, words in _COUNTED.items() for word in words.split()}
WORDS |= dict.fromkeys(("half", "medio", "media", "половина", "половину", "نصف"), Decimal("0.5"))
WORDS |= dict.fromkeys(("полтора", "полторы"), Decimal("1.5"))

ARTICLES = frozenset(["a", "an", "un", "una"])  # one of a unit, but no number by themselves
AND_HALF = ("and a half", "and half", "y medio", "y media", "с половиной", "ونصف", "و نصف")
HALF_OF = "пол"  # written together with its unit: полкило
FILLERS = frozenset(["a", "an", "of", "de"])  # between a number and its unit: half a kilo, a couple of jin
