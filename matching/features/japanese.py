"""Japanese names: the family first, in characters and kana that run together; and how they are read (フリガナ)."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import islice

import numpy as np

from matching.features.coded import Coded
from matching.features.fold import HAN, fold
from matching.features.person import PersonName

JAPANESE = 0.3  # of the names in characters, a usual Japanese surname of two or more before the rest
_ALL_KANA = re.compile("[\u3041-\u30fc ]+")
_SCRIPT = re.compile("[\u3041-\u30ff\u3400-\u9fff々\uff66-\uff9f]")
_HEADER = re.compile(r"フリガナ|ふりがな|カナ|かな|ヨミ|よみ|読み|ﾌﾘｶﾞﾅ|\b(?:furigana|kana|yomi)\b", re.IGNORECASE)
_FIRM = re.compile(r"会社|法人|企業|店|団体|住所|所在|地名|company", re.IGNORECASE)
MOSTLY = 0.8  # of a column's values, in kana
ENOUGH = 2_000  # names, that tell whose they are
LONGEST = 5  # letters of a family's name
Way = Callable[[str], PersonName | None]


@cache
def surnames() -> dict[str, str]:
    """Return usual surnames → readings, both folded."""
    text = files("matching.features").joinpath("japanese_surnames.txt").read_text("utf-8")
    words = " ".join(line for line in text.splitlines() if not line.startswith("#")).split()
    folded = fold(words)
    return dict(zip(folded[::2], folded[1::2], strict=True))


def is_japanese(texts: Iterable[str]) -> bool:
    """Whether the names of a table, some in characters, are mostly Japanese."""
    names = [t.replace(" ", "") for t in fold(islice((t for t in texts if HAN.search(t)), ENOUGH))]
    return bool(names) and float(np.mean([_surname(t, surnames(), 2) != "" for t in names])) >= JAPANESE


def _surname(name: str, known: Iterable[str], least: int = 1) -> str:
    """The longest known surname that a name begins with, "" if none; something must be left."""
    sizes = range(min(LONGEST, len(name) - 1), least - 1, -1)
    return next((name[:k] for k in sizes if name[:k] in known), "")


def splitter(texts: Iterable[str]) -> Way:
    """A way to take names apart: at the blank, where there is one, else behind a surname that the table knows.

    `texts`: the names of the table; those with a blank teach surnames.
    """
    told = [words[0] for words in map(str.split, texts) if len(words) == 2 and _SCRIPT.search(words[1])]
    known = frozenset({*surnames(), *surnames().values(), *fold(told)})

    def split(text: str) -> PersonName | None:
        if not _SCRIPT.search(text):
            return None
        words = fold(text.split())
        name = "".join(words)
        if len(words) == 2:
            return PersonName(words[1], "", words[0], "")
        family = _surname(name, known) or name[: _usual_size(name)]
        return PersonName(name[len(family) :], "", family, "")

    return split


def _usual_size(name: str) -> int:
    """Letters of an unknown surname: two of three or four characters, three of five or of kana."""
    if _ALL_KANA.fullmatch(name):
        return min(3, len(name) - 1) if len(name) > 1 else 1
    return {0: 0, 1: 1, 2: 1}.get(len(name), 3 if len(name) > 5 else 2)


def is_kana(text: str) -> bool:
    """Whether a folded text is kana throughout."""
    return _ALL_KANA.fullmatch(text) is not None


def spoken_names(raw: Mapping[str, Coded]) -> dict[str, dict[str, str]]:
    """Return how the parts of Japanese names in characters are read (`readings`); empty for a table of other names."""
    named = next((raw[n] for n in ("person_name", "name", "contact") if n in raw), None)
    if named is None or not is_japanese(map(str, named.values[: named.heard])):
        return {}
    said = reading_column(raw)
    way = splitter(map(str, named.values[: named.heard]))
    return {"given": {}, "surname": surnames()} if said is None else readings(named, raw[said], way)


def reading_column(raw: Mapping[str, Coded]) -> str | None:
    """Return the column that says how the persons' names are read, or None."""
    for name, column in raw.items():
        if name.startswith("other:") and _HEADER.search(name) and not _FIRM.search(name) and column.heard:
            some = fold(map(str, column.values[: min(column.heard, 500)]))
            if np.mean([_ALL_KANA.fullmatch(v) is not None for v in some]) >= MOSTLY:
                return name
    return None


def readings(names: Coded, said: Coded, way: Way) -> dict[str, dict[str, str]]:
    """Return of `given` and `surname` each part in characters → its usual reading, from rows that tell both.

    `names`, `said`: names and their readings, row for row; `way`: takes either apart. The usual readings of surnames
    come with them.
    """
    known = slice(0, names.known)
    pairs = np.unique(np.stack([names.flat[known], said.flat[known]], axis=1), axis=0)
    heard: dict[str, dict[str, Counter]] = {"given": {}, "surname": {}}
    for name, reading in pairs[(pairs >= 0).all(axis=1)]:
        whole, spoken = way(str(names.values[name])), _split_as(str(said.values[reading]), way)
        for part in heard if whole and spoken else ():
            written, voiced = getattr(whole, part), getattr(spoken, part)
            if HAN.search(written) and voiced:
                heard[part].setdefault(written, Counter())[voiced] += 1
    found = {part: {w: min(c, key=lambda r: (-c[r], r)) for w, c in told.items()} for part, told in heard.items()}
    return found | {"surname": surnames() | found["surname"]}


def _split_as(text: str, way: Way) -> PersonName | None:
    name = way(text)
    return name if name and not HAN.search(name.given + name.surname) else None
