"""What the sets about persons share: names by frequency, nicknames, streets, dates."""

from __future__ import annotations

from itertools import accumulate
from random import Random

SHORT = {
    "william": ("bill", "will", "billy"), "robert": ("bob", "rob", "bobby"), "richard": ("rick", "dick"),
    "james": ("jim", "jimmy"), "john": ("jack", "johnny"), "michael": ("mike", "mick"), "joseph": ("joe",),
    "thomas": ("tom", "tommy"), "charles": ("charlie", "chuck"), "christopher": ("chris",),
    "daniel": ("dan", "danny"), "matthew": ("matt",), "anthony": ("tony",), "edward": ("ed", "ted", "ned"),
    "steven": ("steve",), "kenneth": ("ken",), "andrew": ("andy", "drew"), "joshua": ("josh",),
    "benjamin": ("ben",), "samuel": ("sam",), "gregory": ("greg",), "alexander": ("alex", "sandy"),
    "patrick": ("pat", "paddy"), "jonathan": ("jon",), "nicholas": ("nick",), "lawrence": ("larry",),
    "elizabeth": ("liz", "beth", "betty", "eliza"), "margaret": ("maggie", "peggy", "meg"),
    "katherine": ("kate", "kathy", "katie"), "patricia": ("pat", "trish"), "jennifer": ("jen", "jenny"),
    "susan": ("sue", "susie"), "deborah": ("deb", "debbie"), "barbara": ("barb",), "rebecca": ("becky",),
    "jessica": ("jess",), "dorothy": ("dot", "dolly"), "kimberly": ("kim",), "pamela": ("pam",),
    "mary": ("molly", "polly"), "sarah": ("sally",), "ann": ("nancy", "annie"), "abigail": ("abby",),
    "victoria": ("vicky",), "samantha": ("sam",), "catherine": ("cathy", "kitty"), "frances": ("fanny",),
    "henry": ("harry", "hal"), "george": ("geordie",), "frederick": ("fred",), "francis": ("frank",),
}  # fmt: skip


class Names:
    """Given names and surnames drawn by how frequent they are in a country (Faker's census lists)."""

    def __init__(self, locale: str, dice: Random) -> None:
        from faker import Faker

        provider = next(p for p in Faker(locale).get_providers() if hasattr(p, "last_names"))
        self.dice = dice
        self._male = _weighted(getattr(provider, "first_names_male", provider.first_names))
        self._female = _weighted(getattr(provider, "first_names_female", provider.first_names))
        self._last = _weighted(provider.last_names)

    def given(self, sex: str) -> str:
        """A given name for M or F."""
        return _draw(self._male if sex == "M" else self._female, self.dice)

    def last(self) -> str:
        """A surname."""
        return _draw(self._last, self.dice)


def _weighted(source: object) -> tuple[list[str], list[float]]:
    pairs = source.items() if hasattr(source, "items") else [(name, None) for name in dict.fromkeys(source)]
    words, weights = [], []
    for rank, (word, weight) in enumerate(pairs):
        words.append(word)
        weights.append(weight if weight else 1 / (rank + 10))
    return words, list(accumulate(weights))


def _draw(table: tuple[list[str], list[float]], dice: Random) -> str:
    return dice.choices(table[0], cum_weights=table[1])[0]


def short_form(given: str, dice: Random) -> str:
    """A nickname where there is one, else the name itself."""
    found = SHORT.get(given.lower())
    return dice.choice(found).title() if found else given


def birthday(dice: Random, first: int = 1930, last: int = 2003) -> str:
    """A day of birth, ISO."""
    return f"{dice.randint(first, last)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
