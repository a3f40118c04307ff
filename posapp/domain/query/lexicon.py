"""The trade's own words, which no row of a chain spells out: parts of the body, colour families, seasons, occasions.

Nothing here names goods. A word counts only where the chain has something that it fits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posapp.domain.text import Bilingual


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Words that mean the same: ``key`` for the program, ``name`` on the chip, ``words`` as people type them."""

    key: str
    name: Bilingual
    words: tuple[str, ...]


def _group(key: str, zh: str, en: str, words: str) -> WordGroup:
    return WordGroup(key, Bilingual(zh, en), tuple(word.strip() for word in words.split(",")))


PARTS = (
    _group("outer", "外套", "Outerwear", "外套, 外衣, 外搭, jacket, jackets, outerwear"),
    _group("top", "上装", "Tops", "上装, 上衣, top, tops"),
    _group("bottom", "下装", "Bottoms", "下装, 下身, bottom, bottoms"),
    _group("dress", "裙装", "Dresses", "连衣裙, 裙装, 连身裙, dress, dresses, frock, frocks"),
    _group("shoes", "鞋", "Shoes", "鞋, 鞋子, 鞋类, shoe, shoes, footwear"),
    _group("bag", "包", "Bags", "包, 包包, 包袋, 箱包, 手袋, bag, bags, handbag, handbags, purse, purses"),
    _group("accessory", "配饰", "Accessories", "配饰, 饰品, 配件, accessory, accessories"),
    _group("beauty", "美妆", "Beauty", "美妆, 化妆品, 美容, beauty, cosmetics"),
)
"""What goods are worn as: the parts that every category names."""


@dataclass(frozen=True, slots=True)
class ColourFamily:
    """A colour as everybody says it. A chain's colour belongs to it when its names hold one of ``marks``."""

    key: str
    name: Bilingual
    words: tuple[str, ...]
    marks: tuple[str, ...]


def _family(key: str, zh: str, en: str, words: str, marks: str) -> ColourFamily:
    def split(text: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in text.split(","))

    return ColourFamily(key, Bilingual(zh, en), split(words), split(marks))


COLOUR_FAMILIES = (
    _family("black", "黑色", "Black", "黑, 黑色, 黑的, black", "黑, 墨, black, jet, onyx"),
    _family("white", "白色", "White", "白, 白色, 白的, white", "白, white, snow, pearl"),
    _family("grey", "灰色", "Grey", "灰, 灰色, 灰的, grey, gray", "灰, grey, gray, charcoal, slate, stone"),
    _family("red", "红色", "Red", "红, 红色, 红的, red", "红, 绯, 朱, red, wine, burgundy, scarlet, crimson, brick"),
    _family("pink", "粉色", "Pink", "粉, 粉色, 粉红, 粉红色, 粉的, pink", "粉, 蔷薇, pink, rose, blush, fuchsia"),
    _family("orange", "橙色", "Orange", "橙, 橙色, 橘色, 橘, orange", "橙, 橘, orange, tangerine, coral"),
    _family("yellow", "黄色", "Yellow", "黄, 黄色, 黄的, yellow", "黄, yellow, butter, lemon, mustard"),
    _family("green", "绿色", "Green", "绿, 绿色, 绿的, green", "绿, green, sage, moss, olive, mint"),
    _family("blue", "蓝色", "Blue", "蓝, 蓝色, 蓝的, blue", "蓝, 藏青, blue, navy, indigo, sky"),
    _family("purple", "紫色", "Purple", "紫, 紫色, 紫的, purple", "紫, purple, violet, lilac, lavender, plum"),
    _family(
        "brown", "棕色", "Brown", "棕, 棕色, 咖色, 咖啡色, 褐色, 卡其, 卡其色, brown, khaki",
        "棕, 咖, 褐, 驼, 卡其, brown, camel, coffee, khaki",
    ),
    _family(
        "beige", "米色", "Beige", "米色, 米白, 米白色, 杏色, 裸色, beige",
        "米, 杏, 燕麦, 奶油, 沙色, 裸, beige, oat, cream, apricot, sand, nude, ivory",
    ),
)  # fmt: skip

NAVY = ("藏青", "藏青色", "藏蓝", "藏蓝色", "深蓝", "深蓝色", "navy", "navy blue", "dark blue")
"""Words for the darkest blue, under whatever name a chain has it."""
NAVY_MARKS = ("藏青", "藏蓝", "深蓝", "navy", "ink")

