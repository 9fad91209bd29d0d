"""Electronic mail addresses (RFC 5321 as used in practice): lower case, one @, a domain with a top level."""

import re

from quality.standardise.base import INVALID, MISSING, VALID, Standard, tidy

_SHAPE = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~\u00a1-\U0010ffff-]+)*"
    r"@([a-z0-9\u00a1-\U0010ffff]([a-z0-9\u00a1-\U0010ffff-]*[a-z0-9\u00a1-\U0010ffff])?\.)+[a-z\u00a1-\U0010ffff][a-z0-9\u00a1-\U0010ffff-]*[a-z0-9\u00a1-\U0010ffff]"
)
_PLAIN = re.compile(r"[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}")
NORMAL = r"^[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}$"
_SPLIT = re.compile(r"[;,，；、|\s]+(?=[^\s@;,]+@)")


MAYBE_SEVERAL = r"@.*[;,，；、|\s].*@"


def split(text: str) -> list[str]:
    """Split a cell that holds several addresses.

    >>> split("a@x.com; b@y.org")
    ['a@x.com', 'b@y.org']
    """
    return [part for part in _SPLIT.split(text) if part.strip(" ;,，；、|")] or [text]


def compact(text: str) -> str:
    """Return the address lower case, without spaces, `mailto:`, brackets or a display name.

    >>> compact("Ann Lee <MAILTO:Ann.Lee＠Example.COM>;")
    'ann.lee@example.com'
    """
    if _PLAIN.fullmatch(text):
        return text
    text = tidy(text).casefold()
    found = re.search(r"<\s*([^<>]*@[^<>]*?)\s*>", text)
    text = found[1] if found else text
    while True:
        better = tidy(re.sub(r"\s+", "", text)).removeprefix("mailto:").strip("<>;,:；，、。.\"'()[]")
        if better == text:
            return text
        text = better


def validate(text: str) -> bool:
    """Return whether the compact text is an address that could be delivered to."""
    return (_PLAIN.fullmatch(text) is not None and len(text) <= 254) or (
        len(text) <= 254 and text.count("@") == 1 and _SHAPE.fullmatch(text) is not None
    )


def format(text: str) -> str:
    """Return the normal form."""
    return compact(text)


def standardise(texts: list[str]) -> Standard:
    """Standardise distinct addresses."""
    items = []
    for text in texts:
        value = compact(text)
        state = VALID if validate(value) else INVALID if value else MISSING
        rule = "email/invalid" if state == INVALID else "email/normal" if value != text else ""
        items.append((value or None, state, rule, None))
    return Standard.of(items)
