"""What remarks and addresses should not hold: numbers of identity, payment cards, passwords, somebody's mobile."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.bytes import DIGIT
from quality.findings.book import Rulebook
from quality.findings.failure import Failure, flagged
from quality.findings.masks import among_flagged, mask
from quality.findings.view import Column, View
from quality.standardise import national_id

_RESIDENT = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")
# Issuers' ranges of ISO/IEC 7812: UnionPay 62, Visa 4, Mastercard 51-55 and 2221-2720, American Express 34 and 37.
_CARD = re.compile(
    r"(?<![\dA-Za-z])(?:62\d{2}|4\d{3}|5[1-5]\d{2}|2[2-7]\d{2})[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{1,3})?(?!\d)|"
    r"(?<![\dA-Za-z])3[47]\d{2}[ -]?\d{6}[ -]?\d{5}(?!\d)"
)
# No area 000, 666 or 9xx, no group 00, no serial 0000 (Social Security Administration, numbers never assigned).
_SSN = re.compile(r"(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])")
_NAMED_CARD = re.compile(
    r"(?i)(?:卡号|卡號|银行卡|信用卡|储蓄卡|card\s?(?:no|number|nr)?\b)\W{0,3}(?:62|4\d|5[1-5])\d{14,17}(?!\d)"
)
_WORD = (
    r"(?<![^\W\d_])(?:password|passwd|passwort|kennwort|mot de passe|contraseña|senha|пароль|pwd)|"
    r"密码|密碼|パスワード|비밀번호"
)
_PASSWORD = re.compile(rf"(?:{_WORD})\s*(?:[:：=]|\bis\b|是|为|為)\s*(?=[!-~]*[A-Za-z\d])[!-~]{{4,}}", re.I)
_MAY_SAY = (
    r"\d{15}|\d{3}-\d\d-\d{4}|\d{4}[ -]\d{4}[ -]\d{4}|\d{4}[ -]\d{6}[ -]\d{5}",
    r"(?i)passw|kennwort|mot de passe|contrase|senha|пароль|pwd|密码|密碼|パスワード|비밀번호",
)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_MAY_CALL = (r"1[3-9]\d{9}", "")


def check_remarks(view: View, book: Rulebook) -> list[Failure]:
    """Report remarks that identify somebody or open his account, and addresses that hold a mobile."""
    failures = []
    for column in view.of("text", "address", "street"):
        asked, told = (_MAY_SAY, _identifies) if column.field == "text" else (_MAY_CALL, _MOBILE.search)
        at = np.flatnonzero(_worth_asking(column, asked))
        hits = at[[bool(told(text)) for text in column.taken(at).to_pylist()]] if len(at) else at
        if len(hits):
            flags = np.zeros(len(column.values), bool)
            flags[hits] = True
            rule = book.rule("personal_data_in_text", view.name, column.field, column.name)
            failures.append(flagged(rule, (view, column), flags))
    return failures


def _worth_asking(column: Column, patterns: tuple[str, str]) -> np.ndarray:
    """Flag the distinct values that match the first pattern and hold a digit, or that match the second one (bool)."""
    digits, words = patterns
    found = among_flagged(column.values, column.having(DIGIT), lambda part: _match(part, digits))
    if words:
        found |= among_flagged(column.values, ~column.blank, lambda part: _match(part, words))
    return found


def _match(part: pa.Array, pattern: str) -> np.ndarray:
    return mask(pc.match_substring_regex(part, pattern))


def _identifies(text: str) -> bool:
    """Return whether a text holds a resident number, a payment card with its check digit, an SSN or a password."""
    return (
        any(national_id.is_resident(number.upper()) for number in _RESIDENT.findall(text))
        or any(_is_card(number) for number in _CARD.findall(text))
        or _NAMED_CARD.search(text) is not None
        or _SSN.search(text) is not None
        or _PASSWORD.search(text) is not None
    )


def _is_card(number: str) -> bool:
    """Check a card number (ISO/IEC 7812, annex B)."""
    from stdnum import luhn

    return luhn.is_valid(re.sub("[ -]", "", number))
