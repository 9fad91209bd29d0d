"""The built-in rules and what is said of them, read once from the two YAML files beside this module."""

from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from quality.rules.model import Rule
from quality.yamls import read_yaml


class Wording(NamedTuple):
    """What a person reads about a rule."""

    title: str
    why: str
    mend: str


@cache
def built_in() -> MappingProxyType:
    """Return the built-in rules by id."""
    return MappingProxyType(
        {key: Rule(id=key, **entry) for key, entry in read_yaml("quality.rules", "catalog.yaml").items()}
    )


@cache
def _wordings() -> dict:
    return read_yaml("quality.rules", "wording.yaml")


def wording(rule: str, language: str = "en") -> Wording:
    """Return title, reason and mend of `rule` in `en` or `zh`; a rule unknown here is titled by its id."""
    at = 1 if language == "zh" else 0
    entry = _wordings().get(rule) or _wordings().get(rule.split(":", maxsplit=1)[0])
    if entry is None:
        return Wording(rule.replace("_", " "), "", "")
    return Wording(*(entry[part][at] for part in ("title", "why", "mend")))
