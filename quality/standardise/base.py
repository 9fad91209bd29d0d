"""The shape all standardisers share: a list of distinct texts in, a `Standard` of equal length out."""

import re
import unicodedata
from dataclasses import dataclass

VALID, INVALID, PLACEHOLDER, MISSING = "valid", "invalid", "placeholder", "missing"


@dataclass(frozen=True)
class Standard:
    """What became of each distinct text.

    `values` are the normal forms (compacted text where not valid, None where missing or placeholder),
    `states` one of valid, invalid, placeholder, missing; `rules` name what was done or found ("" where the
    text was normal already); `suggestions` a repair that guesses, for a steward to decide, else None.
    """

    values: list[str | None]
    states: list[str]
    rules: list[str]
    suggestions: list[str | None]

    @classmethod
    def of(cls, items: list[tuple[str | None, str, str, str | None]]) -> "Standard":
        """Build from (value, state, rule, suggestion) for each text."""
        if not items:
            return cls([], [], [], [])
        values, states, rules, suggestions = zip(*items, strict=True)
        return cls(list(values), list(states), list(rules), list(suggestions))


RUINED = re.compile(r"[+-]?\d([.,]\d+)?E\+?\d{1,2}", re.I)  # a number that a spreadsheet rounded: its digits are lost
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
# What kept a spreadsheet from reading a number, '02134 or ="02134", with what stands behind it.
TEXT_MARK = r"^\s*'([+=\d].*)$|^\s*=\"(.*)\"\s*$"
_TEXT_MARK = re.compile(TEXT_MARK)
_ORDINARY = re.compile(r"[!-~]+(?: [!-~]+)*")


def tidy(text: str) -> str:
    """Return NFKC with invisible characters removed and single spaces; case and script as written.

    What keeps a spreadsheet from reading a number goes too: an apostrophe before it, or a formula around it.

    >>> tidy(" ＡＢＣ\\u200b　公司 "), tidy("'02134"), tidy('="02134"'), tidy("'t Hof")
    ('ABC 公司', '02134', '02134', "'t Hof")
    """
    if _ORDINARY.fullmatch(text) and text[0] not in "'=":
        return text
    while True:  # compatibility forms can decompose into spaces and marks that need another round
        better = _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).strip()
        better = _TEXT_MARK.sub(r"\1\2", better)
        if better == text:
            return better
        text = better


def dominant_shape(texts: list[str], least: float = 0.6) -> str | None:
    """Return the shape (digits as 9, letters as A) that at least the share `least` of the texts have."""
    counts: dict[str, int] = {}
    for text in texts:
        shape = shape_of(text)
        counts[shape] = counts.get(shape, 0) + 1
    if not counts:
        return None
    shape, times = max(counts.items(), key=lambda item: item[1])
    return shape if times >= least * len(texts) and times >= 3 else None


def shape_of(text: str) -> str:
    """Return the text with digits as 9 and letters as A.

    >>> shape_of("AB-12")
    'AA-99'
    """
    return "".join("9" if c.isdigit() else "A" if c.isalpha() else c for c in text)
