"""A kept model on disk: its records as Parquet, its arrays as Arrow, the rest as JSON; nothing that could run code."""

import json
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from matching.cluster.refine import Scored
from matching.identity.fingerprint import row_hash
from matching.incremental.kept import Kept, KeptPass, Standing
from matching.learn import Adjustment, Refit
from matching.score.classes import Classes
from matching.score.em import Model

FORMAT = 3
BASE, ARRAYS, REST = "base.parquet", "arrays.arrow", "model.json"


def save_model(kept: Kept, folder: Path) -> None:
    """Write a kept model to a folder of its own; one that is there is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {name: getattr(kept, name) for name in ("keys", "live", "answered")}
    arrays |= {name: held for name in ("firm", "firms", "prints") if (held := getattr(kept, name)) is not None}
    rest: dict[str, Any] = {"format": FORMAT, "passes": {}}
    for level, made in kept.passes.items():
        rest["passes"][level] = _pass(f"{level}.", made, arrays)
        stands = kept.standings[level]
        arrays |= {f"{level}.component": stands.component, f"{level}.label": stands.label}
        for name in ("pairs", "more"):
            scored: Scored = getattr(stands, name)
            arrays |= {f"{level}.{name}.{f}": getattr(scored, f) for f in ("codes", "odds", "veto")}
    _replace(folder / BASE, lambda path: pq.write_table(kept.base, path, compression="zstd"))
    _replace(folder / ARRAYS, lambda path: _write(path, arrays))
    _replace(folder / REST, lambda path: path.write_text(json.dumps(rest), encoding="utf-8"))


def load_model(folder: Path) -> Kept | None:
    """Return the kept model of a folder; None where there is none, or not all of one."""
    if not all((folder / name).exists() for name in (BASE, ARRAYS, REST)):
        return None
    rest = json.loads((folder / REST).read_text(encoding="utf-8"))
    base = pq.read_table(folder / BASE).combine_chunks()
    arrays = _read(folder / ARRAYS)
    keys = arrays["keys"]
    if rest.get("format") != FORMAT or not np.array_equal(keys[: len(base)], row_hash(base)):
        return None
    passes, standings = {}, {}
    for level, told in rest["passes"].items():
        passes[level] = _read_pass(f"{level}.", told, arrays)
        pairs, more = (
            Scored(len(keys), *(arrays[f"{level}.{name}.{f}"] for f in ("codes", "odds", "veto")))
            for name in ("pairs", "more")
        )
        standings[level] = Standing(pairs, more, arrays[f"{level}.component"], arrays[f"{level}.label"])
    firm, firms = arrays.get("firm"), arrays.get("firms")
    return Kept(base, passes, firm, keys, arrays["live"], standings, firms, arrays["answered"], arrays.get("prints"))


def _pass(at: str, made: KeptPass, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    arrays[f"{at}codes"] = made.codes
    told: dict[str, Any] = {"rows": made.rows, "keys": made.keys, "cut": made.cut, "most": made.most}
    if made.model is not None:
        arrays |= {f"{at}model.{f.name}": getattr(made.model, f.name) for f in fields(Model) if f.name != "classes"}
        classes = made.model.classes
        arrays |= {f"{at}classes.{f.name}": getattr(classes, f.name) for f in fields(Classes) if f.name != "names"}
        told["classes"] = classes.names
    if made.learned is not None:
        adjustment = made.learned.adjustment
        levels = [[*key, value] for key, value in adjustment.levels.items()]
        told["learned"] = [adjustment.scale, adjustment.shift, levels, made.learned.better, dict(made.learned.report)]
    return told


def _read_pass(at: str, told: dict[str, Any], arrays: dict[str, np.ndarray]) -> KeptPass:
    model = learned = None
    if "classes" in told:
        own = {f.name: arrays[f"{at}classes.{f.name}"] for f in fields(Classes) if f.name != "names"}
        classes = Classes(names=tuple(told["classes"]), **own)
        model = Model(classes, **{f.name: arrays[f"{at}model.{f.name}"] for f in fields(Model) if f.name != "classes"})
    if "learned" in told:
        scale, shift, levels, better, report = told["learned"]
        learned = Refit(Adjustment(scale, shift, {(a, b): v for a, b, v in levels}), better, report)
    keys = tuple((name, cap) for name, cap in told["keys"])
    return KeptPass(told["rows"], arrays[f"{at}codes"], keys, model, told["cut"], told["most"], learned)


def _write(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write arrays as the lists of one row; their shapes stand in the schema."""
    lists = [
        pa.LargeListArray.from_arrays(pa.array([0, a.size], pa.int64()), pa.array(a.ravel())) for a in arrays.values()
    ]
    told = [
        pa.field(name, column.type, metadata={"shape": json.dumps(held.shape)})
        for (name, held), column in zip(arrays.items(), lists, strict=True)
    ]
    table = pa.table(lists, schema=pa.schema(told))
    with pa.ipc.new_file(path, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as file:
        file.write_table(table)


def _read(path: Path) -> dict[str, np.ndarray]:
    with pa.ipc.open_file(pa.OSFile(str(path))) as file:
        table = file.read_all()
    found = {}
    for field, column in zip(table.schema, table.columns, strict=True):
        flat = column.chunk(0).values.to_numpy(zero_copy_only=False)
        found[field.name] = flat.reshape(json.loads(field.metadata[b"shape"]))
    return found


def _replace(path: Path, write) -> None:
    temporary = path.with_name(f".{path.name}.part")
    try:
        write(temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


__all__ = ["load_model", "save_model"]
