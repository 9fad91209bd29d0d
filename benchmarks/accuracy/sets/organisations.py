"""Organisations and their sites in several languages.

A site is an organisation at an address: two sites of one organisation are different customers, and so are
sister companies that share a brand. The same site is written with another legal form, in capitals, cut
short, with its city behind it, or by initials.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from .noise import Level, number_slip, worn
from .people import Names
from .writing import Pool

FORMS = {
    "en_GB": (("Limited", "Ltd", "Ltd.", "LTD"), ("PLC", "plc", "Public Limited Company"), ("LLP", "")),
    "en_US": (("Inc", "Inc.", "Incorporated"), ("LLC", "L.L.C."), ("Corp", "Corporation", "Corp.")),
    "de_DE": (("GmbH", "G.m.b.H.", "GMBH"), ("AG", "Aktiengesellschaft"), ("GmbH & Co. KG", "GmbH & Co KG")),
    "fr_FR": (("SARL", "S.A.R.L.", "Sàrl"), ("SAS", "S.A.S."), ("SA", "S.A.")),
    "es_ES": (("S.L.", "SL", "Sociedad Limitada"), ("S.A.", "SA", "Sociedad Anónima")),
    "it_IT": (("S.r.l.", "SRL", "Srl"), ("S.p.A.", "SPA")),
    "nl_NL": (("B.V.", "BV"), ("N.V.", "NV")),
}
TRADES = {
    "en": (("Engineering", "Eng"), ("Manufacturing", "Mfg"), ("International", "Intl"), ("Systems", "Sys"),
           ("Technologies", "Tech"), ("Services", "Svcs"), ("Logistics", "Log."), ("Chemicals", "Chem"),
           ("Foods", "Foods"), ("Electronics", "Elec"), ("Brothers", "Bros"), ("Consulting", "Cons")),
    "de": (("Maschinenbau", "Masch.bau"), ("Handelsgesellschaft", "Handelsges."), ("Bäckerei", "Baeckerei"),
           ("Elektrotechnik", "E-Technik"), ("Spedition", "Sped."), ("Möbelhaus", "Moebelhaus")),
    "fr": (("Transports", "Trsp"), ("Boulangerie", "Boul."), ("Société Générale de Bâtiment", "SGB"),
           ("Électricité", "Electricite"), ("Établissements", "Ets")),
    "es": (("Construcciones", "Constr."), ("Hermanos", "Hnos."), ("Distribuciones", "Distr."),
           ("Talleres", "Tall.")),
    "it": (("Costruzioni", "Costr."), ("Fratelli", "F.lli"), ("Alimentari", "Alim."), ("Officine", "Off.")),
    "nl": (("Bouwbedrijf", "Bouwbedr."), ("Handelsonderneming", "Handelsond."), ("Gebroeders", "Gebr."),
           ("Technische Unie", "TU")),
}  # fmt: skip


@dataclass(frozen=True)
class Site:
    """An organisation at an address."""

    brand: str
    trade: tuple[str, str]
    form: tuple[str, ...]
    street: str
    city: str
    zip: str
    phone: str
    web: str
    country: str


class Register:
    """Makes organisations with sites and sisters."""

    def __init__(self, dice: Random) -> None:
        from faker import Faker

        self.dice = dice
        self.fakes = {locale: Faker(locale) for locale in FORMS}
        for fake in self.fakes.values():
            fake.seed_instance(dice.randrange(10**6))
        self.names = {locale: Names(locale, dice) for locale in FORMS}

    def place(self, locale: str) -> dict[str, str]:
        """An address and telephone."""
        fake, dice = self.fakes[locale], self.dice
        return {
            "street": fake.street_address().replace("\n", " "),
            "city": fake.city(),
            "zip": fake.postcode(),
            "phone": f"0{dice.randint(20, 99)} {dice.randint(100, 999)} {dice.randint(1000, 9999)}",
        }

    def organisation(self) -> Site:
        """A first site."""
        dice = self.dice
        locale = dice.choice(list(FORMS))
        names = self.names[locale]
        brand = dice.choice((names.last(), f"{names.last()} & {names.last()}", f"{names.given('M')} {names.last()}"))
        trade = dice.choice(TRADES[locale[:2]])
        word = "".join(c for c in brand.lower() if c.isascii() and c.isalpha())[:16]
        web = f"www.{word}.{locale[-2:].lower() if locale != 'en_US' else 'com'}"
        return Site(brand, trade, dice.choice(FORMS[locale]), web=web, country=locale[-2:], **self.place(locale))

    def relatives(self, site: Site) -> list[Site]:
        """Other sites of the organisation, and sister companies of the brand at the same address."""
        dice, locale = self.dice, next(x for x in FORMS if x.endswith(site.country))
        others = [replace(site, **self.place(locale)) for _ in range(dice.choices((0, 1, 2, 3), (60, 20, 12, 8))[0])]
        if dice.random() < 0.2:
            sister = [t for t in TRADES[locale[:2]] if t != site.trade]
            others.append(replace(site, trade=dice.choice(sister), phone=self.place(locale)["phone"]))
        return others


def _name(site: Site, level: Level, dice: Random) -> str:
    brand, trade = worn(site.brand, replace(level, missing=0), dice), site.trade[0]
    if dice.random() < level.change:
        trade = site.trade[1]
    form = dice.choice(site.form) if dice.random() > level.missing else ""
    if dice.random() < level.change / 4:
        brand = "".join(word[0] for word in brand.replace("&", "").split())
    words = [brand, trade, form]
    if dice.random() < level.change / 3:
        words = [trade, brand, form]
    name = " ".join(w for w in words if w)
    if dice.random() < level.change / 3:
        name = f"{name} - {site.city}"
    if dice.random() < level.change:
        name = name.replace("&", dice.choice(("and", "+", "u.", "et")) if site.country != "GB" else "and")
    if dice.random() < level.change / 2:
        name = name.translate(str.maketrans("äöüéèàñßóí", "aoueeansoi"))
    return dice.choices((name, name.upper(), name.lower()), (70, 22, 8))[0]


def _entry(site: Site, level: Level, dice: Random) -> dict[str, str]:
    phone = worn(site.phone, level, dice, number_slip)
    return {
        "organisation": _name(site, level, dice),
        "street": worn(site.street, level, dice),
        "town": worn(site.city, level, dice),
        "postal_code": worn(site.zip, level, dice, number_slip),
        "country": site.country,
        "telephone": phone.replace(" ", dice.choice((" ", "-", ""))),
        "website": worn(site.web, replace(level, missing=0.4), dice),
    }


def organisations(seed: int, size: int = 1500, level: str = "medium") -> Pool:
    """Sites of about `size` organisations; sites and sisters of one brand are marked as never to merge."""
    dice, noise, pool = Random(seed), Level.of(level), Pool()
    register = Register(dice)
    for number in range(size):
        site = register.organisation()
        family = [site, *register.relatives(site)]
        for at, member in enumerate(family):
            for _ in range(dice.choices((1, 2, 3, 4, 6), (40, 28, 16, 10, 6))[0]):
                pool.add(f"o{number}.{at}", _entry(member, noise, dice))
            for earlier in range(at):
                pool.forbid(f"o{number}.{earlier}", f"o{number}.{at}")
    return pool
