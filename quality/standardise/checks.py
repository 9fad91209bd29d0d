"""Check digits of Chinese identifiers, computed over arrays of equally long texts.

USCC: GB 32100-2015; resident identity number: GB 11643-1999 (ISO 7064, MOD 11-2).
"""

import numpy as np

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = np.full(128, 99, np.int64)
for _i, _c in enumerate(USCC_ALPHABET):
    _USCC_VALUES[ord(_c)] = _i
_USCC_WEIGHTS = np.array([3**i % 31 for i in range(17)], np.int64)
_ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], np.int64)
_ID_CHECK = np.frombuffer(b"10X98765432", np.uint8)


def _codes(values: list[str], length: int) -> np.ndarray:
    """Return an (n, length) array of ASCII codes; values of another length or script become zeros."""
    fit = [v if len(v) == length and v.isascii() else "\0" * length for v in values]
    return np.frombuffer("".join(fit).encode("ascii"), np.uint8).reshape(len(values), length)


def uscc_check(values: list[str]) -> np.ndarray:
    """Return, for each upper-case text, whether it is an 18-character USCC with a right check character."""
    if not values:
        return np.zeros(0, bool)
    return uscc_sound(_codes(values, 18))


def uscc_sound(codes: np.ndarray) -> np.ndarray:
    """Return, for each row of 18 ASCII codes (uint8), whether it is a USCC with a right check character."""
    digits = _USCC_VALUES[np.minimum(codes, 127)]
    sums = digits[:, :17] @ _USCC_WEIGHTS
    shape = (digits < 31).all(1) & (digits[:, :8] < 10).all(1)
    return shape & ((31 - sums % 31) % 31 == digits[:, 17])


def resident_check(values: list[str]) -> np.ndarray:
    """Return, for each upper-case text, whether its 18th character checks (dates and places are not looked at)."""
    if not values:
        return np.zeros(0, bool)
    codes = _codes(values, 18)
    digits = codes[:, :17].astype(np.int64) - 48
    plain = ((digits >= 0) & (digits <= 9)).all(1)
    return plain & (_ID_CHECK[(digits @ _ID_WEIGHTS) % 11] == codes[:, 17])
