"""The survivorship policy: for each field, the rules that choose among its values, in order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType

import numpy as np

from matching.errors import MatchingError
from matching.features.further import mark_of
from matching.survive.cells import ValueGroups
from matching.survive.made import expected_of, scorer_of, sources_named

RULES = (
    "most_trusted",
    "most_recent",
    "most_complete",
    "most_frequent",
    "readable",
    "most_agreed",
    "best_written",
    "longest",
    "shortest",
    "verified_first",
    "earliest",
    "latest",
    "union",
)
Scorer = Callable[[ValueGroups], np.ndarray]

_NAMES = ("readable", "most_agreed", "best_written", "most_trusted", "most_frequent", "longest", "most_recent")
_CODES = ("verified_first", "most_trusted", "most_frequent", "most_recent")
_RECENT = ("most_trusted", "most_recent", "most_frequent", "longest")
_ADDRESS = (
    *("readable", "most_trusted", "most_complete", "most_agreed", "best_written", "most_frequent", "most_recent"),
    "longest",
)

DEFAULTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("name", "org_name", "person_name", "contact", "title", "name_suffix"), _NAMES),
        **dict.fromkeys(("given_name", "middle_name", "surname"), ("readable", "most_complete", *_NAMES[1:])),
        **dict.fromkeys(("tax_id", "national_id", "birth_date"), _CODES),
        **dict.fromkeys(("phone", "email"), ("union", *_CODES)),
        **dict.fromkeys(("address", "street_number", "street", "locality", "city", "state"), _ADDRESS),
        **dict.fromkeys(("postcode", "country", "latitude", "longitude"), _ADDRESS),
        "created": ("earliest",),
        "updated": ("latest",),
        "last_seen": ("latest",),
    }
)
OTHERWISE = _RECENT

TOGETHER: tuple[tuple[str, ...], ...] = (
    ("address", "street_number", "street", "locality", "city", "state", "postcode", "country"),
    ("title", "given_name", "middle_name", "surname", "name_suffix"),
    ("latitude", "longitude"),
)


class PolicyError(MatchingError):
    """A survivorship policy names a rule that does not exist; `field`, `rule` and `expected` say where."""

    def __init__(self, name: str, rule: str, expected: tuple[str, ...]) -> None:
        """Name the field, its unknown rule, and the rules there are."""
        self.field, self.rule, self.expected = name, rule, expected
        near = get_close_matches(rule, expected, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(expected)}"
        super().__init__(f"survivorship of {name!r}: there is no rule {rule!r}; {hint}")


@dataclass(frozen=True)
class SurvivorshipPolicy:
    """Which value of a field survives.

    `rules`: field → one rule or several in order; fields not named take the defaults. A rule breaks the
    ties that the rules before it left: `most_trusted` (by `trust`), `most_recent` (record's `recency`
    dates), `most_complete` (filled fields of the record; of the group for an address or a name in parts),
    `most_frequent`, `longest`, `shortest`, `verified_first` (state valid, then unchecked, then invalid),
    `earliest`, `latest` (by the value itself; what is not written as a date comes after all dates), `union`
    (all values, ranked by the rules after it), `from <source>` (values that a record of this source has),
    `matches <pattern>` (values in which this regular expression, RE2, is found), or a name in `custom`. Ties that
    are left go to the smaller text, so that the order of rows never matters.

    For names and addresses: `readable` (no sign of a wrong encoding), `most_agreed` (the records, weighed by
    trust, whose values say the same whatever their script, width, case, spaces, title or legal form; pinyin
    and short names stand up for the names that they shorten) and `best_written` (no remarks or titles, the
    full registered name, the usual spelling, script and case). Values themselves are never altered.

    `trust`: source → 0–1 (0.5 where not named). `recency`: fields that date a record, first filled wins.
    `custom`: name → function of `ValueGroups` returning one float a group, larger is better.
    `together`: groups of fields that survive from one record. `customer_key`: parts of the unique key.
    """

    rules: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    trust: Mapping[str, float] = field(default_factory=dict)
    recency: tuple[str, ...] = ("updated", "last_seen", "created")
    custom: Mapping[str, Scorer] = field(default_factory=dict)
    together: tuple[tuple[str, ...], ...] = TOGETHER
    customer_key: tuple[str, ...] = ("phone", "tax_id")

    def __post_init__(self) -> None:
        """Refuse rules that do not exist."""
        known = (*RULES, *self.custom)
        for name in self.rules:
            for rule in self.rules_of(name):
                if rule not in known and expected_of(rule) != "":
                    raise PolicyError(name, rule, (expected_of(rule),) if expected_of(rule) else known)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that a rule `from <source>` names."""
        return sources_named(self._made)

    @property
    def scorers(self) -> Mapping[str, Scorer]:
        """The functions of `custom`, and of the rules with a word of their own."""
        return {rule: scorer_of(rule, self.sources) for rule in self._made} | dict(self.custom)

    @property
    def _made(self) -> list[str]:
        every = {rule for name in self.rules for rule in self.rules_of(name)}
        return sorted(rule for rule in every if expected_of(rule) == "" and rule not in self.custom)

    def rules_of(self, name: str) -> tuple[str, ...]:
        """Return the rules of a field, in order."""
        usual = ("union", *_NAMES) if mark_of(name) else OTHERWISE  # all that a party is also called
        given = self.rules.get(name, DEFAULTS.get(name, usual))
        return (given,) if isinstance(given, str) else tuple(given)
