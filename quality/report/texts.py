"""The report's words in the reader's language."""

from functools import cache
from importlib.resources import files

import yaml


@cache
def _load() -> dict[str, list[str]]:
    return yaml.safe_load(files("quality.report").joinpath("texts.yaml").read_text("utf-8"))


def words(language: str) -> dict[str, str]:
    """Return every text in `zh` or `en` (any other language: English)."""
    at = 1 if language == "zh" else 0
    return {key: pair[at] for key, pair in _load().items()}
