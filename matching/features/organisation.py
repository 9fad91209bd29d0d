"""Names of organisations taken apart: core, legal form, branch, numbers."""

import re
from functools import lru_cache
from typing import NamedTuple

from matching.features.fold import fold, has_han, plain
from matching.features.further import bare
from matching.features.institutions import han_written_out, level_of_school, written_out
from matching.features.regions import REGIONS
from matching.features.site import han_site, latin_site
from matching.features.trading import unmarked
from matching.features.units import han_unit, latin_unit
from matching.remembered import How, remembered

LEGAL = frozenset(
    """
    ltd limited inc incorporated corp corporation co company companies llc llp lp plc gmbh mbh ag kg kgaa ohg ug ev
    se sa sas sasu sarl eurl sprl bvba bv nv vof cv cvba srl spa snc sl slu oy oyj ab as asa aps ivs kft zrt doo dd
    ad ood eood sro spol pty pte sdn bhd kk yk gk pvt pt tbk cia ltda lda eirl sapi rl de public private
    the and et und y e of a vzw asbl vereniging stichting
    """.split()
)
JOINERS = frozenset("the and et und y e of a de la le les des du der die das van".split())
FORMS = LEGAL - JOINERS
_HAN_LEGAL = re.compile(
    r"(有限责任公司|股份有限公司|集团有限公司|控股有限公司|有限合伙企业|有限公司|股份公司|集团公司|责任公司|总公司|合伙企业"
    r"|普通合伙|有限合伙|个体工商户|集团股份|股份|集团|控股|公司|有限)"
)
_HAN_HEAD = re.compile(r"^(\*?ST|[Ss]\*?ST|退市|XD|XR|DR|NST)(?=[\u4e00-\u9fff])")
_HAN_TAIL = re.compile(r"(?<=[\u4e00-\u9fff])(-?[ABHabhＡＢＵu]|-U|-W|-UW|\(退市\)|\(退\)|退)$")
_BRANCH_LATIN = re.compile(r"\b(branch|division|subsidiary|office|plant|depot|site|store|outlet)\b")
_HAN_DIGITS = str.maketrans("零一二三四五六七八九", "0123456789")
_HAN_NUMBER = re.compile(r"第([零一二三四五六七八九十百\d]+)")
_DIGITS = re.compile(r"\d+")
_BRACKETED = re.compile(r"[(（]([^)）]*)[)）]")
_SPACED_FORM = re.compile(r"\b(?:l l [cp]|p l c)\b")  # L.L.C. H&R Block: its letters are not the next name's
_OWN_INITIALS = re.compile(r"\s*\(([A-Z]{2,8})\)")
_INITIALS = re.compile(r"\b(?:\w ){1,4}\w\b")
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}


class OrgName(NamedTuple):
    """Folded parts of an organisation's name, short forms written out; `core` keeps what names it, in order."""

    whole: str
    core: str
    legal: str
    region: str
    branch: str
    numbers: str
    school: int = 0  # its levels, a bit each
    traded: bool = False  # two names in one: a firm's, and what it trades under


@remembered(How(lambda said: (said,), lambda row: row[0]))
def looks_like_organisation(text: str) -> bool:
    """Whether a name carries an organisation's marks: a legal form, 公司 / 店 / 院, or five Chinese characters."""
    if has_han(text):
        folded = fold([_BRACKETED.sub("", text)])[0].replace(" ", "")
        return bool(_HAN_LEGAL.search(folded)) or len(folded) > 4 or folded[-1:] in "厂店院所行社局部校会站馆场司"
    words = _join_initials(plain(text)).split()
    return any(w in LEGAL and w not in JOINERS and len(w) > 1 for w in words[1:])


def _join_initials(text: str) -> str:
    text = _SPACED_FORM.sub(lambda m: f" {m.group().replace(' ', '')} ", text)
    return " ".join(_INITIALS.sub(lambda m: m.group().replace(" ", ""), text).split())


def _numbers(text: str) -> str:
    found = _DIGITS.findall(text.translate(_HAN_DIGITS) if _HAN_NUMBER.search(text) else text)
    return " ".join(sorted(n.lstrip("0") or "0" for n in found))


def _strip_region(core: str) -> tuple[str, str]:
    region = ""
    for _ in range(2):
        for size in (4, 3, 2):
            if core[:size] in REGIONS and len(core) - size >= 2:
                rest = re.sub(r"^(省|市|地区|特别行政区)", "", core[size:])
                if len(rest) >= 2:
                    region, core = region + core[:size], rest
                break
    return region, core


