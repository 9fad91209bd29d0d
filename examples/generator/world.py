"""The true parties of one block: organisations, their contacts, persons, and who is easily mistaken for whom."""

from dataclasses import dataclass, field

import numpy as np

from . import identifiers, words
from .lexicon import Names, pinyin
from .places import BUILDINGS, CITIES, ESTATES, FOREIGN, FOREIGN_STREETS, ROADS
from .settings import STRIDE

Column = np.ndarray  # of objects: text, None where there is none
Table = dict[str, Column]


@dataclass
class World:
    """One block of truth.

    `organisations` and `parties` are tables of text columns, one row each. A party is a customer: a person, a
    contact at an organisation, or the organisation itself; `parties["org"]` points at its organisation (-1: none).
    `strangers` are pairs of parties that must never be merged, with the kind of trap.
    """

    organisations: Table = field(default_factory=dict)
    parties: Table = field(default_factory=dict)
    strangers: list[tuple[int, int, str]] = field(default_factory=list)


def draw(rng: np.random.Generator, options: tuple | list | str, size: int) -> Column:
    """Return `size` options drawn evenly, as an object column."""
    pool = np.empty(len(options), dtype=object)
    pool[:] = list(options)
    return pool[rng.integers(0, len(options), size)]


def weighted(rng: np.random.Generator, options: tuple, weights: tuple, size: int) -> Column:
    """Return `size` options drawn by weight."""
    pool = np.empty(len(options), dtype=object)
    pool[:] = list(options)
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return pool[np.searchsorted(edges, rng.random(size) * edges[-1], side="right").clip(0, len(options) - 1)]


def column(values: list) -> Column:
    """Return a list as an object column."""
    result = np.empty(len(values), dtype=object)
    result[:] = values
    return result


def make_world(rng: np.random.Generator, customers: int, block: int, names: Names) -> World:
    """Return the parties of a block of about `customers` customers, before `traps.plant_traps`."""
    world = World()
    contacts = round(customers * 0.43)
    alone = round(customers * 0.12)
    employers = max(1, round(contacts / 1.45))
    make_organisations(rng, world, employers + alone, block)
    own = np.arange(employers + alone)
    extra = rng.integers(0, employers, max(0, contacts - employers))
    of_contact = np.concatenate([np.arange(employers), extra])[:contacts]
    persons = customers - contacts - alone
    _make_parties(rng, world, (own, of_contact, persons), block, names)
    return world


def make_organisations(rng: np.random.Generator, world: World, count: int, block: int) -> None:
    """Fill `world.organisations`: names in parts, USCC, place, switchboard, domain."""
    base = block * STRIDE
    city = rng.integers(0, len(CITIES), count)
    district = rng.integers(0, 8, count)
    long_brand = rng.random(count) < 0.55
    brand = [
        head + tail + (third if long else "")
        for head, tail, third, long in zip(
            draw(rng, words.BRAND_HEADS, count), draw(rng, words.BRAND_TAILS, count),
            draw(rng, words.BRAND_TAILS, count), long_brand, strict=True,
        )
    ]  # fmt: skip
    industry = draw(rng, words.INDUSTRIES, count)
    org: Table = {
        "entity": column([f"O{base + i:08d}" for i in range(count)]),
        "city": column([CITIES[c] for c in city]),
        "brand": column(brand),
        "industry": column([i[0] for i in industry]),
        "trade": column([i[1] for i in industry]),
        "form": draw(rng, words.FORMS, count),
        "class": draw(rng, words.INDUSTRY_CLASSES, count),
        "number": column([base + i for i in range(count)]),
        "style": column(rng.integers(0, 10, count).tolist()),
        "branch": column([""] * count),
        "parent": column([-1] * count),
        "shared_board": column([-1] * count),
        "group": column([""] * count),
        "suffix": column(
            [
                s if r < 0.05 else ""
                for s, r in zip(draw(rng, words.OTHER_ORGANISATIONS, count), rng.random(count), strict=True)
            ]
        ),
        "former": column(
            [
                b + t if r < 0.03 else ""
                for b, t, r in zip(
                    draw(rng, words.BRAND_HEADS, count),
                    draw(rng, words.BRAND_TAILS, count),
                    rng.random(count),
                    strict=True,
                )
            ]
        ),
    }
    org["district"] = column([c.districts[d % len(c.districts)] for c, d in zip(org["city"], district, strict=True)])
    org["road"], org["house"] = draw(rng, ROADS, count), column(rng.integers(1, 999, count).tolist())
    org["building"] = draw(rng, BUILDINGS, count)
    org["room"] = column(rng.integers(101, 2999, count).tolist())
    world.organisations = org
    refresh(org, range(count))


