"""Which rows of the load tables a wave takes: by its predicate, by sample, or with the parent they refer to."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from migration import fit, predicate
from migration.sources import LoadRows
from migration.spool import Parted, Spool, as_text, by_text
from migration.values import EntitySpec, WaveSpec


def select(
    wave: WaveSpec,
    spec: EntitySpec,
    selected: Mapping[str, np.ndarray],
    tables: Mapping[str, LoadRows],
    sides: tuple[np.ndarray, Mapping[str, EntitySpec], Spool],
) -> np.ndarray:
    """Mask of the rows of an entity in the wave's segment.

    `selected`: masks of the entities of this wave before it; `sides`: rows that earlier waves took, all specs,
    and where to spool. Raises SettingError for a predicate that cannot be read.
    """
    taken, specs, spool = sides
    rows = tables[spec.name]
    if not wave.where:
        return np.ones(len(taken), bool)
    parents = [(c, p) for c, p in spec.references.items() if p in selected and p != spec.name]
    if parents:
        column, parent = parents[0]
        chosen = Parted(spool)
        scatter_keys(tables[parent], specs[parent].key[0], selected[parent], chosen)
        return pointing(rows, column, chosen)
    sample = wave.where.split()
    if len(sample) == 2 and sample[0].lower() == "sample" and sample[1].isdigit():
        mask = np.zeros(len(taken), bool)
        mask[np.flatnonzero(~taken)[: int(sample[1])]] = True
        return mask
    parts = [fit.as_mask(predicate.mask(batch, wave.where)) for _, batch in rows.batches()]
    return np.concatenate(parts) if parts else fit.as_mask(predicate.mask(rows.schema.empty_table(), wave.where))


def scatter_keys(rows: LoadRows, column: str, mask: np.ndarray, into: Parted) -> None:
    """The column's texts of the rows of `mask`."""
    for start, batch in rows.batches([column]):
        texts = as_text(batch, [column]).filter(pa.array(mask[start : start + batch.num_rows]))
        into.add(texts, by_text(texts["0"], into.spool.parts))


def pointing(rows: LoadRows, column: str, keys: Parted) -> np.ndarray:
    """Mask of the rows whose value of `column` is among `keys`."""
    values = Parted(keys.spool)
    for start, batch in rows.batches([column]):
        texts = as_text(batch, [column])
        numbers = pa.array(np.arange(start, start + batch.num_rows))
        values.add(texts.append_column("_row", numbers), by_text(texts["0"], keys.spool.parts))
    return found_in(values, [keys], rows.num_rows)


def found_in(values: Parted, keys: Sequence[Parted], size: int) -> np.ndarray:
    """Mask by row number of the values (`0`, `_row`) that are among `keys` (`0`); null is not."""
    mask = np.zeros(size, bool)
    for number in range(values.spool.parts):
        part = values.part(number)
        known = [k["0"] for k in (parted.part(number) for parted in keys) if k is not None]
        if part is None or not known:
            continue
        wanted = pa.chunked_array([c for column in known for c in column.chunks], pa.string()).combine_chunks()
        hit = pc.and_(pc.is_in(part["0"], value_set=wanted), pc.is_valid(part["0"]))
        mask[part["_row"].filter(hit).to_numpy()] = True
    return mask
