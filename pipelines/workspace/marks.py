"""YAML with the line of every key and value, so that an error can say where."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import yaml

from pipelines.errors import MissingInput, WorkspaceError

Location = tuple[str | int, ...]
Marks = dict[Location, int]

_VARIABLE = re.compile(r"\$\{(?P<name>[A-Za-z_]\w*)(?::-(?P<default>[^}]*))?\}")


def read_marked(path: Path) -> tuple[dict[str, Any], Marks]:
    """Read a YAML mapping and the line (from 1) of every location in it.

    `${NAME}` and `${NAME:-default}` in a value are replaced from the environment.

    Raises
    ------
    MissingInput
        There is no such file.
    WorkspaceError
        It is not YAML, not a mapping, repeats a key, or names an unset variable.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError) as error:
        raise MissingInput(
            "Workspace file",
            str(path),
            "Make one with: mergepoint init EXPORTS_DIR, or name it with --workspace FILE.",
        ) from error
    except UnicodeDecodeError as error:
        raise WorkspaceError(path, None, "the file is not UTF-8 text", "a UTF-8 YAML file") from error
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "the file is not YAML"
        raise WorkspaceError(path, mark.line + 1 if mark else None, problem, "YAML") from error
    if not isinstance(node, yaml.MappingNode):
        raise WorkspaceError(path, 1, "the file is empty or not a mapping", "keys such as sources: and waves:")
    marks: Marks = {}
    return _value(node, (), marks, path), marks


def line_of(marks: Marks, location: Location) -> int | None:
    """Return the line of a location, or of its nearest enclosing one that has a line."""
    for end in range(len(location), -1, -1):
        if location[:end] in marks:
            return marks[location[:end]]
    return None


def _value(node: yaml.Node, at: Location, marks: Marks, path: Path) -> Any:
    marks.setdefault(at, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, marks, path)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*at, index), marks, path) for index, item in enumerate(node.value)]
    value = yaml.SafeLoader("").construct_object(node)
    return _expand(value, node, path) if isinstance(value, str) else value


def _mapping(node: yaml.MappingNode, at: Location, marks: Marks, path: Path) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in result:
            raise WorkspaceError(path, line, f"the key '{key}' stands twice", "each key once")
        marks[(*at, key)] = line
        result[key] = _value(value_node, (*at, key), marks, path)
    return result


def _expand(text: str, node: yaml.Node, path: Path) -> str:
    def value_of(match: re.Match[str]) -> str:
        found = os.environ.get(match["name"], match["default"])
        if found is None:
            line = node.start_mark.line + 1
            raise WorkspaceError(path, line, f"the variable {match['name']} is not set", "it in the environment")
        return found

    return _VARIABLE.sub(value_of, text)
