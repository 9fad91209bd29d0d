"""Personal data shown so that a colleague recognises it and a stranger learns nothing."""

import re

OPEN_FIELDS = frozenset(
    "id customer_ref parent_ref order_ref product_ref ref order_date date created updated last_seen amount quantity "
    "price currency status category country state city department gender".split()
)
_DIGITS = re.compile(r"\d{5,}")
# A value that is personal wherever it stands: a phone number or an address may sit in the wrong column.
_PERSONAL = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|\S@\S")
_EMAIL = re.compile(r"(\S)[^@\s,;，；]*(@[^@\s,;，；]+)")


def masked(value: str, field: str = "") -> str:
    """Return `value` with all but a little of it replaced by `*`, unless it and `field` hold nothing personal.

    >>> masked("13812345678", "phone"), masked("lihua@example.com", "email"), masked("王小明", "contact")
    ('138******78', 'l***@example.com', '王**')
    """
    text = value or ""
    if not text.strip() or (field in OPEN_FIELDS and not _PERSONAL.search(text)):
        return text
    if mailbox := _EMAIL.fullmatch(text.strip()):
        return f"{mailbox[1]}***{mailbox[2]}"
    if "@" in text or sum(c.isdigit() for c in text) >= 5:
        return _hide_digits(text)
    keep = 1 if len(text) <= 6 else 2
    return text[:keep] + "*" * min(8, len(text) - keep)


def _hide_digits(text: str) -> str:
    digits = [at for at, c in enumerate(text) if c.isalnum()]
    hidden = set(digits[3:-2])
    return "".join("*" if at in hidden else c for at, c in enumerate(text))
