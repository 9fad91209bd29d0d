"""Customers of a shop as tills, web forms and call centres wrote them, one name column, many formats."""

from __future__ import annotations

from random import Random

from .noise import Level, date_slip, number_slip, worn
from .people import Names, birthday, short_form
from .writing import Pool

COUNTRIES = (("en_US", "+1", "1"), ("de_DE", "+49", "0"), ("fr_FR", "+33", "0"), ("es_ES", "+34", ""))


def _person(locale: str, names: Names, fake: object, code: str, dice: Random) -> dict[str, str]:
    sex = dice.choice("MF")
    given, last = names.given(sex), names.last()
    host = fake.free_email_domain() if dice.random() < 0.7 else fake.domain_name()
    plain = f"{given}.{last}" if dice.random() < 0.6 else f"{given[0]}{last}{dice.randint(1, 99)}"
    return {
        "given": given,
        "last": last,
        "born": birthday(dice, 1940, 2005),
        "email": plain.lower().replace(" ", "").encode("ascii", "ignore").decode() + "@" + host,
        "phone": f"{code}{dice.randint(201, 989)}{dice.randint(2000000, 9999999)}",
        "tax": f"{dice.randint(10**8, 10**9 - 1)}",
        "street": fake.street_address().replace("\n", " "),
        "city": fake.city(),
        "zip": fake.postcode(),
        "country": locale[-2:],
    }


def _phone(phone: str, code: str, trunk: str, dice: Random) -> str:
    local = phone[len(code) :]
    spaced = f"{local[:3]}{dice.choice(' -.')}{local[3:6]}{dice.choice(' -.')}{local[6:]}"
    return dice.choice(
        (phone, f"{trunk}{local}", f"{code} {spaced}", f"{trunk}{spaced}", f"({local[:3]}) {spaced[4:]}")
    )


def _name(person: dict[str, str], level: Level, dice: Random) -> str:
    given, last = person["given"], person["last"]
    if dice.random() < level.change / 2:
        given = short_form(given, dice)
    if dice.random() < level.change / 3:
        given = given[0] + "."
    given, last = worn(given, level, dice), worn(last, level, dice)
    form = dice.choices(("{g} {l}", "{l}, {g}", "{L} {g}", "{l} {g}"), (70, 12, 8, 10))[0]
    return form.format(g=given, l=last, L=last.upper()).strip(" ,")


def _born(iso: str, dice: Random) -> str:
    if not iso:
        return ""
    year, month, day = iso.split("-")
    return dice.choice((iso, iso, f"{day}.{month}.{year}", f"{year}/{month}/{day}"))


def _entry(person: dict[str, str], country: tuple[str, str, str], level: Level, dice: Random) -> dict[str, str]:
    phone = worn(person["phone"], level, dice, number_slip)
    row = {
        "Customer Name": _name(person, level, dice),
        "Birth date": _born(worn(person["born"], level, dice, date_slip), dice),
        "E-mail": worn(person["email"], level, dice),
        "Telephone": _phone(phone, country[1], country[2], dice) if phone else "",
        "Tax no.": worn(person["tax"], level, dice, number_slip),
        "Street": worn(person["street"], level, dice),
        "City": worn(person["city"], level, dice),
        "Zip": worn(person["zip"], level, dice, number_slip),
        "Country": person["country"],
    }
    return {k: v.upper() if dice.random() < 0.08 else v for k, v in row.items()}


def customers(seed: int, size: int = 4000, level: str = "medium") -> Pool:
    """About 2.2 records a customer; families share telephone, address and surname."""
    from faker import Faker

    dice, noise, pool = Random(seed), Level.of(level), Pool()
    makers = [(c, Names(c[0], dice), Faker(c[0])) for c in COUNTRIES]
    for maker in makers:
        maker[2].seed_instance(seed)
    for number in range(size):
        country, names, fake = dice.choices(makers, (6, 2, 1, 1))[0]
        person = _person(country[0], names, fake, country[1], dice)
        people = [person]
        if dice.random() < 0.12:
            same = ("last", "phone", "street", "city", "zip")
            people.append(_person(country[0], names, fake, country[1], dice) | {k: person[k] for k in same})
            pool.forbid(f"c{number}.0", f"c{number}.1")
        for kin, who in enumerate(people):
            for copy in range(dice.choices((1, 2, 3, 4, 5), (35, 30, 20, 10, 5))[0]):
                moved = {}
                if copy and dice.random() < noise.change:
                    moved = {"street": fake.street_address().replace("\n", " "), "city": fake.city()}
                if copy and dice.random() < noise.change:
                    moved["phone"] = f"{country[1]}{dice.randint(201, 989)}{dice.randint(2000000, 9999999)}"
                pool.add(f"c{number}.{kin}", _entry(who | moved, country, noise, dice))
    return pool
