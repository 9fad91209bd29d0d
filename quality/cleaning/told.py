"""What the standardisers tell of a column of distinct texts, as columns: asked part by part where that is the same."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.bytes import buffers
from quality.cleaning.fields import DATES, IDS, PLACES, placeholders_among, standardise_field, worth_asking
from quality.spool import Spool, bounds, slices
from quality.standardise.base import PLACEHOLDER, VALID, Standard
from quality.standardise.checks import uscc_sound

_AS_A_WHOLE = DATES | PLACES | {"tax_id", "national_id"}  # a text of these is read in the light of the others
_NAMES = ("values", "states", "rules", "suggestions")


@dataclass(frozen=True)
class Told:
    """As `quality.standardise.base.Standard`, in text columns: normal form, state, rule, suggestion of each text."""

    values: pa.Array
    states: pa.Array
    rules: pa.Array
    suggestions: pa.Array

    @classmethod
    def of(cls, parts: Iterator[Standard]) -> "Told":
        """Put standards end to end; what is large lies in temporary files."""
        columns: dict[str, list[pa.Array]] = {name: [] for name in _NAMES}
        spool = Spool()
        for part in parts:
            for name, held in columns.items():
                held.append(spool.array(pa.array(getattr(part, name), pa.string())))
        return cls(*(spool.join(held) for held in columns.values()))

    def replaced(self, at: np.ndarray, by: tuple[str | None, ...]) -> "Told":
        """Return it with the texts at some places told otherwise: (value, state, rule, suggestion)."""
        hit = np.zeros(len(self.values), bool)
        hit[at] = True
        spool = Spool()

        def parts(column: pa.Array, text: str | None) -> Iterator[pa.Array]:
            for part, start in slices(column):
                flags = pa.array(hit[start : start + len(part)])
                yield pc.if_else(flags, pa.scalar(text, pa.string()), part)

        return Told(*(spool.join(parts(getattr(self, name), text)) for name, text in zip(_NAMES, by, strict=True)))


def told(
    field: str,
    texts: pa.Array,
    countries: list[str] | None,
    seen_from: tuple[str, str, int],
) -> Told:
    """Standardise the distinct texts of a field; `seen_from` is region, order of dates and year.

    Those of dates, addresses and numbers of a country are told together, since what dominates a column decides
    how the rest is read; other texts are told part by part.
    """

    def some(part: pa.Array, own: list[str] | None) -> Standard:
        region, order, year = seen_from
        return standardise_field(field, part, own, region, order, year)

    if field == "tax_id" and countries is None:
        return _tax_ids(texts, lambda part: some(part, None))
    if field in _AS_A_WHOLE:
        return Told.of(iter([some(texts, countries)]))
    return Told.of(some(part, countries and countries[at : at + len(part)]) for part, at in slices(texts))


def _tax_ids(texts: pa.Array, ask: Callable[[pa.Array], Standard]) -> Told:
    """Ask only about those that are no sound credit codes, where these are at least half of all.

    As many sound ones go with them, so that the column is judged as what it is.
    """
    sound = np.concatenate([np.zeros(0, bool), *(_sound(part) for part, _ in slices(texts))])
    if len(texts) <= Spool().rows or sound.sum() < 0.5 * len(texts):
        return Told.of(iter([ask(texts)]))
    rest = np.flatnonzero(~sound)
    asked = np.concatenate([rest, np.flatnonzero(sound)[: len(rest)]])
    found = ask(texts.take(pa.array(asked)))
    columns = (pa.array(getattr(found, name)[: len(rest)], pa.string()) for name in _NAMES)
    plain = (texts, VALID, "", None)
    return Told(*(Spool().join(_put(have, at, sound)) for have, at in zip(plain, columns, strict=True)))


def _sound(texts: pa.Array) -> np.ndarray:
    shaped = pc.match_substring_regex(texts, "^[0-9A-Z]{18}$").to_numpy(zero_copy_only=False)
    found, at = np.zeros(len(texts), bool), np.flatnonzero(shaped)
    if len(at):
        found[at] = uscc_sound(buffers(texts.take(pa.array(at)))[0].reshape(-1, 18))
    return found


def _put(usual: pa.Array | str | None, other: pa.Array, sound: np.ndarray) -> Iterator[pa.Array]:
    """Yield the usual text where a number is sound and the other ones, in their order, where not."""
    at = 0
    for start, end in bounds(len(sound)):
        asked = ~sound[start:end]
        count = int(asked.sum())
        base = (
            usual.slice(start, end - start)
            if isinstance(usual, pa.Array)
            else pa.repeat(pa.scalar(usual, pa.string()), end - start)
        )
        yield pc.replace_with_mask(base, pa.array(asked), other.slice(at, count)) if count else base
        at += count


def without_fillers(field: str, texts: pa.Array, found: Told, learned: np.ndarray) -> Told:
    """Turn values that stand for nothing into null with the state `placeholder`, and so those at `learned`."""
    at = np.union1d(_fillers(field, texts, found), learned)
    return found.replaced(at, (None, PLACEHOLDER, f"{field}/placeholder", None)) if len(at) else found


def _fillers(field: str, texts: pa.Array, found: Told) -> np.ndarray:
    if field in IDS:
        return np.zeros(0, np.int64)
    asked = [
        np.flatnonzero(worth_asking(field, part, found.values.slice(at, len(part)))) + at for part, at in slices(texts)
    ]
    asked = np.concatenate([np.zeros(0, np.int64), *asked])
    return asked[placeholders_among(field, texts.take(pa.array(asked)), found.values.take(pa.array(asked)).to_pylist())]