def refresh(org: Table, rows: range | list[int]) -> None:
    """Derive name, tax ID, switchboard, domain and address of organisations from their parts."""
    for name in ("name", "tax_id", "switchboard", "domain", "province", "address"):
        org.setdefault(name, column([None] * len(org["entity"])))
    for i in rows:
        city, number = org["city"][i], org["number"][i]
        org["name"][i] = full_name(org, i)
        org["tax_id"][i] = None if org["branch"][i] == "办事处" else identifiers.uscc(org["district"][i][0], number)
        org["switchboard"][i] = identifiers.landline(city.area_code, city.local_digits, number)
        stem = "".join(pinyin(org["brand"][i]))
        org["domain"][i] = f"{stem}{number % 89}.com.cn" if number % 3 == 0 else f"{stem}{number % 9973}.com"
        org["province"][i] = city.province
        org["address"][i] = (
            place(city, org["district"][i][1])
            + f"{org['road'][i]}{org['house'][i]}号{org['building'][i]}{org['room'][i]}室"
        )


def place(city, district: str) -> str:
    """Return province, city and district as an address begins."""
    head = city.province if city.municipal else f"{city.province}{city.name}市"
    return head + ("" if district == f"{city.name}市" else district)


def full_name(org: Table, row: int) -> str:
    """Return the registered name of an organisation: region, brand, trade and legal form, or its branch name."""
    city, brand, industry = org["city"][row].name, org["brand"][row], org["industry"][row]
    style, form = org["style"][row], org["form"][row]
    if org["group"][row]:
        name = f"{brand}集团{form}"
    elif org["suffix"][row] and not org["branch"][row] and org["parent"][row] < 0:
        name = f"{city}市{brand}{org['suffix'][row]}"
    elif style < 6:
        name = f"{city}{'市' if style == 0 else ''}{brand}{industry}{form}"
    elif style < 8:
        name = f"{brand}（{city}）{industry}{form}"
    else:
        name = f"{brand}{industry}{form}"
    if org["branch"][row]:
        seat = org["city"][org["parent"][row]].name if org["parent"][row] >= 0 else city
        head = f"{seat}{brand}{industry}{form}" if style < 6 else f"{brand}{industry}{form}"
        name = f"{head}{city}{org['branch'][row]}"
    return name


def _make_parties(
    rng: np.random.Generator, world: World, sizes: tuple[Column, Column, int], block: int, names: Names
) -> None:
    own, of_contact, persons = sizes
    foreign = round(persons * 0.16)
    people = len(of_contact) + persons
    count = len(own) + people
    base = block * STRIDE
    org = np.concatenate([own, of_contact, np.full(persons, -1)])
    entity = [f"O{base + i:08d}" for i in own]
    entity += [f"O{base + o:08d}/C{base + i}" for i, o in enumerate(of_contact)]
    entity += [f"P{base + i:08d}" for i in range(persons)]
    table: Table = {"entity": column(entity), "org": column(org.tolist())}
    table["kind"] = column(["organisation"] * len(own) + ["contact"] * len(of_contact) + ["person"] * persons)
    table["country"] = column(["CN"] * count)
    table["moved"], table["agent"] = column([False] * count), column([False] * count)
    surname = weighted(rng, names.surnames, names.surname_weights, count)
    given = weighted(rng, names.given, names.given_weights, count)
    table["surname"], table["given"] = surname, given
    table["gender"] = draw(rng, ("男", "女"), count)
    number = base * 2 + np.arange(count)
    table["number"] = column(number.tolist())
    table["phone"] = column([identifiers.mobile(int(n)) for n in number])
    table["old_phone"] = column([identifiers.mobile(int(n)) for n in number + STRIDE])
    days = rng.integers(0, 365 * 55, count)
    table["birth"] = column((np.datetime64("1952-01-01") + days).astype(str).tolist())
    table["city"], table["address"], table["postcode"] = _homes(rng, count)
    table["email"] = column([None] * count)
    world.parties = table
    place_contacts(world, range(count))
    _make_foreign(rng, world, list(range(count - foreign, count)))


