"""One number under two names: a natural person's tax number is the national number of the next source."""

import re

import numpy as np
from stdnum.br import cpf
from stdnum.cn import ric
from stdnum.es import dni, nie
from stdnum.it import codicefiscale

from matching.features.coded import Coded, from_texts

_SCHEMES = (
    ("es", re.compile(r"\d{8}[A-Z]"), dni.is_valid),
    ("es", re.compile(r"[XYZ]\d{7}[A-Z]"), nie.is_valid),
    ("it", re.compile(r"[A-Z]{6}\w{9}[A-Z]"), codicefiscale.is_valid),
    ("br", re.compile(r"\d{11}"), cpf.is_valid),
    ("cn", re.compile(r"[1-9]\d{16}[\dX]"), ric.is_valid),
)
FEWEST = 3  # national numbers of a scheme that show that it is one


def scheme(number: str) -> str:
    """Return the country whose natural persons have such a number (capitals and digits only), "" for any other."""
    return next((c for c, shape, right in _SCHEMES if shape.fullmatch(number) and right(number)), "")


def one_number(tax: Coded, national: Coded, firm: np.ndarray) -> tuple[Coded, Coded]:
    """Return both columns with the tax numbers that are persons' among the national ones.

    Those of a scheme that the national numbers have as well, in the records that name no `firm` (bool, one a record)
    and have no national number of their own: NIF here, DNI there; the number of a firm stays its own.
    """
    kinds = np.array([*(scheme(str(v)) for v in national.values[: national.heard])], dtype=object)
    shared = {kind for kind in set(kinds.tolist()) - {""} if (kinds == kind).sum() >= FEWEST}
    persons = np.array([*(bool(shared) and scheme(str(v)) in shared for v in tax.values), False], dtype=bool)
    moved = persons[tax.flat] & (national.flat < 0) & ~firm
    if not moved.any():
        return tax, national
    said = np.append(tax.values, [None])[tax.flat]
    own = np.append(national.values, [None])[national.flat]
    return from_texts(np.where(moved, None, said)), from_texts(np.where(moved, said, own))
