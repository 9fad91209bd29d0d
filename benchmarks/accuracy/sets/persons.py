"""Persons with a social security number: households, twins, juniors, borrowed and mistyped numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from .noise import Level, date_slip, number_slip, worn
from .people import Names, birthday, short_form
from .writing import Pool


@dataclass(frozen=True)
class Member:
    """A person of a household."""

    first: str
    middle: str
    last: str
    born: str
    ssn: str
    house: str
    street: str
    city: str
    zip: str


def _ssn(dice: Random) -> str:
    return f"{dice.randint(1, 665):03d}-{dice.randint(1, 99):02d}-{dice.randint(1, 9999):04d}"


class County:
    """Makes households, some with twins or a namesake father and son."""

    def __init__(self, dice: Random) -> None:
        from faker import Faker

        fake = Faker("en_US")
        fake.seed_instance(dice.randrange(10**6))
        self.dice, self.names = dice, Names("en_US", dice)
        self.streets = [fake.street_name().lower() for _ in range(300)]
        self.cities = [fake.city() for _ in range(12)]

    def member(self, last: str, home: dict[str, str], years: tuple[int, int]) -> Member:
        """One person of a home, born between two years."""
        dice, names = self.dice, self.names
        sex = dice.choice("MF")
        middle = names.given(sex)
        return Member(names.given(sex), middle, last, birthday(dice, *years), _ssn(dice), **home)

    def home(self) -> dict[str, str]:
        """An address."""
        dice = self.dice
        return {
            "house": str(dice.randint(1, 9900)),
            "street": dice.choice(self.streets),
            "city": dice.choice(self.cities),
            "zip": f"{dice.randint(98001, 98099)}",
        }

    def household(self) -> tuple[list[Member], list[tuple[int, int]]]:
        """Its members, and which two of them are easily taken for one."""
        dice, last, home, near = self.dice, self.names.last(), self.home(), []
        people = [self.member(last, home, (1940, 1985))]
        if dice.random() < 0.6:
            partner = self.member(last if dice.random() < 0.8 else self.names.last(), home, (1940, 1985))
            people.append(partner)
        for _ in range(dice.choices((0, 1, 2, 3), (40, 25, 25, 10))[0]):
            people.append(self.member(last, home, (1986, 2008)))
        if len(people) > 2 and dice.random() < 0.25:
            twin = self.member(last, home, (1990, 1991))
            alike = people[-1].first[:2] + twin.first[2:].lower() if dice.random() < 0.5 else twin.first
            people.append(replace(twin, first=alike, born=people[-1].born))
            near.append((len(people) - 2, len(people) - 1))
        if len(people) > 2 and dice.random() < 0.12:
            people[2] = replace(people[2], first=people[0].first)
            near.append((0, 2))
        return people, near


def _entry(who: Member, source: str, level: Level, dice: Random) -> dict[str, str]:
    first = short_form(who.first, dice) if dice.random() < level.change / 3 else who.first
    year, month, day = who.born.split("-")
    born = worn(who.born, level, dice, date_slip)
    year, month, day = born.split("-") if born else ("", "", "")
    return {
        "source": source,
        "first_name": worn(first, level, dice),
        "middle_initial": worn(who.middle[:1], level, dice, lambda *_: dice.choice("ABCDEJKLMRST")),
        "last_name": worn(who.last, level, dice),
        "date_of_birth": f"{month}/{day}/{year}" if born else "",
        "street_number": worn(who.house, level, dice, number_slip),
        "street_name": worn(who.street, level, dice),
        "city": worn(who.city, level, dice),
        "state": "WA",
        "zipcode": worn(who.zip, level, dice, number_slip),
        "ssn": worn(who.ssn, replace(level, missing=level.missing * 2), dice, number_slip),
    }


def persons(seed: int, households: int = 2500, level: str = "medium") -> Pool:
    """A census and two tax rolls over `households` homes; some borrow the number of a housemate."""
    dice, noise, pool = Random(seed), Level.of(level), Pool()
    county = County(dice)
    for home in range(households):
        people, near = county.household()
        for a, b in near:
            pool.forbid(f"h{home}.{a}", f"h{home}.{b}")
        for number, who in enumerate(people):
            for source in ("census", "w2", "1040"):
                if dice.random() > (0.9 if source == "census" else 0.45):
                    continue
                seen = replace(who, **county.home()) if dice.random() < 0.12 else who
                if source != "census" and dice.random() < 0.02:
                    seen = replace(seen, ssn=dice.choice(people).ssn)
                pool.add(f"h{home}.{number}", _entry(seen, source, noise, dice))
    return pool
