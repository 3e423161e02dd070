"""What the walk's people are called and what they type, as people of each language would."""

from dataclasses import dataclass

from bot.catalog.sample.market import SampleProduct, sample_market


@dataclass(frozen=True, slots=True)
class Typed:
    """One language's words.  `amount` and `arrived` are read as that language writes amounts."""

    buyer: str
    farmer: str
    channel: str
    group: str
    amount: str  # of oyster mushrooms: three jin
    less: str  # of soybeans: two, in the farm's own unit
    arrived: str  # what came in: thirty jin
    price: str  # 7.50
    question: str  # which nobody is there to answer
    order: str  # several goods of the farms below, in one's own words
    several: str  # what could be several goods, with an amount that is kept
    misfit: str  # an amount in a unit that its goods do not have
    unsold: str  # something that nobody grows here
    note: str  # to the seller
    neighbour: str  # who collects it
    door: str  # the courier's way


TYPED = {
    "en": Typed(
        "Ana",
        "Dan",
        "Village news",
        "Neighbours",
        "3 jin",
        "2",
        "30 jin",
        "7.50",
        "Do you deliver to the station?",
        "2 jin oyster mushroom and a jin of chestnuts please",
        "3 jin of mushrooms",
        "2 kg rice wine",
        "a pineapple",
        "Not too ripe, please",
        "Ms Li",
        "12 River Road, flat 301",
    ),
    "zh_Hans": Typed(
        "小燕",
        "老王",
        "村里新鲜事",
        "邻居群",
        "三斤",
        "2",
        "30斤",
        "7.50",
        "你们送货到车站吗？",
        "平菇两斤，板栗一斤",
        "蘑菇三斤",
        "米酒两斤",
        "来个菠萝",
        "别挑太熟的，谢谢",
        "李姐",
        "花果园5栋301",
    ),
    "ru": Typed(
        "Анна",
        "Иван",
        "Новости села",
        "Соседи",
        "3 цзиня",
        "2",
        "30 цзиней",
        "7,50",
        "Вы доставляете на вокзал?",
        "полкило вешенок и килограмм каштанов, пожалуйста",
        "грибов полтора кило",
        "2 кг рисового вина",
        "ананас",
        "Только не самые спелые, пожалуйста",
        "Ольга",
        "ул. Речная, 12, кв. 301",
    ),
    "es": Typed(
        "Lucía",
        "Pedro",
        "Noticias",
        "Vecinos",
        "3 jin",
        "2",
        "30 jin",
        "7,50",
        "¿Reparten en la estación?",
        "medio kilo de setas ostra y un kilo de castañas, por favor",
        "kilo y medio de setas",
        "2 kg de vino de arroz",
        "una piña",
        "Que no estén muy maduras, por favor",
        "Rosa",
        "Calle del Río 12, piso 3",
    ),
    "ar": Typed(
        "ليلى",
        "سالم",
        "أخبار القرية",
        "الجيران",
        "٣ جين",
        "٢",
        "30 جين",
        "٧٫٥٠",
        "هل توصلون إلى المحطة؟",
        "نص كيلو فطر محاري وكيلو كستناء لو سمحت",
        "كيلو ونص فطر",
        "٢ كيلو نبيذ أرز",
        "أناناس",
        "ليست ناضجة جداً من فضلكم",
        "أم خالد",
        "شارع النهر 12، شقة 301",
    ),
}


def product(slug: str) -> SampleProduct:
    """Find one of the sample market's goods."""
    return next(one for one in sample_market().products if one.slug == slug)


def farm_name(slug: str, language: str) -> str:
    """Give what a farm is called in a language."""
    return next(one for one in sample_market().farms if one.slug == slug).name[language]


def family(slug: str, language: str) -> str:
    """Give a word for several products at once, one of which this is."""
    return next(one for one in sample_market().families if slug in one.products).words[language][0]
