"""The report's words in the reader's language."""

from functools import cache

from quality.yamls import read_yaml


@cache
def _load() -> dict[str, list[str]]:
    return read_yaml("quality.report", "texts.yaml")


def words(language: str) -> dict[str, str]:
    """Return every text in `zh` or `en` (any other language: English)."""
    at = 1 if language == "zh" else 0
    return {key: pair[at] for key, pair in _load().items()}
