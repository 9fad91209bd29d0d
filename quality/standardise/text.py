"""Plain text: NFKC, invisible characters, mojibake."""

import re

from quality.standardise.base import MISSING, VALID, Standard, tidy

compact = tidy
# Plain ASCII and common Chinese characters with single blanks are their own normal form.
NORMAL = r"^[!-~\x{4e00}-\x{9530}\x{9532}-\x{9fff}]+( [!-~\x{4e00}-\x{9530}\x{9532}-\x{9fff}]+)*$"

# UTF-8 read as Latin-1/CP1252, UTF-8 read as GBK, GBK read as Latin-1, and the replacement character.
_MARK = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸŽ]"
_MOJIBAKE = re.compile(
    f"Ã{_MARK}|â€{_MARK}|Â[°·»«£§©®]|锟斤拷|烫烫烫|屯屯屯|�|([ä-ïåæ]{_MARK}{{2}}){{1,}}|[À-ÖØÙ×][¡-¿À-ÿ][À-ÿ][¡-ÿ]"
)


def validate(text: str) -> bool:
    """Return whether the text reads as text: not empty, no sign of a wrong encoding."""
    return bool(text) and not is_mojibake(text)


def is_mojibake(text: str) -> bool:
    """Return whether the text shows the marks of having been read in a wrong encoding."""
    return _MOJIBAKE.search(text) is not None


def format(text: str) -> str:
    """Return the normal form."""
    return tidy(text)


def standardise(texts: list[str]) -> Standard:
    """Standardise distinct texts; mojibake is kept and told, never repaired."""
    items = []
    for text in texts:
        value = tidy(text)
        rule = "text/mojibake" if is_mojibake(value) else "text/tidy" if value != text else ""
        items.append((value or None, VALID if value else MISSING, rule, None))
    return Standard.of(items)
