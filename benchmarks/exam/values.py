"""Values as companies keep them: names, numbers with right check digits, addresses."""

from datetime import date, timedelta
from random import Random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红波辉玲斌宇浩凯欣怡晨阳雪梅婷"
BRANDS = "鼎盛嘉禾瑞丰隆泰博远恒信宏达天成金鹏东方海川新景明辉九州安邦卓越启航领先云峰永固正阳同创佳美百川汇通"
TRADES = "科技 贸易 电子 机械 建材 食品 物流 化工 信息技术 环保科技 文化传播 生物科技 五金制品 包装材料".split()
PLACES = (
    ("广东省", "广州市", "天河区", "440106"), ("广东省", "深圳市", "南山区", "440305"),
    ("浙江省", "杭州市", "西湖区", "330106"), ("江苏省", "南京市", "玄武区", "320102"),
    ("四川省", "成都市", "武侯区", "510107"), ("湖北省", "武汉市", "洪山区", "420111"),
    ("山东省", "青岛市", "市南区", "370202"), ("陕西省", "西安市", "雁塔区", "610113"),
)  # fmt: skip
MOBILES = "130 131 133 135 136 137 139 150 151 158 159 176 180 186 187 188 189".split()
FIRST = "Hans Anna Peter Ursula Klaus Petra Jürgen Sabine Stefan Claudia Thomas Birgit Markus Heike Björn Lena".split()
LAST = (
    "Müller Schmidt Schneider Fischer Weber Meyer Becker Schulz Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann "
    "Zimmermann Krüger Hofmann Hartmann Lange Krause Köhler Herrmann König Huber Fuchs Möller Vogel Jäger Böhm Groß"
).split()
CITIES = (("Berlin", "10115", "030"), ("Hamburg", "20095", "040"), ("Köln", "50667", "0221"),
          ("Leipzig", "04109", "0341"), ("Dresden", "01067", "0351"), ("Erfurt", "99084", "0361"))  # fmt: skip
STREETS = "Hauptstraße Schulstraße Gartenstraße Bahnhofstraße Birkenweg Lindenallee Ringstraße Goethestraße".split()
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(r: Random, area: str) -> str:
    """Return a valid unified social credit code (GB 32100-2015)."""
    body = "91" + area + "".join(r.choice(_CODE) for _ in range(9))
    total = sum(_CODE.index(c) * pow(3, at, 31) for at, c in enumerate(body))
    return body + _CODE[(31 - total % 31) % 31]


def german_vat(r: Random) -> str:
    """Return a valid German VAT number (ISO 7064, mod 11, 10)."""
    digits, product = [r.randint(1, 9)] + [r.randint(0, 9) for _ in range(7)], 10
    for digit in digits:
        product = 2 * ((digit + product) % 10 or 10) % 11
    return "DE" + "".join(map(str, digits)) + str((11 - product) % 10)


def mobile(r: Random) -> str:
    """Return a Chinese mobile number."""
    return f"{r.choice(MOBILES)}{r.randrange(10**8):08d}"


def chinese_person(r: Random) -> str:
    """Return a Chinese full name of two or three characters."""
    return r.choice(SURNAMES) + "".join(r.sample(GIVEN, r.choice([1, 2])))


def chinese_company(r: Random, place: tuple) -> str:
    """Return the full legal name of a company registered at `place`."""
    return (
        place[1][:2] + "".join(r.sample(BRANDS, 4)) + r.choice(TRADES) + r.choice(["有限公司"] * 4 + ["股份有限公司"])
    )


def german_company(r: Random) -> str:
    """Return a German firm with its legal form."""
    trade = r.choice(["Technik", "Metallbau", "Logistik", "Elektro", "Bau", "Druck", "Möbel", "Gartenbau"])
    return f"{r.choice(LAST)} {r.choice(LAST)} {trade} {r.choice(['GmbH', 'AG', 'KG', 'OHG', 'GmbH & Co. KG'])}"


def day(r: Random, first: date, last: date) -> date:
    """Return a day between two, both included."""
    return first + timedelta(days=r.randrange((last - first).days + 1))
