"""What a pair's evidence says of two persons: what is their own, and what they share with their family."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.compare.amounts import AMOUNT_LABELS
from matching.compare.evidence import Evidence
from matching.compare.kernel import EXACT, Comparison
from matching.compare.numbers import CODE_LABELS, DATE_LABELS, EMAIL_LABELS, LIKE_NAME, MASK_LABELS
from matching.compare.tokens import ADDRESS_LABELS
from matching.compare.words import CLOSE, EQUIVALENT, FAINT, TYPO, UNLIKE
from matching.features.tails import TAILS

ONE_DIGIT = 2
OTHER_NUMBER, OTHER_DATE, OTHER_YEAR = len(CODE_LABELS), len(DATE_LABELS), len(AMOUNT_LABELS)
OTHER_SEEN = len(MASK_LABELS)
ONE_PLACE = tuple(1 + ADDRESS_LABELS.index(n) for n in ("exact", "same", "alike"))
_OWN = (
    "birth",
    "parent",
    "id",
    "reach",
    "firm",
    "web",
)  # roles of what is a person's own, a telephone and mailbox among it
_HOME = ("address", "street", "postcode", "geo")


def level_of(name: str, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Levels of one comparison (uint8); 0 throughout where it is not made."""
    for k, comparison in enumerate(comparisons):
        if comparison.name == name:
            return known.levels[:, k]
    return np.zeros(len(known.levels), dtype=np.uint8)


