"""Read a workspace file into settings, or say exactly what is wrong with it."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from pipelines.errors import WorkspaceError
from pipelines.workspace.fields import unknown_field
from pipelines.workspace.marks import Location, Marks, line_of, read_marked
from pipelines.workspace.settings import Workspace


def load_workspace(path: str | Path, *, exports: str | Path | None = None) -> Workspace:
    """Read and check a workspace file; `exports` overrides the folder of the exports.

    Raises
    ------
    MissingInput
        There is no such file.
    WorkspaceError
        With file, line, what was expected and the nearest valid name.
    """
    path = Path(path)
    data, marks = read_marked(path)
    if exports is not None:
        data["exports"] = str(Path(exports).resolve())
    try:
        workspace = Workspace.model_validate({**data, "path": path.resolve()})
    except ValidationError as error:
        raise _explain(error, path, marks) from None
    check_fields(workspace, path, marks)
    _check_references(workspace, path, marks)
    _check_waves(workspace, path, marks)
    return workspace


def line_in(workspace: Workspace, *location: str | int) -> int | None:
    """Return the line of a location in the workspace's file; None for a workspace without one."""
    if not workspace.path.is_file():
        return None
    return line_of(read_marked(workspace.path)[1], location)


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return the closest valid name, or `""` where none is close."""
    return next(iter(difflib.get_close_matches(name, list(valid), n=1, cutoff=0.6)), "")


def _explain(error: ValidationError, path: Path, marks: Marks) -> WorkspaceError:
    first = error.errors()[0]
    location: Location = tuple(first["loc"])
    key = str(location[-1]) if location else ""
    if first["type"] == "extra_forbidden":
        valid = _valid_keys(Workspace, location[:-1])
        expected = "one of " + ", ".join(sorted(valid))
        return WorkspaceError(path, line_of(marks, location), f"unknown key '{key}'", expected, nearest(key, valid))
    given, message = first["input"], first["msg"].removeprefix("Value error, ")
    if first["type"] == "literal_error":
        valid_values = [v.strip(" '") for v in first["ctx"]["expected"].replace(" or ", ", ").split(",")]
        message, close = "one of " + ", ".join(valid_values), nearest(str(given), valid_values)
        return WorkspaceError(path, line_of(marks, location), f"'{given}' is not valid for {key}", message, close)
    if first["type"] == "missing":
        return WorkspaceError(path, line_of(marks, location[:-1]), f"the key '{key}' is missing")
    shown = given if isinstance(given, str | int | float) else f"a {type(given).__name__}"
    dotted = ".".join(map(str, location))
    return WorkspaceError(path, line_of(marks, location), f"{shown!r} is not valid for {dotted}", message)


def _valid_keys(model: Any, location: Location) -> set[str]:
    """Names allowed at a location of the settings, following fields, lists and mappings."""
    for step in location:
        if isinstance(model, type) and issubclass(model, BaseModel):
            model = _unwrap(_fields(model)[str(step)].annotation)
        else:
            model = _unwrap(typing.get_args(model)[-1 if typing.get_origin(model) is dict else 0])
    is_model = isinstance(model, type) and issubclass(model, BaseModel)
    return set(_fields(model)) - {"path"} if is_model else set()


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """Fields of a model under the names that stand in the file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _unwrap(annotation: Any) -> Any:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return next(a for a in typing.get_args(annotation) if a is not type(None))
    return annotation


def check_fields(workspace: Workspace, path: Path, marks: Marks) -> None:
    """Refuse a field that is not of the vocabulary: a column named by it would be read by nobody.

    Raises
    ------
    WorkspaceError
        With the fields there are and the one that is likely meant.
    """
    for name, source in workspace.sources.items():
        for field, columns in (source.fields or {}).items():
            known = unknown_field(field)
            if known is not None:
                line = line_of(marks, ("sources", name, "fields", field))
                problem = f"unknown field '{field}' for {', '.join(columns)}"
                raise WorkspaceError(path, line, problem, "one of " + ", ".join(known.valid), known.meant)


def _check_references(workspace: Workspace, path: Path, marks: Marks) -> None:
    for name, source in workspace.sources.items():
        for column, targets in (source.refs or {}).items():
            for target in targets:
                if target not in workspace.sources:
                    line = line_of(marks, ("sources", name, "refs", column))
                    raise WorkspaceError(
                        path,
                        line,
                        f"'{column}' refers to an unknown source '{target}'",
                        "the name of a source",
                        nearest(target, workspace.sources),
                    )


def _check_waves(workspace: Workspace, path: Path, marks: Marks) -> None:
    names = [wave.name for wave in workspace.waves]
    for index, wave in enumerate(workspace.waves):
        if wave.name in names[:index]:
            raise WorkspaceError(path, line_of(marks, ("waves", index, "name")), f"two waves named '{wave.name}'")
        for before in wave.after:
            if before in names[:index]:
                continue
            line = line_of(marks, ("waves", index, "after"))
            problem = f"wave '{wave.name}' depends on '{before}'"
            if before in names:
                raise WorkspaceError(path, line, f"{problem}, which comes later", "a wave that stands above it")
            close = nearest(before, names[:index])
            raise WorkspaceError(path, line, f"{problem}, which does not exist", "a wave above it", close)
