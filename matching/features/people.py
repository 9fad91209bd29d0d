"""Who is named in a record: persons and organisations told apart, whatever column they stand in."""

import re
from collections import Counter
from collections.abc import Callable

import numpy as np

from matching.features import further, japanese, organisation, person, romanised
from matching.features.coded import Coded, coded, from_texts, remap
from matching.features.customs import splitter
from matching.features.fold import fold, has_han
from matching.features.horizon import known
from matching.features.order import CHINESE, in_order
from matching.features.site import names_site
from matching.features.sound import COMPOUND_SURNAMES, pinyin
from matching.features.surnames import SURNAMES
from matching.features.trading import trading_column, with_trading_names

PERSON_PARTS = ("given", "middle", "surname", "suffix")
_PART_FIELDS = ("given_name", "middle_name", "surname", "name_suffix")
MOSTLY = 0.95  # of the names of a column
_REACHABLE = frozenset("phone email birth_date gender contact national_id".split())
_CODE = re.compile(r"^(?!(?:PS|IS|MS|HS)-?\d{1,3}$)[A-Za-z]{0,4}[-_]?\d[\d-]*$", re.IGNORECASE)  # PS171 is a school


def named_parties(raw: dict[str, Coded], rows: int) -> tuple[Coded | None, dict[str, Coded]]:
    """Organisation of each record (or None) and the parts of the person's name: given, middle, surname, suffix."""
    raw = unswapped(raw)
    contact = next((raw[n] for n in ("contact", "person_name") if n in raw), None)
    taken = np.zeros(rows, dtype=bool) if contact is None else contact.flat >= 0
    taxed = raw["tax_id"].flat >= 0 if "tax_id" in raw and _reachable(raw) else np.zeros(rows, dtype=bool)
    organisations, people = [], []
    for name in ("org_name", "name"):
        if name in raw:
            column = remap(raw[name], lambda vs: [None if _CODE.match(v) or "**" in v else v for v in map(str, vs)])
            if len(column.values):
                person_like = _person_like(column, raw, name)[column.flat] & (column.flat >= 0)
                # where nearly every name is a person's, a tax number is the person's own and makes nobody a company
                seen = slice(0, column.known)
                mixed = person_like[seen].sum() < MOSTLY * max((column.flat[seen] >= 0).sum(), 1)
                person_like &= ~(taken | taxed & mixed) | _same_surname(column, contact)
                people.append(np.where(person_like, _texts(column), None))
                organisations.append(np.where(person_like, None, _texts(column)))
    sources = [_own_parts(raw)] if {"given_name", "surname"} & raw.keys() else []
    full = [from_texts(_texts(raw[n])) for n in ("person_name", "contact") if n in raw]
    full += [from_texts(p) for p in people if any(v is not None for v in p[: known(rows)])]
    way = splitter(full)
    sources += [_split(names, way) for names in full]
    said = japanese.reading_column(raw) if full else None
    if said is not None:  # who is named by it alone
        sources.append(_split(raw[said], way))
    seen = slice(0, known(rows))
    firms = with_second_line([o for o in organisations if any(v is not None for v in o[seen])])
    trading = trading_column(raw)
    firms = firms if trading is None else with_trading_names(firms, raw[trading])
    return (_named_also(firms, raw) if firms else None), _coalesce(sources)


def _named_also(firms: list[np.ndarray], raw: dict[str, Coded]) -> Coded:
    """Names of organisations and, behind each, the further ones that the record tells."""
    others = [_marked(column, lambda v: further.FULL if _legal(v) else further.SHORT) for column in firms[1:2]]
    for name, mark in further.columns(raw, organisation.looks_like_organisation).items():
        others.append(_marked(_texts(raw[name]), lambda _, mark=mark: mark))
    return further.with_further(_first(firms), others)


def _marked(texts: np.ndarray, mark: Callable[[str], str]) -> np.ndarray:
    marked = {v: mark(str(v)) + str(v) for v in set(texts.tolist()) if v is not None}
    return np.array([marked.get(v) for v in texts], dtype=object)