def _homes(rng: np.random.Generator, count: int) -> tuple[Column, Column, Column]:
    city = draw(rng, CITIES, count)
    road, estate = draw(rng, ROADS, count), draw(rng, ESTATES, count)
    numbers = rng.integers(1, 400, (count, 4)).tolist()
    address = [
        place(c, c.districts[n[0] % len(c.districts)][1])
        + f"{r}{n[1]}号{e}{n[2] % 30 + 1}栋{n[3] % 28 + 1}0{n[0] % 4 + 1}室"
        for c, r, e, n in zip(city, road, estate, numbers, strict=True)
    ]
    postcode = [
        f"{c.districts[0][0][:2]}{n[0] % 90:02d}{n[1] % 90 + 10:02d}" for c, n in zip(city, numbers, strict=True)
    ]
    return city, column(address), column(postcode)


def place_contacts(world: World, rows: range | list[int]) -> None:
    """Give contacts and organisations the place of their employer, and everyone an e-mail address."""
    table, org = world.parties, world.organisations
    for i in rows:
        o, number = table["org"][i], table["number"][i]
        spelt = "".join(pinyin(table["surname"][i] + table["given"][i]))
        if o >= 0:
            table["city"][i], table["address"][i] = org["city"][o], org["address"][o]
            table["email"][i] = f"{'info' if table['kind'][i] == 'organisation' else spelt}@{org['domain'][o]}"
        else:
            provider = words.PROVIDERS[number % len(words.PROVIDERS)]
            table["email"][i] = f"{spelt}{table['birth'][i][2:4]}{number * 7919 % 9973}@{provider}"


def _make_foreign(rng: np.random.Generator, world: World, rows: list[int]) -> None:
    """Turn some persons into international ones: Latin names, phones and addresses of their country."""
    table, codes = world.parties, list(FOREIGN)
    for i, n in zip(rows, rng.integers(0, 10**6, len(rows)).tolist(), strict=True):
        country = codes[n % len(codes)]
        town, state, postal = FOREIGN[country][3][n // 7 % len(FOREIGN[country][3])].split("|")
        streets = FOREIGN_STREETS[country].split("|")
        street, house = streets[n // 11 % len(streets)], n // 13 % 190 + 1
        pool = words.LATIN_MALE if table["gender"][i] == "男" else words.LATIN_FEMALE
        given, surname = pool[n // 17 % len(pool)], words.LATIN_SURNAMES[n // 19 % len(words.LATIN_SURNAMES)]
        table["given"][i], table["surname"][i] = given, surname.replace("_", " ")
        table["country"][i], table["city"][i] = country, f"{town}|{state}"
        table["phone"][i] = identifiers.foreign_phone(country, table["number"][i])
        table["old_phone"][i] = identifiers.foreign_phone(country, table["number"][i] + STRIDE)
        table["address"][i] = f"{house} {street}" if country in ("US", "GB", "FR", "SG") else f"{street} {house}"
        table["postcode"][i] = postal + (f"{n % 90 + 10}" if country != "GB" else f"{n % 9}AB")
        handle = f"{given}.{surname}".lower().replace("_", "").replace("'", "")
        table["email"][i] = f"{_ascii(handle)}{n % 9973}@{('gmail.com', 'outlook.com', 'hotmail.com')[n % 3]}"


def _ascii(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
