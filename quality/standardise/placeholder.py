"""Values that stand for nothing: listed ones, ones of a telling shape, and ones a column learns by frequency."""

import re
from collections import Counter
from functools import cache
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.standardise.base import tidy
from quality.unicode import compatible, lowered, visible


@cache
def words(kind: str) -> tuple[str, ...]:
    """Return the words of one kind in placeholders.txt, in their order."""
    found = []
    for line in files("quality.standardise").joinpath("placeholders.txt").read_text("utf-8").splitlines():
        of, colon, said = line.partition(": ")
        if colon and of == kind:
            found += said.split(" | ")
    return tuple(found)


NOTHING = frozenset(words("nothing"))
_SAMPLE_PERSONS = frozenset(words("sample_person"))
_NOWHERE = frozenset(words("nowhere"))
_NO_NAMES = frozenset(words("nobody"))  # only in a column of names do they say nothing


def nobodies_given() -> list[str]:
    """Return the given names, lower case, that names of nobody begin with when they stand in two columns."""
    return sorted(
        {name.partition(" ")[0] for name in _NO_NAMES if " " in name} | {"test", "dummy", "sample", "unknown"}
    )


_MAILBOXES = (
    r"(keine?|aucune?|ninguno|nessuno|geen|brak|pas-?d-?e-?mail|sans-?e?-?mail|keine?-?e?-?mail)@.*|10000@qq\.com|"
    r"[a-z]@[a-z]\.(com|net|org|cn|de|fr|co\.uk)|(no-?e?-?mail|none?|noreply|no-?reply|null|n/?a|test\d*|asdf|unknown|dummy|sample|noemail|nomail|notprovided)@.*|"
    r"(a+|x+|abc|123|1+|1234|12345|123456|user|email|mail|example)@(qq|163|126|abc|xxx|aaa|xx|a|x|mail|email|123|111|gmail)\.\w+"
)
_DOMAINS = (
    r".*@(test|example|none|noemail|nomail|nowhere|invalid|unknown|localhost|null|xxx|aaa)\.(com|cn|org|net|de|fr|test)|"
    r".*@.*\.(invalid|test|example|localhost)"
)
_MAILBOX = re.compile(_MAILBOXES, re.IGNORECASE)
_EMAILS = re.compile(f"{_MAILBOXES}|{_DOMAINS}", re.IGNORECASE)
MANY_MAILBOXES = 50
_RISING = "01234567890123456789"


def is_nothing(text: str) -> bool:
    """Return whether a text says that there is no value: 无, N/A, null, -, xxx …

    >>> is_nothing(" 暂无 "), is_nothing("N/A"), is_nothing("Nathan")
    (True, True, False)
    """
    plain = tidy(text).lower()
    return plain in NOTHING or bool(
        re.fullmatch(r"([^\w\s]|_)+|x{2,}|(无|暂无|没有|未知|不详|待补充?|测试)[。.!！\s\d]*", plain)
    )


_JUNK_STRONG, _JUNK_WEAK = "|".join(words("junk")), "|".join(words("idle"))
_JUNK_NAME = re.compile(
    rf"(?:(?:{_JUNK_WEAK}|\d+)[\W_]*)*(?:{_JUNK_STRONG})[\W_]*(?:(?:{_JUNK_STRONG}|{_JUNK_WEAK}|\d+)[\W_]*)*|"
    r"\d{1,6}|([a-z\u3040-\u30ff])\1{2,}"
)
_REPEATED = "|".join(c + "{3,}" for c in "abcdefghijklmnopqrstuvwxyz")
_NAME_SUSPECT = (
    rf"^\s*\d{{1,6}}\s*$|{_JUNK_STRONG.replace('n[.]? ?n[.]?|', '')}|^[\W\d]*n[.]? ?n[.]?|^\s*({_REPEATED})\s*$|"
    "^\\s*[\u3040-\u30ff]{3,}\\s*$"
)
_NAMED = frozenset({"name", "org_name", "person_name", "contact"})


