"""Registered names: what a firm is entered under, which no second firm of the place may bear."""

import numpy as np

from matching.cluster.components import components
from matching.compare.organisations import parted
from matching.features.build import Parts
from matching.features.coded import remap
from matching.features.fold import has_han
from matching.features.organisation import OrgName
from matching.party.key import spoken

_PLACES = ("state", "city")


def registered_names(parts: Parts) -> np.ndarray:
    """Code of each row's registered name (int64), -1 where it has none.

    A Chinese name with its legal form is one firm's wherever it has an address; a Latin one is one firm's within its
    state or, where none is told, its city, and nothing is said of a row that tells neither.
    """
    if "org" not in parts:
        return np.full(parts.rows, -1)
    split = parted(parts["org"].values)
    whole = remap(parts["org"], lambda _: [p.whole if _is_registered(p) else "" for p in split]).flat.astype(np.int64)
    everywhere = np.append([has_han(p.core) for p in split], [False])[parts["org"].flat]
    place = _places(parts)
    known = (whole >= 0) & (everywhere | (place >= 0))
    codes = np.where(everywhere, 0, place + 1) + whole * (int(place.max(initial=-1)) + 2)
    return np.where(known, codes, -1)


def joined_by_name(label: np.ndarray, name: np.ndarray, tax: np.ndarray) -> np.ndarray:
    """Labels of organisations after those of one registered name became one; the smallest row names each.

    `label`: the smallest row of each row's cluster. `name`, `tax`: codes of each row's registered name and of what its
    tax id says, -1 for nothing. Clusters stay apart that would bring two tax ids together.
    """
    rows = np.flatnonzero(name >= 0)
    if not len(rows):
        return label
    joined, (cluster, tax_of) = _connected(label[rows], name[rows], len(label)), spoken(label, tax)
    homes, _ = np.unique(np.stack([joined[cluster], tax_of]), axis=1)
    crowded = np.bincount(homes, minlength=len(label)) > 1
    return np.where(crowded[joined[label]], label, joined[label])


def _is_registered(name: OrgName) -> bool:
    """Whether a name holds a legal form beside what names the firm, and is of no branch."""
    return bool(name.legal) and len(name.core.replace(" ", "")) >= 2 and not name.branch


def _places(parts: Parts) -> np.ndarray:
    """Code of each row's state, else of its city, -1 where neither is told."""
    place, base = np.full(parts.rows, -1, dtype=np.int64), 0
    for column in (parts[n] for n in _PLACES if n in parts):
        here = column.flat.astype(np.int64)
        place = np.where((place < 0) & (here >= 0), base + here, place)
        base += len(column.values)
    return place


def _connected(label: np.ndarray, name: np.ndarray, size: int) -> np.ndarray:
    """For every cluster the smallest of those it is joined to by a name (int64, `size`); names stand behind them."""
    names = np.unique(name, return_inverse=True)[1]
    return components(size + int(names.max()) + 1, label, size + names)[:size]
