"""Bank accounts: columns that hold them, known by their header or by what they hold, as one part of several values."""

import re

import numpy as np
import pandas as pd

from matching.features.coded import Coded, coded
from matching.features.masks import is_masked, number

_NAMED = re.compile(
    r"(?:银行|銀行|对公|對公|开户行?|收款|付款|打款|结算|基本户|一般户)(?:卡)?(?:账|帐|賬|戶|户)?(?:号|號|户号)(?:码)?$|银行卡号?$|口座番号|계좌번호"
    r"|^iban|iban$|bank(?:ing)?account(?:s|no|num|nr|number|nbr)?\d*$|^acc(?:oun)?t(?:no|num|nr|nbr|number|iban)\d*$|bankacct"
    r"|bankverbindung|kontonummer|kontonr|ktonr|numerodecuenta|cuentabancaria|comptebancaire|numerodecompte|contocorrente"
    r"|numeroconto|rekeningnummer|bankrekening|contabancaria|numerodeconta|bankkonto|номерсчета|расчетныйсчет"
)
_NOT = re.compile(r"客户|会员|登录|微信|customer|login|user|owner|名")  # 客户账号 is whose id it is, 账户名 a name
_NUMBERED = re.compile(r"\d+$")
_RUINED = re.compile(r"^\d[.,]\d+E\+?\d+$", re.IGNORECASE)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_SIGNS = range(8, 35)
_DIGITS = 6  # at the least
_SOUND, _FEWEST, _OWN = 0.9, 10, 0.5  # of the values; values; of the records with one that have another
MOST = 3  # accounts of a record


def account(text: str) -> str | None:
    """Return the letters and digits of an account number; None where it is none, or hidden, or rounded.

    >>> account("6222 0210 0101 2345 678"), account("6.22202E+18"), account("DE89 3704 0044 0532 0130 00")
    ('6222021001012345678', None, 'DE89370400440532013000')
    """
    if _RUINED.match(text.strip()):
        return None
    signs = number(text)
    return (
        signs if len(signs) in _SIGNS and not is_masked(signs) and sum(c.isdigit() for c in signs) >= _DIGITS else None
    )


def is_iban(signs: str) -> bool:
    """Whether an account number is an IBAN whose check digits are right (ISO 13616, modulus 97).

    >>> is_iban("DE89370400440532013000"), is_iban("DE88370400440532013000")
    (True, False)
    """
    if not _IBAN.fullmatch(signs):
        return False
    return int("".join(str(int(c, 36)) for c in signs[4:] + signs[:4])) % 97 == 1


def is_card(signs: str) -> bool:
    """Whether an account number is that of a Chinese bank card, its last digit right (ISO 7812, Luhn).

    >>> is_card("6222021001012345675"), is_card("6222021001012345676")
    (False, False)
    """
    if not (signs.isdigit() and len(signs) in (16, 17, 18, 19) and signs.startswith("62")):
        return False
    digits = [int(c) for c in signs[::-1]]
    doubled = (d * 2 - 9 * (d > 4) for d in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def named(column: str) -> bool:
    """Whether a column of unknown meaning (`other:银行账号`) is headed as one of bank accounts.

    >>> [named(f"other:{h}") for h in ("银行账号", "对公账号2", "IBAN", "Bank Account No.", "客户账号", "Account Name")]
    [True, True, True, True, False, False]
    """
    header = "".join(c for c in column[6:].lower() if c.isalnum()) if column.startswith("other:") else ""
    return bool(_NAMED.search(_NUMBERED.sub("", header))) and not _NOT.search(header)


def account_columns(raw: dict[str, Coded]) -> list[str]:
    """Return the columns that hold bank accounts: by their headers, or where nearly all values are sound ones."""
    return [name for name in raw if name.startswith("other:") and (named(name) or _sound(raw[name]))]


def _sound(column: Coded) -> bool:
    some = [account(str(v)) for v in column.values[: min(column.heard, 400)]]
    rows = int((column.flat[: column.known] >= 0).sum())
    if len(some) < _FEWEST or column.heard < _OWN * rows:
        return False
    return np.mean([bool(s) and (is_iban(s) or is_card(s)) for s in some]) >= _SOUND


def bank_accounts(raw: dict[str, Coded]) -> Coded | None:
    """Return the accounts of each record (at most `MOST`), None where no column holds any."""
    slots = []
    for name in account_columns(raw)[:MOST]:
        signs = np.array([*(account(str(v)) for v in raw[name].values), None], dtype=object)
        slots.append(signs[raw[name].flat])
    if not slots:
        return None
    matrix = np.stack(slots, axis=1)
    codes, values = pd.factorize(matrix.ravel(), use_na_sentinel=True)
    return coded(codes.reshape(matrix.shape), np.asarray(values, dtype=object)) if len(values) else None