def _split_han(text: str) -> OrgName:
    text = re.sub(r"\s+", "", text)
    text = _HAN_TAIL.sub("", _HAN_HEAD.sub("", text))
    inner = "".join(b for b in _BRACKETED.findall(text))
    text = han_written_out(text)
    head, branch = han_site(text)
    if not branch:
        head, branch = han_unit(head)
    head = _BRACKETED.sub("", head) or head
    whole = fold([text])[0].replace(" ", "")
    legal = "".join(_HAN_LEGAL.findall(head))
    core = fold([_HAN_LEGAL.sub("", head)])[0].replace(" ", "")
    region, core = _strip_region(core) if len(core) > 2 else ("", core)
    region += "".join(r for r in (inner,) if r.removesuffix("市").removesuffix("省") in REGIONS)
    if len(core) < 2:
        core = fold([head])[0].replace(" ", "")
    return OrgName(whole, core, legal, region, fold([branch])[0], _numbers(head + branch), level_of_school(head))


_IN_FULL = {
    "naamlo+ze venno+tschap": "nv",
    "besloten vennootschap(?: met beperkte aansprakelijkheid)?": "bv",
    "aktiengesellschaft": "ag",
    "gesellschaft mit beschrankter haftung|gesellschaft mbh|ges mbh": "gmbh",
    "kommanditgesellschaft auf aktien": "kgaa",
    "kommanditgesellschaft": "kg",
    "offene handelsgesellschaft": "ohg",
    "societe anonyme|sociedad anonima|sociedade anonima|spolka akcyjna": "sa",
    "societe a responsabilite limitee": "sarl",
    "societe par actions simplifiee": "sas",
    "sociedad (?:de responsabilidad )?limitada": "sl",
    "societa per azioni": "spa",
    "societa a responsabilita limitata": "srl",
    "aktiebolag(?:et)?": "ab",
    "aktieselskab(?:et)?|aksjeselskap": "as",
    "osakeyhtio": "oy",
    "kabushiki ?ka[iy]sha|kabushiki ?kaisya": "kk",
    "limited liability (?:company|co)": "llc",
    "limited liability partnership": "llp",
    "public limited (?:company|co)": "plc",
    "proprietary (?:limited|ltd)": "pty ltd",
}
_WHOLE_FORMS = re.compile("|".join(rf"(?P<f{k}>\b(?:{form})\b)" for k, form in enumerate(_IN_FULL)))
_FORM_SHORT = tuple(_IN_FULL.values())
_OPENERS = re.compile("ven+o|gesellschaf|societ|socied|spolka|aktieb|aktiese|aksjes|osakey|kabus|limited|proprie")


def _forms_short(text: str) -> str:
    """Return a folded Latin name with its legal form, where it is spelt out, as letters."""
    if not _OPENERS.search(text):
        return text
    return _WHOLE_FORMS.sub(lambda m: _FORM_SHORT[int(str(m.lastgroup)[1:])], text)


def _without_initials(text: str) -> str:
    """Return a name without its own initials in brackets: Koninklijke Philips Electronics N.V. (KPENV)."""

    def own(match: re.Match) -> str:
        words = plain(text[: match.start()]).split()
        said = {"".join(w[0] for w in words), "".join(w[0] for w in words if w not in JOINERS)}
        return "" if match[1].lower() in said else match[0]

    return _OWN_INITIALS.sub(own, text)


def _initialled(words: list[str]) -> list[str]:
    """What names a firm whose words are all legal forms or joiners: SL plc, DE Ltd are two firms' initials."""
    return words if words[:1] == ["the"] else words[:1]


def _of_house(house: OrgName, whole: str, unit: str) -> OrgName:
    """The name of a unit of a house; numbers in it count as the house's do."""
    return house._replace(whole=whole, branch=f"{house.branch} {unit}".strip(), numbers=_numbers(whole))


@remembered(How(tuple, OrgName._make))
@lru_cache(maxsize=500_000)
def split(text: str) -> OrgName:
    """Take an organisation's name apart; "Textiles, Oakhampton Ltd" keeps its words, 上海分公司 is the branch."""
    text = bare(text)
    firm = unmarked(text)
    if firm != text:
        return split(firm)._replace(traded=True)
    if has_han(text):
        return _split_han(text)
    whole = written_out(_forms_short(_join_initials(fold([_without_initials(text)])[0])))
    house, unit = latin_unit(text)
    if unit:
        return _of_house(split(house), whole, written_out(unit))
    words, site = latin_site(whole.split(), FORMS)
    legal = [w for w in words if w in LEGAL and w not in JOINERS]
    core = [w for w in words if w not in LEGAL and w not in JOINERS] or _initialled(words)
    branch = " ".join(site)
    if not branch and _BRANCH_LATIN.search(whole):
        branch = " ".join(core)
    numbers = " ".join(
        sorted(re.findall(r"\b\d+\b", " ".join(core + site)) + [ROMAN[w] for w in core[1:] if w in ROMAN])
    )
    return OrgName(whole, " ".join(core), " ".join(legal), "", branch, numbers, level_of_school(whole))