def with_second_line(firms: list[np.ndarray]) -> list[np.ndarray]:
    """Names of organisations, a second line that names their site (Werk Bonn) put behind the first."""
    if len(firms) < 2:
        return firms
    sites = {v: names_site(str(v)) for v in set(firms[1].tolist()) if v is not None}
    second = np.array([sites.get(v, False) for v in firms[1]], dtype=bool) & np.not_equal(firms[0], None)
    whole = np.array([f"{a} {b}" if k else a for a, b, k in zip(*firms[:2], second, strict=True)], dtype=object)
    return [whole, np.where(second, None, firms[1])]


def unswapped(raw: dict[str, Coded]) -> dict[str, Coded]:
    """The columns with name and contact exchanged in the rows where the name is a person's, the contact a company's."""
    if "contact" not in raw:
        return raw
    for field in ("org_name", "name"):
        if field in raw:
            firm, person_ = (
                np.array([*(shaped(str(v)) for v in raw[n].values), False])[raw[n].flat]
                for n, shaped in (("contact", _legal), (field, _person_alone))
            )
            swapped = firm & person_
            if swapped.any():
                names, contacts = _texts(raw[field]), _texts(raw["contact"])
                raw = raw | {
                    field: from_texts(np.where(swapped, contacts, names)),
                    "contact": from_texts(np.where(swapped, names, contacts)),
                }
    return raw


def _legal(text: str) -> bool:
    """Whether a text carries a legal form and can be no person's name."""
    return organisation.looks_like_organisation(text) and bool(organisation.split(text).legal)


def _person_alone(text: str) -> bool:
    """Whether a text has the shape of one person's name and no mark of an organisation."""
    if has_han(text):
        return han_person(text)
    words = text.replace(".", " ").split()
    shaped = 2 <= len(words) <= 3 and all(w.strip(",'-").isalpha() for w in words)
    return shaped and not organisation.looks_like_organisation(text)


def _same_surname(names: Coded, contact: Coded | None) -> np.ndarray:
    """Rows whose name and contact are one person: 何辉, 何辉先生."""
    if contact is None:
        return np.zeros(len(names.codes), dtype=bool)
    both = [np.array([*(_first_han(str(v)) for v in c.values), ""], dtype=object)[c.flat] for c in (names, contact)]
    return (both[0] == both[1]) & (both[0] != "")


def _first_han(text: str) -> str:
    """Pinyin of the surname and what follows it, titles left out."""
    name = person.split(text)
    return pinyin(name.surname, True) + pinyin(name.given) if has_han(text) or name.given else ""


def _reachable(raw: dict[str, Coded]) -> bool:
    return bool(_REACHABLE & raw.keys())


def _texts(column: Coded) -> np.ndarray:
    return np.append(column.values, [None])[column.flat]


def _first(columns: list[np.ndarray]) -> np.ndarray:
    out = columns[0]
    for column in columns[1:]:
        out = np.where(np.equal(out, None), column, out)
    return out


def _person_like(column: Coded, raw: dict[str, Coded], field: str) -> np.ndarray:
    """Which distinct values of a name column are persons' (bool)."""
    texts = [str(v) for v in column.values]
    han = np.array([has_han(t) for t in texts], dtype=bool)
    marked = np.array([organisation.looks_like_organisation(t) for t in texts], dtype=bool)
    likely, seen = np.zeros(len(texts), dtype=bool), slice(0, column.heard)
    if han[seen].any() and _reachable(raw):
        person_shaped = np.array([h and han_person(t) for h, t in zip(han, texts, strict=True)], dtype=bool) & ~marked
        if person_shaped[seen].sum() >= 0.08 * han[seen].sum():
            likely |= person_shaped
            # few names in Latin letters: 李娜's other form is Na Li
            spelt = ~han & ~marked & (han[seen].mean() > CHINESE)
            likely |= np.array([s and romanised.split(t) is not None for s, t in zip(spelt, texts, strict=True)])
    latin = ~han & ~marked
    if latin[seen].any() and (field == "name" or han[seen].mean() > 0.5):
        likely |= latin & _latin_people(texts, (latin[seen], marked[seen]), raw)
    return likely


