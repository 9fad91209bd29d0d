"""Two snapshots of a roll of voters, and five parties with copies of four short fields.

People move, marry and age between the snapshots; telephones are mostly blank; families share a house;
fathers and sons share a name and tell themselves apart by a suffix.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from .noise import Level, number_slip, worn
from .people import Names, short_form
from .writing import Pool

RACES = ("W", "B", "A", "O", "U", "I", "M")


@dataclass(frozen=True)
class Voter:
    """A person on the roll."""

    given: str
    middle: str
    last: str
    suffix: str
    sex: str
    race: str
    age: int
    house: str
    street: str
    city: str
    zip: str
    phone: str


class Roll:
    """Makes voters in houses."""

    def __init__(self, dice: Random) -> None:
        from faker import Faker

        self.dice, self.names = dice, Names("en_US", dice)
        fake = Faker("en_US")
        fake.seed_instance(dice.randrange(10**6))
        self.streets = [fake.street_name() for _ in range(600)]
        self.cities = [(fake.city(), f"{27000 + i * 13}") for i in range(60)]

    def home(self) -> dict[str, str]:
        """An address."""
        city, code = self.dice.choice(self.cities)
        number = str(self.dice.randint(1, 9999))
        return {"house": number, "street": self.dice.choice(self.streets), "city": city, "zip": code}

    def voter(self, last: str, home: dict[str, str], sex: str | None = None) -> Voter:
        """A voter of this surname and home."""
        dice = self.dice
        sex = sex or dice.choice("MF")
        middle = self.names.given(sex) if dice.random() < 0.85 else ""
        race = dice.choices(RACES, (62, 22, 3, 4, 6, 1, 2))[0]
        phone = f"{dice.choice((252, 336, 704, 828, 910, 919))}{dice.randint(2000000, 9999999)}"
        phone = phone if dice.random() < 0.2 else ""
        return Voter(self.names.given(sex), middle, last, "", sex, race, dice.randint(18, 95), **home, phone=phone)

    def family(self) -> list[Voter]:
        """One to four voters of a house, sometimes with a junior of the same name."""
        last, home = self.names.last(), self.home()
        people = [self.voter(last, home) for _ in range(self.dice.choices((1, 2, 3, 4), (50, 30, 13, 7))[0])]
        first = people[0]
        if first.sex == "M" and first.age > 45 and self.dice.random() < 0.25:
            people[0] = replace(first, suffix="SR")
            people.append(replace(first, suffix="JR", age=first.age - self.dice.randint(20, 28)))
        return people

    def later(self, voter: Voter) -> Voter:
        """The voter four years on: older, perhaps moved, married, with another telephone."""
        dice = self.dice
        changed = replace(voter, age=voter.age + 4)
        if dice.random() < 0.3:
            changed = replace(changed, **self.home())
        if voter.sex == "F" and dice.random() < 0.07:
            married = self.names.last()
            changed = replace(changed, last=married, middle=voter.last if dice.random() < 0.4 else voter.middle)
        return changed


def _entry(voter: Voter, level: Level, dice: Random) -> dict[str, str]:
    given = short_form(voter.given, dice) if dice.random() < level.change / 3 else voter.given
    middle = voter.middle[:1] if dice.random() < level.change else voter.middle
    age = voter.age + (dice.choice((-1, 1)) if dice.random() < level.change else 0)
    suffix = "" if dice.random() < level.missing else voter.suffix
    typed = replace(level, missing=0.0)
    street = f"{number_slip(voter.house, dice) if dice.random() < level.typo / 2 else voter.house} {voter.street}"
    values = {
        "first_name": worn(given, typed, dice),
        "middle_name": worn(middle, level, dice),
        "last_name": worn(voter.last, typed, dice),
        "name_suffix": suffix,
        "age": str(age),
        "gender": voter.sex if dice.random() > level.missing / 2 else "U",
        "race": voter.race if dice.random() > level.change / 2 else "U",
        "res_street_address": worn(street, typed, dice),
        "res_city": worn(voter.city, typed, dice),
        "state": "NC",
        "zip_code": worn(voter.zip, level, dice, number_slip),
        "phone_number": worn(voter.phone, level, dice, number_slip),
    }
    return {name: value.upper() for name, value in values.items()}


def voters(seed: int, size: int = 6000, level: str = "mild") -> Pool:
    """Two snapshots of about `size` voters; two in three are on both, a few registered twice on one."""
    dice, noise, pool = Random(seed), Level.of(level), Pool()
    roll, count = Roll(dice), 0
    while count < size:
        people = roll.family()
        names = []
        for person in people:
            entity = f"v{count}"
            count += 1
            names.append(entity)
            shows = dice.choices(("both", "first", "second"), (66, 17, 17))[0]
            if shows != "second":
                pool.add(entity, {"snapshot": "2016"} | _entry(person, noise, dice))
                if dice.random() < 0.03:
                    pool.add(entity, {"snapshot": "2016"} | _entry(replace(person, **roll.home()), noise, dice))
            if shows != "first":
                pool.add(entity, {"snapshot": "2020"} | _entry(roll.later(person), noise, dice))
        if people[-1].suffix == "JR":
            pool.forbid(names[0], names[-1])
    return pool


def parties(seed: int, size: int = 4000, level: str = "medium") -> Pool:
    """Five parties hold given name, surname, suburb and postcode of overlapping people, mistyped."""
    dice, noise, pool = Random(seed), replace(Level.of(level), missing=0.02), Pool()
    roll = Roll(dice)
    for number in range(size):
        person = roll.voter(roll.names.last(), roll.home())
        for party in dice.sample("ABCDE", dice.choices((1, 2, 3, 4, 5), (40, 20, 15, 13, 12))[0]):
            row = {
                "givenname": worn(person.given, noise, dice),
                "surname": worn(person.last, noise, dice),
                "suburb": worn(person.city, noise, dice),
                "postcode": worn(person.zip, noise, dice, number_slip),
            }
            pool.add(f"p{number}", {"source": party} | {k: v.lower() for k, v in row.items()})
    return pool
