"""Masking: enough of a value to recognise the defect, never enough to know the person."""

from __future__ import annotations

import re

# Addresses, and whole numbers of 10 to 18 digits: phones and identity numbers. Dates, amounts with
# decimals and the hexadecimal words of digests and run ids stay readable.
_PERSONAL = re.compile(
    r"[^\s@'\"<>]+@[^\s@'\"<>]+"
    r"|(?<![\w.+-])(?!\d{4}-\d\d-\d\d)\+?\d(?:[ ()-]{0,2}\d){9,17}[Xx]?(?![\w-]|\.\d)"
)
_PERSONAL_ID = re.compile(r"\+?\d{10,18}[Xx]?|.*@.*")
_SHORT, _LONG = 3, 8


def mask(value: object) -> str:
    """Keep the first character, and the last of a long value; the length stays readable.

    >>> mask("13800138000"), mask("李雷"), mask(None)
    ('1•••••••••0', '李•', '')
    """
    text = "" if value is None else str(value)
    if len(text) < _SHORT:
        return text[:1] + "•" * (len(text) - 1)
    tail = text[-1] if len(text) >= _LONG else ""
    hidden = len(text) - 1 - len(tail)
    return f"{text[0]}{'•' * min(hidden, 20)}{tail}"


def mask_record_id(record_id: str | None) -> str:
    """Mask a record's native id only where it is itself a long number or an address.

    >>> mask_record_id("crm:C-104"), mask_record_id("crm:13800138000")
    ('crm:C-104', 'crm:1•••••••••0')
    """
    source, separator, native = (record_id or "").partition(":")
    return f"{source}{separator}{mask(native) if _PERSONAL_ID.fullmatch(native) else native}"


def redact(text: str) -> str:
    """Mask every e-mail address and every number that may be a person's in a message.

    >>> redact("row 12: +86 138 0013 8000 of li@lei.cn")
    'row 12: +•••••••••••••••0 of l•••••••n'
    >>> redact("2026-11-22 03:30 total 32275655.77 of 138-0013-8000")
    '2026-11-22 03:30 total 32275655.77 of 1•••••••••••0'
    """
    return _PERSONAL.sub(lambda found: mask(found[0]), text)
