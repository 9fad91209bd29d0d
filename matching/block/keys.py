"""Block keys: atoms of each part (whole values, sounds, heads, tails), alone or two together."""

from collections.abc import Callable, Mapping
from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.features.build import Parts
from matching.features.coded import Coded, remap
from matching.features.fold import has_han
from matching.features.masks import MASKS, seen_ends
from matching.features.sound import pinyin, skeletons
from matching.features.spoken import heard, main_script
from matching.features.worded import Worded, worded
from matching.parallel import each

FINE = frozenset(
    (
        "given head", "surname head", "surname tail", "birth year", "birth year and day", "birth year and month",
        "mail domain", "state", "gender", "address", "street", "locality",
    )
)  # fmt: skip
Rewrite = Callable[[np.ndarray], list[str | None]]
_MIX = np.uint64(0x9E3779B97F4A7C15)


def mix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """One uint64 key from two (splitmix64 steps); 0 stands for missing and is kept."""
    x = a.astype(np.uint64) * _MIX + b.astype(np.uint64)
    x ^= x >> np.uint64(30)
    x *= np.uint64(0xBF58476D1CE4E5B9)
    x ^= x >> np.uint64(27)
    x |= np.uint64(1)
    return np.where((a == 0) | (b == 0), np.uint64(0), x)


def atom(column: Coded, rewrite=None, slot: int = 0) -> np.ndarray:
    """uint64 (records,): code + 1 of the rewritten value in one slot, 0 where missing."""
    shaped = remap(column, rewrite) if rewrite else column
    return (shaped.codes[:, slot].astype(np.int64) + 1).astype(np.uint64)


def _sounds(values: np.ndarray, heard_first: int, readings: Mapping[str, str]) -> list[str]:
    script = "kana" if readings else main_script(values[:heard_first])
    if script is None:
        return [pinyin(v) if has_han(v) else s for v, s in zip(values, skeletons(values), strict=True)]
    spoken = [readings.get(v) or (pinyin(v) if has_han(v) else v) for v in values]
    return [
        s if has_han(v) and v not in readings else heard(s, script).consonants or s
        for v, s in zip(values, spoken, strict=True)
    ]


def _letters(values: np.ndarray, surname: bool = False) -> list[str]:
    return [v.replace(" ", "") if v.isascii() else pinyin(v, surname) for v in values]


def atoms(parts: Parts) -> dict[str, tuple[str, np.ndarray]]:
    """Named atoms: family (atoms of one family are never combined with one another) and uint64 values."""
    asked: list[tuple[str, str, str, Rewrite | None]] = []

    def put(name: str, family: str, part: str, rewrite: Rewrite | None = None) -> None:
        if part in parts:
            asked.append((name, family, part, rewrite))

    def sounds_of(part: str) -> Rewrite:
        return lambda vs: _sounds(vs, parts[part].heard, parts.readings.get(part, {}))

    put("given", "given", "given", sounds_of("given"))
    put("given initial", "given", "given", lambda vs: [v[:1] for v in _letters(vs)])
    put("given head", "given", "given", lambda vs: [v[:3] for v in _letters(vs)])
    put("surname", "surname", "surname", sounds_of("surname"))
    put("surname head", "surname", "surname", lambda vs: [v[:3] for v in _letters(vs, True)])
    put("surname tail", "surname", "surname", lambda vs: [v[-3:] for v in _letters(vs, True)])
    put("birth date", "birth", "birth_date")
    put("birth month and day", "birth", "birth_date", lambda vs: [v[4:8] for v in vs])
    put("birth year and month", "birth", "birth_date", lambda vs: [v[:6] for v in vs])
    put("birth year and day", "birth", "birth_date", lambda vs: [v[:4] + v[6:8] for v in vs])
    put("birth year", "birth", "birth_year" if "birth_year" in parts else "birth_date", lambda vs: [v[:4] for v in vs])
    for name in ("postcode", "city", "state", "street_number", "gender"):
        put(name, "gender" if name == "gender" else name, name)
    for name in ("address", "street"):
        put(name, "street", name)
        put(f"{name} head", "street", name, lambda vs: _cut(_split(vs).in_order().head(2).joined(), 9))
        put(f"{name} words", "street", name, lambda vs: _cut(_longest_words(vs), 12))
    put("locality", "locality", "locality")
    put("website", "website", "website")
    put("mailbox", "email", "email", lambda vs: [v.partition("@")[0][:5] or None for v in vs])
    put("mail domain", "email", "email", lambda vs: [v.partition("@")[2] or None for v in vs])
    put("phone head", "phone", "phone", lambda vs: [v[:-4] if len(v) > 8 else None for v in vs])
    made = each(lambda one: atom(parts[one[2]], one[3]), asked)
    return {name: (family, values) for (name, family, _, _), values in zip(asked, made, strict=True)}


