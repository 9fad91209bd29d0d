"""Proof on a million damaged USCCs: every single-character error is flagged, python-stdnum always agrees.

`python -m benchmarks.usccs [number]`; the suite runs a short form.
"""

import sys
from dataclasses import dataclass

import numpy as np
from stdnum.cn import uscc

from quality.standardise.checks import USCC_ALPHABET, uscc_check


@dataclass(frozen=True)
class Proof:
    """How many codes were made, and how many errors of either kind went unseen, or were judged differently."""

    codes: int
    replaced_unseen: int
    swapped: int
    swapped_unseen: int
    disagreements: int


def valid_codes(number: int, rng: np.random.Generator) -> list[str]:
    """Return codes with a right check character (GB 32100)."""
    letters = np.array(list(USCC_ALPHABET))
    digits = np.concatenate([rng.integers(0, 10, (number, 8)), rng.integers(0, 31, (number, 9))], axis=1)
    check = (31 - digits @ np.array([3**i % 31 for i in range(17)]) % 31) % 31
    return ["".join(row) for row in letters[np.column_stack([digits, check])]]


def prove(number: int, seed: int = 7) -> Proof:
    """Replace a character in every other code, swap two neighbours in the rest, and judge all of them."""
    rng = np.random.default_rng(seed)
    good = valid_codes(number, rng)
    bad, kinds = [], []
    places, picks = rng.integers(0, 17, number).tolist(), rng.integers(0, 31, number).tolist()
    for at, (code, place, pick) in enumerate(zip(good, places, picks, strict=True)):
        if at % 2:
            other = USCC_ALPHABET[pick]
            bad.append(code[:place] + other + code[place + 1 :])
            kinds.append("same" if other == code[place] else "replaced")
        else:
            bad.append(code[:place] + code[place + 1] + code[place] + code[place + 2 :])
            kinds.append("same" if code[place] == code[place + 1] else "swapped")
    ours, kind = uscc_check(bad), np.array(kinds)
    theirs = np.array([uscc.is_valid(code) for code in bad])
    return Proof(
        number,
        int((ours & (kind == "replaced")).sum()),
        int((kind == "swapped").sum()),
        int((ours & (kind == "swapped")).sum()),
        int((ours != theirs).sum()) + int((~uscc_check(good)).sum()),
    )


if __name__ == "__main__":
    proof = prove(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    print(proof)
    sys.exit(bool(proof.replaced_unseen or proof.disagreements))
