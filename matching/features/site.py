"""The site in an organisation's name: its branch, works, shop or office, told apart from the firm it belongs to."""

import re
from typing import NamedTuple

from matching.features.fold import fold, has_han
from matching.features.regions import REGIONS
from matching.features.sound import pinyin
from matching.features.units import HAN_UNIT

# names of sites as they stand on commercial papers (de, en, fr, es, it, pt, nl, pl, cs, sv); the first need no context
SURE = frozenset(
    """
    niederlassung zweigniederlassung zweigstelle filiale geschaftsstelle betriebsstatte betriebsteil aussenstelle
    standort werk branch succursale agence sucursal filial filiaal vestiging delegacion stabilimento oddzial pobocka
    etablissement establecimiento
    """.split()
)
POSSIBLE = frozenset(
    """
    site store plant depot office outlet warehouse works factory division subsidiary location facility showroom lager
    buro usine entrepot bureau planta oficina fabrica almacen sede ufficio magazzino unidade kantoor zaklad kontor nl
    zn zwst fil werkstatt logistikzentrum verkaufsburo service servicecenter
    """.split()
)
_WORDS = SURE | POSSIBLE
_COUNTRIES = frozenset(
    "nl de fr gb uk us ch at be it es pt dk se no fi ie lu jp cn kr tw hk sg in ca au br mx cz pl hu ro gr".split()
)  # behind a legal form, where a patent office or a bank writes the seat
_OFFICE = "分公司|子公司|办事处|联络处|营业部|支行|分行|分厂|分部|分院|分校|代表处|经营部|项目部|事业部"
_SHOP = "分店|门店|营业厅|直营店|专卖店|旗舰店|体验店|加盟店|加油站|服务站|店"
_TAIL = re.compile(
    rf"(?P<head>.*?(?:公司|集团|厂|行|社|院|所|店|中心|股份))(?P<site>[^公司]{{0,14}}(?:{_OFFICE}|分店|门店|营业厅|直营店|专卖店"
    r"|(?<=店)[^店]{2,12}店))$"
)
_NEXT_SHOP = re.compile(r"(?P<head>.{2,}?(?:店|超市|药房|酒店|餐厅|银行|市场|广场|中心|站|厅))(?P<site>[^店]{2,12}店)$")
_BRACKET_TAIL = re.compile(r"^(?P<head>.{2,})[(（](?P<site>[^()（）]{2,})[)）]$")
_NO_SITE = re.compile(r"(合伙|集团|控股|独资|个体|公司|退市|退|注销|原|曾用|更名|暂停|停业|筹|备案)")
_SHOP_ONLY = re.compile(rf"(?:{_SHOP})$")
_OFFICE_ONLY = re.compile(rf"(?:{_OFFICE})$")


class Sited(NamedTuple):
    """A name without its site, and the site ("" where it names none)."""

    head: str
    site: str


def han_site(text: str) -> Sited:
    """Take the site off a Chinese name: 某某公司上海分公司, 某某药房（江阴店）, 某某便利店站前街店.

    >>> han_site("大参林药店(江阴店)")
    Sited(head='大参林药店', site='江阴店')
    """
    bracket = _BRACKET_TAIL.match(text)
    if bracket:
        inner = bracket["site"]
        if inner.removesuffix("市").removesuffix("省") not in REGIONS and not _NO_SITE.search(inner):
            return Sited(bracket["head"], inner)
        if _OFFICE_ONLY.search(inner):
            return Sited(bracket["head"], inner)
    bare = re.sub(r"[(（][^)）]*[)）]", "", text) or text
    match = _TAIL.match(bare) or _NEXT_SHOP.match(bare)
    return Sited(match["head"], match["site"]) if match else Sited(bare, "")


def latin_site(words: list[str], legal: frozenset[str]) -> tuple[list[str], list[str]]:
    """Take the site off the words of a name (folded): what follows the legal form, or a word that only names sites.

    >>> latin_site("henschel gartenbau kg werk bonn".split(), frozenset({"kg"}))
    (['henschel', 'gartenbau', 'kg'], ['werk', 'bonn'])
    """
    forms = [k for k, w in enumerate(words) if k and w in legal and len(w) > 1]
    if forms and len(words) > forms[-1] + 1 and words[-1] in _COUNTRIES:  # B.V., Den Haag, NL
        return latin_site(words[:-1], legal)
    if forms and any(w in _WORDS for w in words[forms[-1] + 1 :]):
        return words[: forms[-1] + 1], words[forms[-1] + 1 :]
    sure = next((k for k, w in enumerate(words) if k and w in SURE), None)
    if sure is None:
        return words, []
    if sure == len(words) - 1 and sure > 1:  # Leeds branch: the place stands before
        return words[: sure - 1], words[sure - 1 :]
    return words[:sure], words[sure:]


def names_site(text: str) -> bool:
    """Whether a text is nothing but a site's name, as the second line of a name is: Werk Bonn, 上海分公司."""
    if has_han(text):
        return bool(_SHOP_ONLY.search(text) or _OFFICE_ONLY.search(text)) and len(text) <= 14
    words = fold([text])[0].split()
    return bool(words) and len(words) <= 6 and (words[0] in _WORDS or words[-1] == "branch")


def same_site(a: str, b: str) -> bool:
    """Whether two sites are one: the region before it, the word for it, a homophone or slip set aside.

    苏州 and 宿州分公司 sound alike and are two places. Numbers are never slips.
    """
    if a == b or not a or not b:
        return a == b
    if has_han(a) and has_han(b):
        return _same_han(_bare(a), _bare(b))
    one, other = (" ".join(w for w in t.split() if w not in _WORDS) for t in (a, b))
    return re.findall(r"\d+", one) == re.findall(r"\d+", other) and (not one or not other or _slip(one, other))


def _same_han(a: str, b: str) -> bool:
    places = all(any(t[:size] in REGIONS for size in (2, 3, 4)) for t in (a, b))
    return a == b or (pinyin(a) == pinyin(b) and not places)


def _slip(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA

    return one == other or (
        min(len(one), len(other)) >= 4 and OSA.distance(one, other) <= 1 + (min(len(one), len(other)) >= 9)
    )


def _bare(site: str) -> str:
    """The site without the region it opens with, where more than its kind is left: 哈尔滨站前街店 is 站前街店."""
    for size in (4, 3, 2):
        if site[:size] in REGIONS and len(_SHOP_ONLY.sub("", _OFFICE_ONLY.sub("", site[size:]))) >= 2:
            return re.sub(r"^[省市区]", "", site[size:])
    return site


def is_shop(site: str) -> bool:
    """Whether a site is one of many shops; a name that leaves it out may still be that shop's."""
    return bool(site) and has_han(site) and not _OFFICE_ONLY.search(site) and not HAN_UNIT.fullmatch(site)
