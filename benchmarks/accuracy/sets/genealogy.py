"""Persons in history as many registers wrote them: clusters of ten and more, heavy noise, many namesakes.

A few dozen great families give many people the same surname, and given names repeat within a family.
"""

from __future__ import annotations

from random import Random

from .noise import Level, date_slip, worn
from .people import Names, birthday, short_form
from .writing import Pool

TRADES = (
    "politician", "army officer", "clergyman", "farmer", "landowner", "lawyer", "merchant", "painter",
    "physician", "poet", "sailor", "schoolmaster", "weaver", "writer", "engineer",
    "banker", "actor", "botanist",
)  # fmt: skip


def _postcode(dice: Random) -> str:
    area = dice.choice(("tq", "ex", "pl", "bs", "ba", "yo", "ls", "cb", "nr", "gl", "sw", "ec", "tr", "dt"))
    inward = f"{dice.randint(1, 9)}{dice.choice('abdefghjlnp')}{dice.choice('abdefghjlnp')}"
    return f"{area}{dice.randint(1, 28)} {inward}"


def _person(names: Names, last: str, places: list[str], dice: Random) -> dict[str, str]:
    sex = "M" if dice.random() < 0.75 else "F"
    given = [names.given(sex) for _ in range(dice.choices((1, 2, 3), (55, 35, 10))[0])]
    return {
        "given": " ".join(given).lower(),
        "surname": last.lower(),
        "title": dice.choice(("1st baronet", "sir", "lord", "dr", "rev")) if dice.random() < 0.15 else "",
        "dob": birthday(dice, 1600, 1890),
        "birth_place": dice.choice(places),
        "postcode": _postcode(dice),
        "gender": {"M": "male", "F": "female"}[sex],
        "occupation": dice.choice(TRADES),
    }


def _entry(person: dict[str, str], level: Level, dice: Random) -> dict[str, str]:
    given, last = person["given"].split(), person["surname"]
    if dice.random() < level.change / 2:
        given[0] = short_form(given[0], dice).lower()
    if len(given) > 1 and dice.random() < 0.5:
        given = given[:1]
    if dice.random() < level.change / 4:
        given[0] = given[0][0]
    postcode = person["postcode"]
    if dice.random() < level.change:
        postcode = postcode.split()[0] + _postcode(dice)[-4:]
    full = " ".join([*given, last])
    if person["title"] and dice.random() < 0.6:
        full = f"{person['title']} {full}" if len(person["title"]) < 5 else f"{full}, {person['title']}"
    first, last = worn(given[0], level, dice), worn(last, level, dice)
    if dice.random() < level.change / 8:
        first, last = last, first
    return {
        "full_name": worn(full, level, dice),
        "first_name": first,
        "surname": last,
        "dob": worn(person["dob"], level, dice, date_slip),
        "birth_place": worn(person["birth_place"], level, dice),
        "postcode": worn(postcode, level, dice),
        "gender": worn(person["gender"], level, dice, lambda value, _: value),
        "occupation": worn(person["occupation"] if dice.random() > 0.1 else dice.choice(TRADES), level, dice),
    }


def genealogy(seed: int, people: int = 1400, level: str = "medium") -> Pool:
    """About nine records a person over `people` persons, half of them of fifty great families."""
    from faker import Faker

    dice, noise, pool = Random(seed), Level.of(level), Pool()
    names = Names("en_GB", dice)
    fake = Faker("en_GB")
    fake.seed_instance(seed)
    places = [fake.city().lower() for _ in range(120)]
    great = [names.last() for _ in range(50)]
    for number in range(people):
        last = dice.choice(great) if dice.random() < 0.5 else names.last()
        person = _person(names, last, places, dice)
        for _ in range(min(25, 1 + int(dice.expovariate(1 / 8)))):
            pool.add(f"g{number}", _entry(person, noise, dice))
    return pool