SEASONS = (
    _group("spring", "春季", "Spring", "春, 春季, 春天, 春装, 春款, spring"),
    _group("summer", "夏季", "Summer", "夏, 夏季, 夏天, 夏装, 夏款, summer"),
    _group("autumn", "秋季", "Autumn", "秋, 秋季, 秋天, 秋装, 秋款, autumn, fall"),
    _group("winter", "冬季", "Winter", "冬, 冬季, 冬天, 冬装, 冬款, winter"),
)
ALL_YEAR = "all"
"""The season of goods that suit every one."""

OCCASIONS = (
    _group("commute", "通勤", "Commute", "通勤, 上班, 职场, 办公, 职业, commute, commuting, office, work, workwear"),
    _group("casual", "休闲", "Casual", "休闲, 日常, 百搭, casual, everyday"),
    _group("sweet", "甜美", "Sweet", "甜美, 少女, 可爱, sweet, girly, cute"),
    _group("minimal", "极简", "Minimal", "极简, 简约风, 简约, minimal, minimalist, clean"),
    _group("sport", "运动", "Sporty", "运动, 健身, 运动风, sport, sporty, sports, gym"),
    _group("vintage", "复古", "Vintage", "复古, 怀旧, vintage, retro"),
    _group("evening", "晚宴", "Evening", "晚宴, 晚礼, 宴会, 派对, 聚会, 年会, evening, party, gala, formal"),
    _group("street", "街头", "Street", "街头, 潮流, 街头风, 嘻哈, street, streetwear"),
    _group("resort", "度假", "Resort", "度假, 海边, 旅行, 旅游, resort, holiday, vacation, beach"),
    _group("classic", "经典", "Classic", "经典, classic, timeless"),
    _group("date", "约会", "Date", "约会, date, dating"),
    _group("wedding", "婚礼", "Wedding", "婚礼, 伴娘, wedding, bridal"),
)
"""A chain's tag belongs to a group when its own word is one of the group's."""

FABRICS = (
    _group("cotton", "棉", "Cotton", "棉, 纯棉, 全棉, 棉质, 棉的, cotton"),
    _group("linen", "亚麻", "Linen", "麻, 亚麻, 棉麻, 麻的, linen"),
    _group("silk", "真丝", "Silk", "真丝, 桑蚕丝, 蚕丝, 丝绸, 丝质, silk, silken"),
    _group("cashmere", "羊绒", "Cashmere", "羊绒, 开司米, cashmere"),
    _group("wool", "羊毛", "Wool", "羊毛, 毛呢, 纯羊毛, wool, woolen, woollen"),
    _group("leather", "皮", "Leather", "皮, 真皮, 皮质, 皮革, 皮的, leather"),
    _group("suede", "麂皮", "Suede", "麂皮, 绒面, suede"),
)
"""A chain's material belongs to a group when its names hold one of the group's words."""

SIZE_WORDS = (
    _group("XS", "XS", "XS", "加小码, 特小号, extra small"),
    _group("S", "S", "S", "小码, 小号, small"),
    _group("M", "M", "M", "中码, 中号, medium"),
    _group("L", "L", "L", "大码, 大号, large"),
    _group("XL", "XL", "XL", "加大码, 加大, 加大号, 特大号, extra large"),
    _group("2XL", "2XL", "2XL", "xxl, 2xl"),
    _group("3XL", "3XL", "3XL", "xxxl, 3xl"),
)
"""Sizes in words; what a chain calls them goes before."""

OTHER_SPELLINGS: Mapping[str, str] = {"2XL": "XXL", "3XL": "XXXL"}
"""How a chain may write a size that has no words of its own."""

SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("裤", "裤子", "长裤", "pants", "slacks"),
    ("裙", "裙子"),
    ("毛衣", "针织衫", "毛线衣", "sweater", "jumper", "pullover"),
    ("高领毛衣", "turtleneck", "roll neck", "polo neck"),
    ("开衫", "针织开衫", "cardigan", "cardi"),
    ("卫衣", "连帽衫", "hoodie", "sweatshirt", "hoody"),
    ("T恤", "短袖", "体恤", "tee", "t shirt", "tees"),
    ("衬衫", "衬衣", "shirt"),
    ("牛仔裤", "jeans", "denim trousers"),
    ("西装", "西服", "西装外套", "blazer", "suit jacket", "blazers"),
    ("风衣", "trench", "trench coat", "trenchcoat"),
    ("大衣", "毛呢大衣", "呢子大衣", "呢大衣", "overcoat"),
    ("羽绒服", "羽绒衣", "羽绒外套", "puffer", "down jacket", "puffer jacket", "padded jacket"),
    ("运动鞋", "球鞋", "跑鞋", "小白鞋", "trainers", "sneakers", "sneaker", "running shoes"),
    ("高跟鞋", "高跟", "heels", "high heels", "pumps", "stilettos"),
    ("靴", "靴子", "短靴", "boots", "ankle boots", "booties"),
    ("乐福鞋", "便鞋", "loafers", "loafer"),
    ("凉鞋", "凉拖", "sandals", "sandal"),
    ("双肩包", "背包", "书包", "backpack", "rucksack"),
    ("单肩包", "斜挎包", "挎包", "shoulder bag", "crossbody"),
    ("托特包", "托特", "tote", "tote bag", "shopper"),
    ("围巾", "围脖", "scarf", "scarves", "muffler"),
    ("披肩", "shawl", "wrap", "stole"),
    ("帽", "帽子", "hat", "cap", "beret"),
    ("腰带", "皮带", "裤带", "belt"),
    ("唇膏", "口红", "lipstick", "lip colour", "lip color"),
    ("粉底", "气垫", "粉底液", "foundation", "cushion"),
    ("面霜", "护肤霜", "乳霜", "face cream", "moisturiser", "moisturizer"),
    ("精华", "精华液", "serum", "essence"),
    ("香水", "香氛", "perfume", "fragrance", "scent", "cologne", "eau de toilette"),
    ("背心", "马甲", "vest", "waistcoat", "gilet"),
    ("短裤", "热裤", "shorts"),
    ("阔腿裤", "宽腿裤", "wide leg", "palazzo"),
    ("束脚裤", "运动裤", "卫裤", "joggers", "sweatpants", "jogger"),
    ("polo衫", "polo", "polo shirt"),
    ("条纹", "striped", "stripes", "stripe"),
    ("碎花", "floral", "flowers"),
    ("格纹", "格子", "checked", "plaid", "check", "tartan"),
    ("印花", "printed", "print"),
    ("宽松", "宽大", "oversized", "oversize", "loose", "relaxed"),
    ("修身", "紧身", "slim", "fitted"),
    ("高腰", "high waist", "high rise", "high waisted"),
    ("短款", "cropped", "crop"),
    ("长款", "long"),
    ("罗纹", "坑条", "ribbed", "rib"),
    ("收腰", "束腰", "waisted"),
    ("防水", "防泼水", "showerproof", "waterproof"),
    ("防风", "windproof"),
    ("连帽", "hooded", "with hood"),
)
"""Words that names of goods use for the same thing: whichever the chain's names hold are looked for."""

IDLE_WORDS = frozenset({
    "a", "an", "the", "for", "with", "in", "of", "and", "or", "please", "show", "me", "i", "want", "need", "something",
    "find", "looking", "any", "some", "that", "is", "to", "size", "sizes", "colour", "color", "coloured", "colored",
    "under", "price", "code", "her", "she", "women", "womens", "ladies",
    "do", "does", "you", "have", "has", "got", "there", "can", "could", "your", "my", "we", "it", "one", "piece",
    "like", "would", "good", "nice", "new", "buy", "see", "us", "on", "at", "this", "are",
})  # fmt: skip
"""English words that say nothing of the goods."""

IDLE_HANZI = (
    "给我看看", "有没有", "帮我找", "给我看", "看一下", "我想要", "我想买", "有什么", "想要", "想买", "帮我", "给我",
    "看看", "推荐", "适合", "一件", "一条", "一双", "一款", "穿的", "女士", "女款", "女装", "搭配", "价格", "价位",
    "预算", "颜色", "尺码", "或者", "找", "想", "要", "看", "的", "款", "件", "条", "双", "只", "个", "码", "号", "穿",
    "和", "或",
)  # fmt: skip
"""Hanzi that say nothing of the goods, where nothing else begins."""
