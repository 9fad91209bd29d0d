"""The identities of the last run as Arrow files beside a SQLite state: a copy that is read in a twentieth of the time.

The database is what counts. A copy is believed for the run and the moment that it names, and only if it is whole.
"""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa

_FOLDER = "identities"


def read_copy(engine: sa.Engine, run: tuple[int, str], schemas: Mapping[str, pa.Schema]) -> dict[str, pa.Table] | None:
    """Return the tables copied after a run (its number and time); None where there is no such copy of all of them."""
    folder, found = _folder(engine), {}
    for name, schema in schemas.items():
        path = folder / f"{name}.arrow" if folder else None
        if path is None or not path.exists():
            return None
        with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as file:
            if file.schema.metadata != _stamp(run) or not file.schema.equals(schema):
                return None
            found[name] = file.read_all().replace_schema_metadata(None)
    return found


def keep_copy(engine: sa.Engine, run: tuple[int, str], tables: Mapping[str, pa.Table]) -> None:
    """Copy tables of a run as the database would tell them: in the order of all their columns."""
    folder = _folder(engine)
    if folder is None:
        return
    folder.mkdir(exist_ok=True)
    for name, table in tables.items():
        ordered = table.sort_by([(column, "ascending") for column in table.column_names])
        ordered = ordered.combine_chunks().replace_schema_metadata(_stamp(run))
        part = folder / f".{name}.part"
        with pa.ipc.new_file(str(part), ordered.schema) as file:
            file.write_table(ordered)
        part.replace(folder / f"{name}.arrow")


def _stamp(run: tuple[int, str]) -> dict[bytes, bytes]:
    return {b"run": str(run[0]).encode(), b"at": run[1].encode()}


def _folder(engine: sa.Engine) -> Path | None:
    place = engine.url.database
    if engine.url.get_backend_name() != "sqlite" or not place or place == ":memory:":
        return None
    return Path(place).parent / f"{Path(place).stem}-{_FOLDER}"
