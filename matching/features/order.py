"""Chinese names whose given name and surname stand in each other's column."""

import numpy as np

from matching.features import romanised
from matching.features.coded import Coded, from_texts
from matching.features.fold import has_han
from matching.features.sound import COMPOUND_SURNAMES
from matching.features.surnames import SURNAMES

CHINESE = 0.5  # of the persons' names: a table of Chinese persons


def in_order(given: Coded, surname: Coded) -> dict[str, Coded]:
    """Chinese names with given name and surname exchanged where each stands in the other's column: 周 as given name.

    Only what can be read in no other way: the one is a surname, the other is none. Where most surnames are Chinese, in
    characters or in pinyin: 周 is a given name in Japan.
    """
    known = np.array([_chinese_surname(str(v)) for v in surname.values], dtype=bool)
    codes = surname.flat[: surname.known]
    if not (codes >= 0).any() or known[codes[codes >= 0]].mean() < CHINESE:
        return {"given": given, "surname": surname}
    swapped = np.append(np.array([_chinese_surname(str(v)) for v in given.values], dtype=bool), False)[given.flat]
    swapped &= np.append(np.array([_no_surname(str(v)) for v in surname.values], dtype=bool), False)[surname.flat]
    one, other = (np.append(c.values, [None])[c.flat] for c in (given, surname))
    return {
        "given": from_texts(np.where(swapped, other, one)),
        "surname": from_texts(np.where(swapped, one, other)),
    }


def _chinese_surname(text: str) -> bool:
    if has_han(text):
        return text in SURNAMES or text in COMPOUND_SURNAMES
    return text in romanised.surname_sounds()


def _no_surname(text: str) -> bool:
    """Whether a text can only be a given name: two characters or syllables, and no surname."""
    if has_han(text):
        return len(text) == 2 and text not in COMPOUND_SURNAMES
    parts = romanised.syllables(text, romanised.MOST_GIVEN) if text.isalpha() else ()
    return len(parts) == 2 and text not in romanised.surname_sounds()
