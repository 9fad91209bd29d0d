"""Names of persons taken apart: given name, middle name, surname, generational suffix."""

import re
from functools import lru_cache
from typing import NamedTuple

from matching.features.fold import HAN, has_han, plain, simplify
from matching.features.sound import COMPOUND_SURNAMES
from matching.remembered import How, remembered

TITLES = frozenset(
    """
    mr mrs ms miss mx dr prof professor sir madam dame lady lord rev hon herr frau mme mlle m sr. sra srta capt col
    judge
    """.split()
)
SUFFIXES = {"jr": "jr", "jnr": "jr", "jun": "jr", "junior": "jr", "sr": "sr", "snr": "sr", "sen": "sr", "senior": "sr",
            "ii": "ii", "iii": "iii", "iv": "iv", "2nd": "ii", "3rd": "iii", "4th": "iv"}  # fmt: skip
GENERATIONS = {"pere": "sr", "fils": "jr", "padre": "sr", "hijo": "jr", "filho": "jr"}  # after a whole name only
DEGREES = frozenset("md phd esq dds cpa mba bsc msc dphil rn do dvm obe mbe".split())
NOBODY = frozenset(
    "adult child kid boy girl man woman gentleman lady son daughter husband wife baby infant newborn resident occupant "
    "person unknown unnamed refused refuse anonymous mr mrs ms miss".split()
)  # what a taker of names writes where nobody gives one
PARTICLES = frozenset(
    "van von de der den del della di da dos du la le el al bin ibn ben abu st mac mc ter ten op het".split()
)
_HAN_TITLE = re.compile(
    r"(先生|女士|小姐|太太|夫人|老师|师傅|经理|总监|主任|主管|总经理|董事长|厂长|店长|老板|会计|同志|医生|教授|科长|处长|"
    r"部长|局长|校长|院长|总|姐|哥|工)$"
)
_HIDDEN = re.compile(
    r"^\s*([一-鿿]?)\s*[*＊●•×]+\s*[一-鿿]?\s*$"
)  # 张*, 王*明, *伟: what is left is a surname or nothing
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")


class PersonName(NamedTuple):
    """Folded parts of a person's name; "" where there is none."""

    given: str
    middle: str
    surname: str
    suffix: str


def _han_name(text: str) -> PersonName:
    name = "".join(c for c in text if HAN.match(c) or c.isalnum())
    bare = _HAN_TITLE.sub("", name) if len(name) > 2 or name[-1:] in "总姐哥工" else name
    titled, name = bare != name, bare or name
    cut = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 - titled else 1
    return PersonName(name[cut:], "", name[:cut], "")


@remembered(How(tuple, PersonName._make))
@lru_cache(maxsize=500_000)
def split(text: str) -> PersonName:
    """Take a full name apart: 欧阳明, "Smith, John A. Jr", "Dr John van der Berg"."""
    text = _BRACKETS.sub(" ", text)
    if has_han(text):
        text = _HIDDEN.sub(r"\1", text)
        return _han_name(simplify([plain(text)])[0].replace(" ", ""))
    head, comma, tail = text.partition(",")
    words, after = plain(head).split(), plain(tail).split()
    suffix = next((SUFFIXES[w] for w in words[1:] + after if w in SUFFIXES), "")
    if len(words) > 2 and words[-1] in GENERATIONS:
        suffix = suffix or GENERATIONS[words.pop()]
    words, after = content(words), content(after)
    if comma and after and words:
        return PersonName(after[0], " ".join(after[1:]), " ".join(words), suffix)
    if len(words) < 2:  # a letter alone names nobody: whose initial it is, and of which name, no one can say
        return PersonName("", "", "".join(w for w in words if len(w) > 1), suffix)
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    return PersonName(words[0], " ".join(words[1:start]), " ".join(words[start:]), suffix)


def content(words: list[str]) -> list[str]:
    """Return folded words without generational suffixes, degrees and titles, if any are left."""
    kept = [w for w in words if w not in SUFFIXES and w not in DEGREES]
    while len(kept) > 1 and kept[0] in TITLES:
        kept = kept[1:]
    return kept or words


def named(words: str) -> str | None:
    """Return a folded given name, nothing where it only says that nobody was named (Baby Boy, Adult, Refused)."""
    return words if any(w not in NOBODY and len(w) > 1 for w in words.split()) or len(words) < 2 else None


NICKNAMES = """
abigail abby gail | albert al bert | alexander alex alec sandy xander | alexandra alex sandra | alfred alf
alfie fred | amanda mandy | andrew andy drew | angela angie | ann anne anna annie nan | anthony tony | arthur
art | barbara barb babs | benjamin ben benny | bernard bernie | bradley brad | calvin cal | catherine
katherine kathryn cathy kathy kate katie kat kitty | charles charlie chuck | christina christine chris tina
chrissy | christopher chris kit topher | cynthia cindy | daniel dan danny | david dave davy | deborah debra
deb debbie | dennis denny | donald don donnie | dorothy dot dottie dolly | douglas doug | edward ed eddie ted
ned | eleanor ellie nell | elizabeth liz beth betty eliza lizzie bess libby betsy elsie | emily em | eugene
gene | frances fran | francis frank | franklin frank | frederick fred freddie | gabriel gabe | gerald gerry
jerry | geoffrey jeffrey geoff jeff | gregory greg | harold harry hal | henry harry hank | isaac ike |
isabella bella isabel izzy | jacob jake | jacqueline jackie | james jim jimmy jamie | janet jan | jennifer jen
jenny | jessica jess jessie | john johnny jack jon | jonathan jon johnny | joseph joe joey | joshua josh |
judith judy | julia julie | katrina kat | kenneth ken kenny | kimberly kim | lawrence larry | leonard leo len
lenny | leslie les | lillian lily | louis lou | louise lou | lucille lucy | madeline maddie | margaret maggie
meg peggy marge margie greta rita | martha patty | martin marty | mary molly polly mae | matthew matt |
michael mike mick mickey | michelle shelly | mitchell mitch | nancy nan | natalie nat | nathan nate |
nathaniel nate nat | nicholas nick nicky | olivia liv | pamela pam | patricia pat patty trish tricia | patrick
pat paddy | peter pete | philip phillip phil | rachel rae | raymond ray | rebecca becky | richard rick dick
rich ricky | robert bob rob bobby robbie | roger rod | ronald ron ronnie | rosemary rose | russell russ |
samantha sam | samuel sam sammy | sandra sandy | sarah sally sara | sean shawn shaun | stephanie steph |
stephen steven steve stevie | susan sue susie suzy suzanne | theodore ted teddy theo | theresa terry tess
tessa | thomas tom tommy | timothy tim | tobias toby | valerie val | veronica ronnie | victoria vicky tori |
vincent vince vinny | virginia ginny | walter walt | william bill will billy willy liam | zachary zach zack
"""


@lru_cache(maxsize=1)
def nickname_pairs() -> frozenset[tuple[str, str]]:
    """Pairs of given names used for one another, each in alphabetical order."""
    groups = [g.split() for g in " ".join(NICKNAMES.split("\n")).split("|")]
    return frozenset((min(a, b), max(a, b)) for g in groups for k, a in enumerate(g) for b in g[:k])
