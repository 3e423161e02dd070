"""What reads like an order of other goods, or of more, than is meant: it is asked, or nothing, or just what is said."""

import pytest

from tests.catalog.test_orders_read import read

NONE = "nothing"


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        # Who speaks and who is spoken to are no goods, and no misspelt ones.
        ("es", "soy Marta, 2 kg de papas", {"potato": 2000}),
        ("en", "two kilos of chestnuts please love", {"chestnut": 2000}),
        ("ar", "كم ثمن التفاح", NONE),
        ("es", "soy la señora Chelo de la fonda, mándeme 10 elotes", {"sweet-corn": 10}),
        ("es", "hola bot", NONE),
        ("es", "hola bot quiero miel", {"honey": 500}),
        ("es", "mi papá pasa mañana por 2 kilos de ajo", NONE),
        ("es", "Col. La Paz, 2 kg de papas", "words"),
        ("ar", "يا عسل", NONE),
        ("ar", "يا عسل كيلو تفاح", {"apple": 1000}),
        ("ar", "يا تفاح يا برتقال", "words"),
        ("ru", "меня зовут Рис, 2 кг яблок", {"apple": 2000}),
        ("zh_Hans", "我叫小米，来两斤苹果", {"apple": 1000}),
        ("zh_Hans", "我是小迷妹，来两斤土豆", {"potato": 1000}),
        ("en", "I'm Honey, 10 eggs", {"free-range-eggs": 10}),
        ("en", "I'm off apples, 2 kg garlic", {"garlic": 2000}),
        # What tells other goods or amounts apart, or is left out because it was just said.
        ("es", "una docena de huevos, los de gallina, no los de pato", "words"),
        ("es", "dos kilos de papa y también dos de jitomate", "amount"),
        ("ar", "كرتونين برتقال وواحد تفاح", "amount"),
        (
            "es",
            "un kilo de papas, otro de batatas y otro de tomates",
            {"potato": 1000, "sweet-potato": 1000, "tomato": 1000},
        ),
        ("es", "cuarto y mitad de kilo de cecina", {"dried-beef": 375}),
        ("ar", "دجاجة وحدة ونص", "amount"),
        ("ar", "دجاجة وحدة ونص كيلو ثوم", {"free-range-chicken": 1, "garlic": 500}),
        ("ar", "تلت كيلو تفاح", "amount"),
        ("ar", "طبقا بيض", NONE),  # two of them, or one
        ("ar", "أريد طبقا من البيض", {"free-range-eggs": 30}),
        ("ar", "زجاجتا خل", {"rice-vinegar": 1000}),
        ("zh_Hans", "土豆一些姜半斤", "amount"),
        ("es", "papas 2 kilos y pan", "not_sold"),
        ("ar", "تلت كيلوات تفاح", {"apple": 3000}),
        ("zh_Hans", "四分之三斤生姜", {"ginger": 375}),
        # Packs that are said to be large, where there are some of several sizes; and numbers too large to be of packs.
        ("es", "una caja grande de naranjas", "amount"),
        ("es", "una caja de naranjas grandes", {"navel-orange": 5000}),
        ("ar", "مرطبانين عسل الكبار", "amount"),
        ("en", "2 large jars of honey", "amount"),
        ("es", "ajo 300", "amount"),
        ("es", "300 huevos", {"free-range-eggs": 300}),
        ("es", "cambia 2 kilos de papa por 3 kilos de tomate", NONE),
        # A vague amount that is made clear at once, and one that is not.
        ("zh_Hans", "来点蒜，半斤", {"garlic": 250}),
        ("zh_Hans", "来点蒜，姜半斤", "amount"),
        ("zh_Hans", "来点蒜，半斤姜", "amount"),
        ("es", "unas papas, 2 kilos de tomate", "amount"),
        # What is only told beside an order.
        ("es", "se me acabaron las papas", NONE),
        ("es", "se me acabaron las papas, mándame 2 kilos", {"potato": 2000}),
        ("zh_Hans", "土豆吃完了", NONE),
        ("zh_Hans", "上次的蜂蜜不错", NONE),
        ("zh_Hans", "上次的蜂蜜不错，再来两罐", {"honey": 1000}),
        ("zh_Hans", "苹果好吃，橙子也好吃，来两斤", "shared"),
        ("zh_Hans", "鸡蛋碎了三个，再来十个", NONE),
        ("en", "the honey is good but the apples were rotten, send 2 kg", "words"),
        ("es", "papa 2 kilos, tomate 1 kilo, total 3 kilos", {"potato": 2000, "tomato": 1000}),
        ("es", "papa 2 kilos, tomate 1 kilo, total 4 kilos", "amount"),
        ("zh_Hans", "老味道饭店今日采购：土豆3斤", {"potato": 1500}),
        ("es", "Restaurante La Papa: 2 kilos de ajo", "shared"),
        # Red goods that are ours, and those that are others.
        ("es", "tomates rojos 2 kilos", {"tomato": 2000}),
        ("es", "vinagre rojo 2 botellas", NONE),
        ("ar", "كيلو خل أحمر", NONE),
        # Goods of other names, beside those of ours or made of them.
        ("es", "vinagre de manzana 1 botella", NONE),
        ("zh_Hans", "苹果醋两瓶", NONE),
        ("zh_Hans", "红薯粉条两斤", NONE),
        ("zh_Hans", "金针菇一斤", NONE),
        ("zh_Hans", "芝士鸡蛋两个", NONE),
        ("zh_Hans", "大米九斤", {"rice": 4500}),  # and no 米酒
        ("zh_Hans", "土鸡但是要肥的两只", {"free-range-chicken": 2}),
        ("en", "a sixpack of eggs", NONE),
        ("zh_Hans", "土蜂蜜一罐茄瓜两斤", "not_sold"),
        ("zh_Hans", "杨梅，给我来两斤苹果", "not_sold"),
        ("en", "apple vinegar 2 bottles", NONE),
        ("ar", "جوز بيض", "words"),  # a pair of them, or walnuts as well
        ("ar", "الموز هات كيلو تفاح", NONE),
        ("ar", "كيلو قرع", NONE),
        ("en", "kumquats give me 2 kg, apples 3 kg", "words"),
        ("es", "kumquats dame 2 kg papas 3 kg", "words"),
        # What is refused is the goods that it is said of, on whichever side they stand, or an amount.
        ("es", "en vez de 6 kg de patatas, 8 kg", {"potato": 8000}),
        ("es", "en vez de 6 kg de patatas, 8 kg de batatas", {"sweet-potato": 8000}),
        ("es", "dos kilos de papas, no, dos kilos de tomates", {"tomato": 2000}),
        ("en", "2 kg apples, sorry, 3 kg oranges", "shared"),
        ("zh_Hans", "要鸭蛋不要鸡蛋，二十个", {"duck-eggs": 20}),
        ("zh_Hans", "鸭蛋不要鸡蛋，二十个", "words"),
        ("ar", "عايز برتقال مش يوسفي كيلو", "words"),
        ("ar", "كيلو ولا اتنين بطاطا", "words"),
        ("es", "2 kg de manzanas xyzas", "words"),
        ("ru", "яблоки не беру а чеснок триста грамм возьму", {"garlic": 300}),
        ("ru", "помидоры 6 кг имбирь не нужен чеснок 1 кг", {"tomato": 6000, "garlic": 1000}),
        ("ru", "яблоки не надо апельсины", "words"),
        ("ru", "яблоки не надо 2 кг апельсинов", "words"),
        ("ru", "ни за что не возьму яблоки", NONE),
        ("es", "camote no me mandes pero sí dos kilos y medio de papas", {"potato": 2500}),
        ("es", "manzanas no quiero naranjas", "words"),
        ("es", "jamás quiero 2 kg de papas", NONE),
        ("ar", "التوم لا ما دايرو، جيب لي كيلو طماطم", {"tomato": 1000}),
        ("ar", "كيلو بندورة والتوم ما بدي منو", {"tomato": 1000}),
        ("ar", "ما تحطلي بيض", NONE),
        ("ar", "ماتحطليش بيض، كيلو تفاح", {"apple": 1000}),
        ("ar", "لا تجهزلي بيض", NONE),
        ("en", "hardly want 2 kg apples", NONE),
        # What was, what may be and what is liked is no order.
        ("zh_Hans", "昨天拿了三斤苹果，今天再来两斤土豆", "words"),
        ("es", "ayer compré 2 kilos de papas y hoy quiero 1 kilo de ajo", NONE),
        ("ru", "вчера брал 2 кг яблок, сегодня 1 кг чеснока", "words"),
        ("es", "si hay huevos mándame 2 kilos de papas", "shared"),
        ("en", "if you have eggs send me 2 trays", "words"),
        ("zh_Hans", "如果有鸡蛋就来两盘", "words"),
        ("ar", "لو في بيض ابعتلي طبق", "words"),
        ("ar", "أحب تفاحكم", NONE),
        ("ar", "شو رأيك بالتفاح", NONE),
        ("es", "me costó un huevo", NONE),
        ("en", "are apples good, ok?", NONE),
        ("es", "papas, vale?", NONE),
        # How much for how much money, about how much, and grams behind a kilo.
        ("ar", "تفاح بعشرين", NONE),
        ("ar", "تفاح بعشرة وبطاطا بخمسة", NONE),
        ("ru", "яиц штук пятнадцать", "amount"),
        ("ru", "яиц десятка два", "amount"),
        ("ru", "мне кило двести вяленого мяса", "amount"),
        ("es", "kilo doscientos de cecina", "amount"),
        ("zh_Hans", "姜来两块儿", "amount"),
    ],
)
def test_no_other_goods_and_no_other_amounts_than_are_meant(code, text, expected):
    assert read(text, code) == expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        # Politeness, vocatives and questions that ask nothing.
        ("ar", "تكرم عينك دستة بيض", {"free-range-eggs": 12}),
        ("ar", "شو رأيك تبعتلي كيلو تفاح", {"apple": 1000}),
        ("ar", "كيلو تفاح، تمام؟", {"apple": 1000}),
        ("es", "2 kg de papas, ¿vale?", {"potato": 2000}),
        ("ru", "2 кг яблок, ладно?", {"apple": 2000}),
        ("zh_Hans", "大白菜五棵，成吗", {"chinese-cabbage": 5}),
        ("en", "2 kg apples, ok?", {"apple": 2000}),
        ("zh_Hans", "靓女，帮我留两只走地鸡", {"free-range-chicken": 2}),
        # What is written together, or as it is spoken.
        ("ar", "فاصوليا حمرا كيلوونص", {"red-bean": 1500}),
        ("ar", "صندوق تفاح لأم يوسف", {"apple": 5000}),
        ("ar", "ودي بثلاث دجاجات", {"free-range-chicken": 3}),
        ("ar", "عشرين بيضة ديال البط", {"duck-eggs": 20}),
        ("ar", "شاهي اخضر مية غرام", {"green-tea": 100}),
        ("es", "mediokilo de ajo", {"garlic": 500}),
        ("es", "un saquito de mijo", {"millet": 1000}),
        ("zh_Hans", "板粟三斤", {"chestnut": 1500}),
        ("zh_Hans", "鲜鸭蛋卅只", {"duck-eggs": 30}),
        ("zh_Hans", "柴鸡一对", {"free-range-chicken": 2}),
        # Forms, longer names, articles and lists.
        ("ru", "полторы дюжины утиных яиц", {"duck-eggs": 18}),
        ("ar", "رز أبيض ١٠ كيلو", {"rice": 10000}),
        ("ar", "نص دستة بيض بط وكرنبتين", {"duck-eggs": 6, "chinese-cabbage": 2}),
        (
            "es",
            "seis choclos un repollo y dos kilos de camote",
            {"sweet-corn": 6, "chinese-cabbage": 1, "sweet-potato": 2000},
        ),
        ("en", "1) apples 2 kg 2) garlic 1 kg", {"apple": 2000, "garlic": 1000}),
        ("en", "I'd love 2 kg apples", {"apple": 2000}),
        ("zh_Hans", "土蜂蜜一罐孙崽咳嗽要泡水", {"honey": 500}),
    ],
)
def test_what_says_nothing_about_goods_stands_in_no_ones_way(code, text, expected):
    assert read(text, code) == expected
