"""Units of an institution in its name: departments, faculties, clinics and libraries, foundations beside it.

They stand behind the institution or before it (`School of Medicine, Lakeside College`), and are customers of their
own, as branches of a firm are.
"""

import re
from typing import NamedTuple

from matching.features.fold import fold
from matching.features.institutions import written_out

# kinds of institutions that have units, and what units are called (en, de, fr, es, it, nl), folded
_HOUSE = frozenset(
    "university college hospital institute academy clinic hochschule fachhochschule klinikum polytechnic ecole "
    "krankenhaus hopital ospedale politecnico system center".split()
)
_HEADS = re.compile(
    r"(?:the )?(?:department|faculty|school|division|institute|center|chair|office|library|laborator(?:y|ies)|college|"
    r"section|unit|fakultat|lehrstuhl|fachbereich|abteilung|klinik|seminar|faculte|departement|laboratoire|"
    r"facultad|departamento|facolta|dipartimento|faculteit|afdeling)"
    r" (?:of|for|fur|de|des|di|del|van|voor)\b|(?:fakultat|institut|klinik|lehrstuhl) fur\b"
)
_JOINERS = frozenset("of for and fur de des di del der van voor und et".split())
MOST_BEHIND = 3  # words of a unit that its last word tells
_ENDS = re.compile(
    r"department|faculty|library|laboratory|pharmacy|foundation|auxiliary|press|bookstore|cafeteria|institute|fakultat|"
    r"bibliothek|universitatsbibliothek|stiftung|apotheke|ward|school|\w+(?:ology|ologie|iatrics|iatry|surgery)"
)
_PARTED = re.compile(r"(?i:\s+at\s+(?:the\s+)?)|\s+[-–—/|]\s+|[,;:]\s+|\s*[(（]|[)）]\s*")
_HAN_UNIT = (
    r".{0,8}(?:学院|系|科|处|图书馆|实验室|研究所|研究中心|体检中心|门诊部|基金会)"
    r"|(?:第.{1,2})?附属.{0,8}(?:医院|中学|小学|幼儿园)"
)
_HAN = re.compile(rf"(?P<head>.{{2,}}?(?:大学|学院|医院|研究院|中学))(?P<unit>{_HAN_UNIT})$")
HAN_UNIT = re.compile(_HAN_UNIT)


class Unit(NamedTuple):
    """A name without its unit, and the unit ("" where it names none)."""

    house: str
    unit: str


def latin_unit(text: str) -> Unit:
    """Take the unit off a name as written: its own part of the name, or the words behind the house's kind.

    >>> latin_unit("School of Medicine, Lakeside College"), latin_unit("Lakeside Hospital Laboratory")
    (Unit(house='Lakeside College', unit='school of medicine'), Unit(house='lakeside hospital', unit='laboratory'))
    >>> latin_unit("Lakeside School of Medicine")
    Unit(house='Lakeside School of Medicine', unit='')
    """
    pieces = [p for p in _PARTED.split(text) if p.strip()]
    folded = [written_out(piece) for piece in fold(pieces)]
    units = [k for k, words in enumerate(folded) if _HEADS.match(words) or _ends(words)]
    houses = [k for k, words in enumerate(folded) if k not in units and _HOUSE & set(words.split())]
    if units and houses:
        return Unit(" ".join(p for k, p in enumerate(pieces) if k not in units), " ".join(folded[k] for k in units))
    words = written_out(fold([text])[0]).split()
    at = next((k for k in range(1, len(words) - 1) if words[k] in _HOUSE and _behind(words[k + 1 :])), None)
    return Unit(text, "") if at is None else Unit(" ".join(words[: at + 1]), " ".join(words[at + 1 :]))


def _behind(words: list[str]) -> bool:
    """Whether what follows a house's kind is a unit of it: Department of Chemistry, Radiology, Biology Department."""
    if _HOUSE & set(words[:-1]) or words[0] in _JOINERS:
        return False
    return bool(_HEADS.match(" ".join(words))) or (len(words) <= MOST_BEHIND and bool(_ENDS.fullmatch(words[-1])))


def han_unit(text: str) -> Unit:
    """Take the unit off a Chinese name.

    >>> han_unit("郑州理工大学图书馆"), han_unit("哈尔滨工程学院")
    (Unit(house='郑州理工大学', unit='图书馆'), Unit(house='哈尔滨工程学院', unit=''))
    """
    found = _HAN.fullmatch(text)
    return Unit(found["head"], found["unit"]) if found else Unit(text, "")


def _ends(words: str) -> bool:
    """Whether a part of a name is a unit by its last word (Physikalisches Institut), and no house."""
    *before, last = words.split() or [""]
    return bool(_ENDS.fullmatch(last)) and not _HOUSE & set(before)