def han_person(text: str) -> bool:
    """Whether a Chinese text has the shape of a person's name: a surname and one or two characters."""
    name = person.split(text)
    size = len(name.surname) + len(name.given)
    return name.surname in COMPOUND_SURNAMES or (2 <= size <= 3 and name.surname in SURNAMES)


def _latin_people(texts: list[str], seen: tuple[np.ndarray, np.ndarray], raw: dict[str, Coded]) -> np.ndarray:
    """Which texts are persons' names, if those `seen` before (Latin; marked as a firm's) are mostly persons'."""
    latin, marked = seen
    usual = {w for pair in person.nickname_pairs() for w in pair} | person.TITLES
    called = np.array([any(w.strip(".,").lower() in usual for w in t.split()[:3]) for t in texts], dtype=bool)
    private = bool({"birth_date", "gender", "national_id"} & raw.keys())
    shaped = np.array([2 <= len(w) <= 3 and all(x.strip(".,'-").isalpha() for x in w) for w in map(str.split, texts)])
    first = np.flatnonzero(latin)
    regular = marked.mean() < 0.02 and shaped[first].mean() >= 0.95 and _reachable(raw)
    if regular or (marked.mean() < 0.2 and (private or called[first].mean() > 0.2)):
        return np.ones(len(texts), dtype=bool)
    mixed = marked.mean() >= 0.05 and _reachable(raw)  # legal forms here and there: companies and persons in one column
    return called if mixed else np.zeros(len(texts), dtype=bool)


def _split(names: Coded, way: Callable[[str], person.PersonName]) -> dict[str, Coded]:
    split = [way(str(v)) for v in names.values]
    shaped = {n: remap(names, lambda _, k=k: [s[k] for s in split]) for k, n in enumerate(PERSON_PARTS)}
    return shaped


def _own_parts(raw: dict[str, Coded]) -> dict[str, Coded]:
    parts = {p: remap(raw[f], fold) for f, p in zip(_PART_FIELDS, PERSON_PARTS, strict=True) if f in raw}
    if {"given", "surname"} <= parts.keys():
        parts |= in_order(parts["given"], parts["surname"])
    if "given" in parts:
        parts["given"] = remap(parts["given"], lambda vs: [person.named(v) for v in vs])
    if "given" in parts and "middle" not in parts:
        words = [str(v).split(" ", 1) for v in parts["given"].values]
        heard = words[: parts["given"].heard]
        second = [w[1] for w in heard if len(w) > 1]
        if second and Counter(len(s) for s in second)[1] > 0.5 * len(second) > 0.01 * len(heard):
            column = parts["given"]
            parts["middle"] = remap(column, lambda _: [w[1] if len(w) > 1 else None for w in words])
            parts["given"] = remap(column, lambda _: [w[0] for w in words])
    return parts


def _coalesce(sources: list[dict[str, Coded]]) -> dict[str, Coded]:
    """The first source that names a person in a record gives all its parts there."""
    sources = [s for s in sources if s]
    if len(sources) <= 1:
        return sources[0] if sources else {}
    rows = len(next(iter(sources[0].values())).codes)
    chosen = np.full(rows, -1)
    for k, source in reversed(list(enumerate(sources))):
        named = np.zeros(rows, dtype=bool)
        for part in ("given", "surname"):
            if part in source:
                named |= source[part].flat >= 0
        chosen[named] = k
    merged = {}
    for part in PERSON_PARTS:
        texts = np.full(rows, None, dtype=object)
        for k, source in enumerate(sources):
            if part in source:
                texts = np.where(chosen == k, _texts(source[part]), texts)
        merged[part] = from_texts(texts)
    return merged


__all__ = ["coded", "han_person", "named_parties"]