@dataclass(frozen=True)
class Seen:
    """The evidence of some pairs of persons, read as a judge of families reads it (all bool, one a pair).

    `givens`, `middles`: both have a whole given or middle name, and not a letter or two of it.
    """

    known: Evidence
    comparisons: list[Comparison]
    givens: np.ndarray
    middles: np.ndarray

    def level(self, name: str) -> np.ndarray:
        """Levels of one comparison."""
        return level_of(name, self.known, self.comparisons)

    @cached_property
    def same_given(self) -> np.ndarray:
        """Given names that are one name, short, misspelt or in another script."""
        return np.isin(self.level("given"), (EXACT, EQUIVALENT, TYPO, CLOSE))

    @cached_property
    def other_given(self) -> np.ndarray:
        """Both have a whole given name, and they are nothing alike."""
        return (self.level("given") >= UNLIKE) & self.givens

    @cached_property
    def one_surname(self) -> np.ndarray:
        """Surnames that are the same."""
        return np.isin(self.level("surname"), (EXACT, EQUIVALENT))

    @cached_property
    def like_surname(self) -> np.ndarray:
        """Surnames that are the same, or a slip apart."""
        return np.isin(self.level("surname"), (EXACT, EQUIVALENT, TYPO))

    @cached_property
    def other_surname(self) -> np.ndarray:
        """Both have a surname, and they are nothing alike."""
        return self.level("surname") >= UNLIKE

    @cached_property
    def same_number(self) -> np.ndarray:
        """A number that a state gives one person is the same; or a digit apart, as twins' numbers are."""
        return self._any_number(EXACT) | self._any_number(ONE_DIGIT) & ~self.other_given

    @cached_property
    def next_number(self) -> np.ndarray:
        """Numbers a digit apart of two given names: twins are given theirs together."""
        return self._any_number(ONE_DIGIT) & self.other_given

    @cached_property
    def other_number(self) -> np.ndarray:
        """Such a number differs, or its end does, and none is the same."""
        return (self._any_number(OTHER_NUMBER) | self.other_tail) & ~self.same_number

    @cached_property
    def other_tail(self) -> np.ndarray:
        """One has but the end of such a number, or hides a part, and what both show of it differs."""
        return (self.level("id_tail") == OTHER_NUMBER) | (self.level("id_mask") == OTHER_SEEN)

    @cached_property
    def like_number(self) -> np.ndarray:
        """Such a number is the same, or a slip or two apart."""
        return np.logical_or.reduce([self._any_number(level) for level in range(EXACT, OTHER_NUMBER)])

    def _any_number(self, level: int) -> np.ndarray:
        return np.logical_or.reduce([self.level(n) == level for n in ("national_id", "tax_id")])

    @cached_property
    def same_birth(self) -> np.ndarray:
        """Birth dates that are the same, or a slip apart."""
        return np.isin(self.level("birth_date"), (EXACT, ONE_DIGIT))

    @cached_property
    def like_birth(self) -> np.ndarray:
        """Birth dates that have something in common."""
        return (self.level("birth_date") > 0) & (self.level("birth_date") < OTHER_DATE)

    @cached_property
    def other_birth(self) -> np.ndarray:
        """Birth dates with nothing in common, or years of birth that no wrong age explains."""
        return (self.level("birth_date") == OTHER_DATE) | (self.level("birth_year") == OTHER_YEAR)

    @cached_property
    def other_sex(self) -> np.ndarray:
        """Both have a sex, and they differ."""
        return self.level("gender") > EXACT

    @cached_property
    def same_mailbox(self) -> np.ndarray:
        """Mailboxes that are the same."""
        return self.level("email") == EXACT

    @cached_property
    def same_home(self) -> np.ndarray:
        """Addresses that are one."""
        return np.isin(self.level("address"), ONE_PLACE) | np.isin(self.level("street"), ONE_PLACE)

    @cached_property
    def colleagues(self) -> np.ndarray:
        """Both of one organisation."""
        return self.level("firm") == EXACT

    @cached_property
    def other_age(self) -> np.ndarray:
        """Ages, as plain numbers, more than five years apart: father and son of one name."""
        apart = np.zeros(len(self.known.levels), dtype=bool)
        for k, comparison in enumerate(self.comparisons):
            if comparison.role == "birth" and comparison.labels == AMOUNT_LABELS:
                apart |= self.known.levels[:, k] == len(AMOUNT_LABELS)
        return apart

    @cached_property
    def contradicted(self) -> np.ndarray:
        """Something that is a person's own differs: number, sex, middle name, birth date, age."""
        numbers = self.other_number | self.next_number
        initials = self.level("middle") >= FAINT
        return numbers | self.other_sex | initials | self.other_birth | self.other_age

    @cached_property
    def other_parent(self) -> np.ndarray:
        """Names of a father or a mother with nothing in common."""
        return np.logical_or.reduce(
            [self.known.levels[:, k] >= UNLIKE for k, c in enumerate(self.comparisons) if c.role == "parent"],
            initial=False,
        )

    @cached_property
    def contradicted_twice(self) -> np.ndarray:
        """Two things that are a person's own differ beyond a slip, and neither number nor mailbox is the same."""
        middle = self.level("middle") >= FAINT
        differ = [self.other_number, self.other_sex, middle, self.other_birth | self.other_age]
        return (np.sum(differ, axis=0) > 1) & ~self.same_number & ~self.same_mailbox

    @cached_property
    def other_middle(self) -> np.ndarray:
        """Whole middle names that are nothing alike."""
        return (self.level("middle") >= FAINT) & self.middles

    @cached_property
    def like_mailbox(self) -> np.ndarray:
        """Mailboxes that are the same, misspelt or moved to another provider."""
        level = self.level("email")
        return (level > 0) & (level < EMAIL_LABELS.index("close") + 1)

    def anything(self, same: bool, birth: bool = True) -> np.ndarray:
        """Pairs that agree (or, not `same`, differ) in anything personal beside their names, or in their home.

        `birth`: whether a birth date counts.
        """
        hit = np.zeros(len(self.known.levels), dtype=bool)
        for k, comparison in enumerate(self.comparisons):
            level, worst = self.known.levels[:, k], len(comparison.labels)
            if comparison.name == "email":  # another made of the same name is another mailbox
                level, worst = np.minimum(level, LIKE_NAME), LIKE_NAME
            if comparison.name == "gender" or (comparison.role == "birth" and not birth):
                continue
            if comparison.name in TAILS and same:  # one namesake in ten thousand has the same four figures
                continue
            if comparison.role in _OWN or comparison.name in _HOME:
                hit |= (level > 0) & (level < worst) if same else level == worst
            elif comparison.name == "middle" and same:
                hit |= level == EXACT
        return hit