def _split(texts: np.ndarray) -> Worded:
    return worded(pa.array(texts, pa.string()), str.split)


def _cut(texts: pa.Array, letters: int) -> list[str]:
    return pc.utf8_slice_codeunits(texts, 0, letters).to_pylist()


def _longest_words(texts: np.ndarray) -> pa.Array:
    """The longest word of each text that does not begin with a digit (of several, the first of the alphabet), or ""."""
    split = _split(texts)
    size = pc.utf8_length(split.words).to_numpy().astype(np.int64)
    figure = np.array([w[0].isdigit() for w in split.words.to_pylist()], bool)
    order = np.lexsort((split.ranks(), -size, figure))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    filled = np.flatnonzero(np.diff(split.starts))
    best = np.full(len(split.starts) - 1, -1, np.int64)
    best[filled] = order[np.minimum.reduceat(place[split.codes], split.starts[filled])] if len(filled) else 0
    named = (best >= 0) & ~np.append(figure, True)[best]
    return split.words.take(pa.array(best, mask=~named)).fill_null("")


def singles(parts: Parts, known: Mapping[str, tuple[str, np.ndarray]]) -> dict[str, list[np.ndarray]]:
    """Keys that stand alone: identifiers and whole names; a list of columns for multi-valued fields."""
    found: dict[str, list[np.ndarray]] = {}

    def put(name: str, part: str, rewrite=None) -> None:
        if part in parts:
            column = remap(parts[part], rewrite) if rewrite else parts[part]
            found[name] = [atom(column, slot=s) for s in range(column.codes.shape[1])]

    for name in ("phone", "email", "tax_id", "national_id", "website", "bank_account"):
        put(name, name)
    put("firm", "firm")
    put("address", "address")
    put("phone tail", "phone", lambda vs: [v[-7:] if len(v) >= 7 else None for v in vs])
    put("phone head", "phone", lambda vs: [v[:-3] if len(v) >= 9 else None for v in vs])
    put("mailbox", "email", lambda vs: [v.partition("@")[0] if len(v.partition("@")[0]) > 3 else None for v in vs])
    put("mailbox head", "email", lambda vs: [v[:6] if len(v.partition("@")[0]) > 3 else None for v in vs])
    for name in MASKS:
        put(f"{name} ends", name, lambda vs, name=name: seen_ends(vs, parts[name].heard))
    put("national id head", "national_id", lambda vs: [v[: len(v) // 2 + 1] for v in vs])
    put("national id tail", "national_id", lambda vs: [v[len(v) // 2 - 1 :] for v in vs])
    put("tax id head", "tax_id", lambda vs: [v[: len(v) // 2 + 2] for v in vs])
    put("tax id tail", "tax_id", lambda vs: [v[len(v) // 2 - 1 :] for v in vs])
    if "given" in parts and "surname" in parts:
        found["full name"] = [mix(known["given"][1], known["surname"][1])]
        letters = _either_order(parts)
        found["name in any order"] = [letters]
    return found


def _either_order(parts: Parts) -> np.ndarray:
    both = {n: remap(parts[n], _letters) for n in ("given", "surname")}
    table = {v: k + 1 for k, v in enumerate(sorted({*both["given"].values, *both["surname"].values}))}
    codes = []
    for column in both.values():
        lookup = np.array([table[v] for v in column.values] + [0], dtype=np.uint64)
        codes.append(lookup[column.flat])
    a, b = np.minimum(*codes), np.maximum(*codes)
    return mix(a, b)


def combined(found: dict[str, tuple[str, np.ndarray]]) -> dict[str, tuple[str, ...]]:
    """Every atom alone and every two atoms of different families, by the name of the key."""
    alone = {a: (a,) for a in found}
    return alone | {f"{a} + {b}": (a, b) for a, b in combinations(found, 2) if found[a][0] != found[b][0]}


def value(found: dict[str, tuple[str, np.ndarray]], names: tuple[str, ...]) -> np.ndarray:
    """uint64 key of the atoms named."""
    columns = [found[n][1] for n in names]
    return columns[0] if len(columns) == 1 else mix(*columns)