def is_junk_name(text: str) -> bool:
    """Return whether a name is made of words for a trial or for nothing, legal forms and numbers only.

    >>> [is_junk_name(t) for t in ("测试公司2", "TEST CUSTOMER", "N.N.", "111", "Test Rite Ltd", "Testa")]
    [True, True, True, True, False, False]
    """
    plain = tidy(text).lower()
    return len(plain) <= 60 and _JUNK_NAME.fullmatch(plain) is not None


def is_placeholder(text: str, field: str) -> bool:  # noqa: PLR0911
    """Return whether a compact value of `field` stands for nothing."""
    if field in {"phone", "fax"}:
        return _fake_phone(text) or is_nothing(text)
    if field in {"tax_id", "national_id"}:
        return _fake_digits(text) or is_nothing(text)
    if field == "email":
        return _EMAILS.fullmatch(text) is not None or is_nothing(text)
    if field in {"birth_date"}:
        return (
            text in {"1900-01-01", "1901-01-01", "1111-11-11", "9999-12-31", "1899-12-30", "1899-12-31"}
            or bool(re.fullmatch(r"0000.?00.?00.*|[09]+", text))
            or is_nothing(text)
        )
    if field in _NAMED:
        return is_nothing(text) or is_junk_name(text) or text.strip().lower() in _NO_NAMES
    if field in {"address", "street"}:
        plain = text.strip().lower()
        return is_nothing(text) or plain in _NOWHERE or (len(plain) == 1 and plain.isdecimal())
    if field in {"given_name", "surname", "middle_name", "title", "name_suffix"}:
        return (
            is_nothing(text)
            and text.lower()
            not in {"x", "na", "nan", "bar", "null", "test", "sample", "unknown", "空", "略", "缺"} | _SAMPLE_PERSONS
        )
    if field in {
        "gender",
        "country",
        "state",
        "city",
        "category",
        "status",
        "currency",
        "other",
        "quantity",
        "amount",
        "price",
    }:
        plain = text.strip().lower()
        return is_nothing(text) and plain not in {
            "na",
            "nan",
            "0",
            "00",
            "000",
            "other",
            "其他",
            "其它",
            "x",
            "default",
            "略",
            "sample",
            "test",
        }
    return is_nothing(text)


def lived_in(emails: list[str | None]) -> frozenset[str]:
    """Return the domains reserved for examples (RFC 2606) under which so many mailboxes differ that they name people.

    Masked and made-up data write every address so: there the mailbox still tells one customer from another, while
    fillers repeat a few.
    """
    reserved = {e for e in emails if e and "@" in e and _EMAILS.fullmatch(e) and not _MAILBOX.fullmatch(e)}
    domains = Counter(e.partition("@")[2] for e in reserved)
    return frozenset(domain for domain, mailboxes in domains.items() if mailboxes >= MANY_MAILBOXES)


def is_mailbox(email: str, domains: frozenset[str]) -> bool:
    """Return whether an address is somebody's under one of the domains that `lived_in` found."""
    return email.partition("@")[2] in domains and _MAILBOX.fullmatch(email) is None


_SAME = "|".join(f"{d}{{5}}" for d in range(10))
_SUSPECT = {
    "phone": rf"^[0-9]{{1,6}}$|{_SAME}|1234567|7654321|13912345678|13800138000|13900139000|12345678",
    "fax": rf"^[0-9]{{1,6}}$|{_SAME}|1234567|7654321|13800138000",
    "tax_id": rf"{_SAME}|[A-Z]{{5}}|12345|98765",
    "national_id": rf"{_SAME}|[A-Z]{{5}}|12345|98765",
    "email": (
        r"(?i)^(kein|aucun|ninguno|nessuno|geen|brak|pas-?d|sans-?e?-?mail|10000@|no|null|n/?a|test|asdf|unknown|dummy|sample|a+@|x+@|[a-z]@|abc|1|user|e?mail|example)|"
        r"@(test|example|no|invalid|unknown|localhost|null|xxx|aaa)|\.(invalid|test|example|localhost)$"
    ),
    "birth_date": r"^(1900-01-01|1901-01-01|1970-01-01|1111-11-11|9999-12-31|1899-12-3.|0000.*|[09]+)$",
}  # fmt: skip
_BARE = r"(?i)^([^\pL\pN]+|x{2,}|(无|暂无|没有|未知|不详|待补充?|测试)[。.!！\s\d]*)$"


