"""In which language a command speaks: that of its workspace; its texts are looked up by their English."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import click

_LANGUAGE = "mergepoint.language"


def speak(language: str) -> None:
    """Speak `zh` or `en` from here on, in this command."""
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta[_LANGUAGE] = language


def language() -> str:
    """Return the language of this command: `en` until `speak` was called."""
    context = click.get_current_context(silent=True)
    return context.meta.get(_LANGUAGE, "en") if context else "en"


def say(text: str, /, **values: Any) -> str:
    """Fill a text (English, with `{…}`) in the language of this command; one without a translation stays English."""
    if language() == "zh":
        from pipelines.cli.chinese import TEXTS
        from pipelines.cli.chinese_waves import WAVES

        text = TEXTS.get(text) or WAVES.get(text, text)
    return text.format(**values) if values else text


def translated(message: str) -> str:
    """Return a finished message (an error, a note) in the language of this command, line by line.

    A message of a library is known by its shape; what stands in its gaps is a message too, or stays as it is.
    """
    if language() != "zh":
        return message
    return "\n".join(_in_chinese(line) for line in message.split("\n"))


def _in_chinese(line: str) -> str:
    for pattern, names, words in _shapes():
        found = pattern.fullmatch(line.strip())
        if found:
            indent = line[: len(line) - len(line.lstrip())]
            gaps = {name: _in_chinese(gap) for name, gap in zip(names, found.groups(), strict=True)}
            return indent + words.format(**gaps)
    return line


@cache
def _shapes() -> list[tuple[re.Pattern[str], tuple[str, ...], str]]:
    """Return for each known message its shape, the names of its gaps, and the Chinese for it, the longest first."""
    from pipelines.cli.chinese_errors import MESSAGES
    from pipelines.cli.chinese_refusals import REFUSALS

    known = {**MESSAGES, **REFUSALS}
    return [_shape(english, chinese) for english, chinese in sorted(known.items(), key=lambda m: -len(m[0]))]


def _shape(english: str, chinese: str) -> tuple[re.Pattern[str], tuple[str, ...], str]:
    pieces = re.split(r"\{(\w+)\}", english)
    pattern = "".join("(.+?)" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces))
    return re.compile(pattern), tuple(pieces[1::2]), chinese
