"""What comes before what: waves after those they name, parents before what refers to them."""

import graphlib
from collections.abc import Collection, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from migration.errors import SettingError
from migration.values import EntitySpec, WaveSpec

DEEPEST = 200  # levels of a hierarchy; a circle of parents ends here and must fit into one chunk


def order_waves(waves: Sequence[WaveSpec], done: Collection[str] = ()) -> list[WaveSpec]:
    """Waves so that each comes after those it names (or `done` ones), otherwise as written."""
    by_name = {wave.name: wave for wave in waves}
    graph = graphlib.TopologicalSorter()
    for wave in waves:
        graph.add(wave.name)
        for earlier in wave.after:
            if earlier in done and earlier not in by_name:
                continue
            if earlier not in by_name:
                raise SettingError(f"wave {wave.name}", f"comes after '{earlier}', which is not a wave")
            graph.add(wave.name, earlier)
    try:
        return [by_name[name] for name in graph.static_order()]
    except graphlib.CycleError as circle:
        raise SettingError("waves", f"wait for each other: {' → '.join(circle.args[1])}") from None


def order_entities(entities: Sequence[EntitySpec]) -> list[EntitySpec]:
    """Entities so that parents come before what refers to them."""
    by_name = {entity.name: entity for entity in entities}
    graph = graphlib.TopologicalSorter()
    for entity in entities:
        parents = {p for p in entity.references.values() if p in by_name and p != entity.name}
        graph.add(entity.name, *parents)
    try:
        return [by_name[name] for name in graph.static_order()]
    except graphlib.CycleError as circle:
        raise SettingError("entities", f"refer to each other in a circle: {' → '.join(circle.args[1])}") from None


def needed(waves: Sequence[WaveSpec], wanted: str) -> list[WaveSpec]:
    """Of waves in order, those that the plan of `wanted` hangs on: they take rows before it, or hold parents.

    Raises SettingError where there is no such wave.
    """
    names = [wave.name for wave in waves]
    if wanted not in names:
        raise SettingError("wave", f"there is no wave '{wanted}'; waves: {', '.join(names)}")
    last = waves[names.index(wanted)]
    entities = {entity.name for entity in last.entities}
    kept = [last]
    references = {p for entity in last.entities for p in entity.references.values()}
    for wave in reversed(waves[: names.index(wanted)]):
        carried = {entity.name for entity in wave.entities}
        if carried & (entities | references):
            kept.append(wave)
            entities |= carried
            references |= {p for entity in wave.entities for p in entity.references.values()}
    return kept[::-1]


def depths(keys: pa.Array, parents: Sequence[pa.Array]) -> np.ndarray:
    """Levels of rows that refer to rows of their own table: 0 for those without a parent there.

    `keys` and `parents` (texts, a column of parents for each reference) are in step.
    """
    depth = np.zeros(len(keys), np.int64)
    itself = np.arange(len(keys))
    places = [pc.fill_null(pc.index_in(p, value_set=keys), -1).to_numpy(zero_copy_only=False) for p in parents]
    for _ in range(DEEPEST):
        levels = [np.where((p >= 0) & (p != itself), depth[p] + 1, 0) for p in places]
        deeper = np.max(levels, axis=0)
        if (deeper == depth).all():
            break
        depth = deeper
    return depth