def candidates(texts: pa.Array, field: str) -> pa.Array:
    """Return, for each text (null: null), whether it is worth asking `is_placeholder`: never no where that says yes."""
    plain = lowered(pc.utf8_trim_whitespace(texts))
    found = pc.or_(
        pc.is_in(plain, value_set=pa.array(sorted(NOTHING))),
        pc.match_substring_regex(plain, rf"{_BARE}|^[^ -~]?[\x{{ff00}}-\x{{ffef}}]"),
    )
    if field in _NAMED:
        plain = visible(lowered(compatible(texts)))
        known = pc.is_in(pc.utf8_trim_whitespace(plain), value_set=pa.array(sorted(_NO_NAMES)))
        return pc.or_(pc.or_(found, known), pc.match_substring_regex(plain, _NAME_SUSPECT))
    if field in {"address", "street"}:
        known = pc.is_in(plain, value_set=pa.array(sorted(_NOWHERE)))
        return pc.or_(pc.or_(found, known), pc.match_substring_regex(plain, r"^[0-9]$"))
    if field not in _SUSPECT:
        return found
    if field in {"phone", "fax"}:  # neither what stands between the digits nor the extension counts
        texts = pc.replace_substring_regex(texts, r"(?s);.*|[^0-9;]+", "")
    return pc.or_(found, pc.match_substring_regex(texts, _SUSPECT[field]))


def looks_made_up(number: str) -> bool:
    """Return whether a phone's last digits look typed rather than assigned: 13611112222, 18888880000, 13512345670.

    One assigned number in fifty looks so too: this is evidence where many strangers share the number, no proof.

    >>> looks_made_up("+8613611112222"), looks_made_up("+8613607318846")
    (True, False)
    """
    tail = re.sub(r"\D", "", number.partition(";")[0])[-8:]
    if len(tail) < 7:
        return False
    runs = re.search(r"(\d)\1{3}", tail) is not None
    rows = any(tail[i : i + 5] in _RISING or tail[i : i + 5] in _RISING[::-1] for i in range(len(tail) - 4))
    return runs or rows or len(set(tail)) <= 2 or tail[:4] == tail[4:]


def _fake_phone(text: str) -> bool:
    number, _, _ = text.partition(";")
    digits = re.sub(r"\D", "", number)
    if number.startswith("+86"):
        digits = digits[2:]
    if not digits:
        return False
    tail = digits[-8:]
    return (
        len(set(digits)) == 1
        or (len(digits) >= 7 and (digits in _RISING or digits in _RISING[::-1]))
        or (len(digits) == 11 and digits[0] == "1" and len(set(tail)) == 1)
        or digits in {"13800138000", "13912345678", "13812345678", "13800000000", "13900139000", "12345678901", "15912345678", "18812345678", "10000000000", "13012345678", "13512345678", "18612345678", "13888888888"}  # noqa: E501
        or (len(digits) >= 9 and (len(set(digits[-7:])) == 1 or digits.endswith("12345678")))
    )  # fmt: skip


def _fake_digits(text: str) -> bool:
    return len(text) >= 5 and (
        len(set(text)) == 1
        or text in _RISING
        or (len(text) >= 8 and (text[:9] in {"123456789", "000000000"} or len(set(text[2:])) == 1))
    )


def learn_codes(counts: np.ndarray) -> np.ndarray:
    """Return the positions of values too frequent to belong to one customer; `counts` are their rows (int64).

    A value is learned when it fills at least 0.5 % of the rows, no fewer than 20, and is 20 times as
    frequent as the median.
    """
    usual = float(np.median(counts)) if len(counts) else 1.0
    return np.flatnonzero(counts >= max(20.0, 0.005 * counts.sum(), 20 * usual))
