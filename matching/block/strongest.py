"""The strongest of many candidates: pairs that share more than the one key they were found by, told without a look.

Two records of one customer agree in several rare things; strangers met by a key agree in that key. So pairs are ranked
by what they share in all (meta-blocking; Papadakis et al. 2014), weighed by rarity, before any text is compared.
"""

import numpy as np

from matching.block import keys
from matching.features.build import Parts
from matching.parallel import each, slices

Atoms = dict[str, tuple[str, np.ndarray]]  # name → family and values, as `keys.atoms` gives them
MOST_BITS = np.float32(14)  # of one family: a telephone alone is not worth two names
SLICE = 500_000
COARSE = frozenset(
    ("given initial", "birth year", "birth year and day", "birth year and month", "mail domain", "gender", "state")
)
FAMILIES = {"phone": "phone", "email": "email", "tax_id": "tax", "national_id": "person", "firm": "firm",
            "bank_account": "account"}  # fmt: skip


def strongest(parts: Parts, atoms: Atoms, codes: np.ndarray, most: int) -> np.ndarray:
    """Return about `most` of the pairs (codes low * records + high, sorted), those that share the rarest things."""
    if len(codes) <= most:
        return codes
    score = agreement(parts, atoms, codes)
    least = np.partition(score, len(score) - most)[len(score) - most]
    kept = score >= least  # ties stay or go together, so that the order of rows says nothing
    if kept.sum() > 1.5 * most:
        kept = score > least
    return codes[kept]


def agreement(parts: Parts, atoms: Atoms, codes: np.ndarray) -> np.ndarray:
    """Bits (float32) that each pair shares: of each family of atoms its rarest agreement."""
    families = [each(_coded, family) for family in _families(parts, atoms).values()]
    score = np.zeros(len(codes), dtype=np.float32)

    def fill(part: slice) -> None:
        left, right = codes[part] // parts.rows, codes[part] % parts.rows
        for family in families:
            best = np.zeros(len(left), dtype=np.float32)
            for code, bits in family:
                mine = code[left]
                same = np.flatnonzero(mine == code[right])
                best[same] = np.maximum(best[same], bits[mine[same]])
            score[part] += best

    each(fill, slices(len(codes), SLICE))
    return score


def _families(parts: Parts, atoms: Atoms) -> dict[str, list[np.ndarray]]:
    found: dict[str, list[np.ndarray]] = {}
    for name, (family, values) in atoms.items():
        if name not in COARSE:
            found.setdefault(family, []).append(values)
    for name, family in FAMILIES.items():
        if name in parts:
            found.setdefault(family, []).append(keys.atom(parts[name]))
    return found


def _coded(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Codes (int32) of an atom's values and the bits of each; a missing value tells nothing."""
    distinct, code, held = np.unique(values, return_inverse=True, return_counts=True)
    bits = np.minimum(np.log2(len(values) / held), MOST_BITS).astype(np.float32)
    bits[distinct == 0] = 0
    return code.astype(np.int32), bits
