"""Names that carry the mark of a dead record: do not use, 作废, (DUPLICATE), GELÖSCHT; cleaning takes it off."""

from functools import cache

import numpy as np

from quality.bytes import FOREIGN, HAN, LOWER, UPPER
from quality.findings.book import Rulebook
from quality.findings.failure import Failure, flagged
from quality.findings.masks import matching
from quality.findings.view import View
from quality.standardise.placeholder import words

_FIELDS = ("name", "org_name", "person_name", "contact", "surname", "given_name")
_OPEN, _CLOSE = r"[(（\[【<《「{*#_]", r"[)）\]】>》」}*#_]"


def check_marks(view: View, book: Rulebook) -> list[Failure]:
    """Report the names with such a mark, while it still stands there."""
    failures = []
    for column in view.of(*_FIELDS):
        flags = np.zeros(len(column.values), bool)
        for letters, pattern, han in ((LOWER | UPPER | FOREIGN, _latin(), False), (HAN, _han(), True)):
            # the pattern with its surroundings is slow: it is asked where a word of the list stands at all
            maybe = matching(column.values, _any(han=han), within=column.having(letters))
            flags |= matching(column.values, pattern, within=maybe)
        if flags.any():
            rule = book.rule("dead_record_mark", view.name, column.field, column.name)
            failures.append(flagged(rule, (view, column), flags))
    return failures


@cache
def _latin() -> str:
    """Phrases as words of their own; single words in brackets, behind a dash that stands apart, or before one."""
    phrases, aside = (_either(kind, han=False) for kind in ("gone", "gone_aside"))
    return (
        rf"(?i)(?:^|[^\p{{L}}])(?:{phrases})(?:$|[^\p{{L}}])|"
        rf"{_OPEN}\s*(?:{aside})(?:[^\p{{L}}]{{0,12}}|\s(?:of|von|de|di|with)\s.{{0,30}}){_CLOSE}|"
        rf"\s[-–—/|]+\s*(?:{aside})[^\p{{L}}]{{0,12}}(?:$|{_OPEN})|"
        rf"^[^\p{{L}}]*(?:{aside})\s*(?:\s[-–—/|]|:)\s*\S|"
        r"^\*{2,}\s+\S"
    )


@cache
def _han() -> str:
    """The same of words that need no blank between them."""
    phrases, aside = (_either(kind, han=True) for kind in ("gone", "gone_aside"))
    return (
        rf"{phrases}|"
        rf"{_OPEN}\s*已?(?:{aside})[^\p{{L}}]{{0,12}}{_CLOSE}|"
        rf"[-–—/|_\s]\s*已?(?:{aside})[^\p{{L}}]{{0,12}}$|"
        rf"^[^\p{{L}}]*已?(?:{aside})(?:[^\p{{L}}]*$|\s*[-–—/|_:：])"
    )


@cache
def _any(*, han: bool) -> str:
    listed = f"{_either('gone', han=han)}|{_either('gone_aside', han=han)}"
    return listed if han else rf"(?i){listed}|^\*\*"


def _either(kind: str, *, han: bool) -> str:
    return "|".join(word.replace(".", r"\.") for word in words(kind) if (word[0] >= "\u2e80") == han)
