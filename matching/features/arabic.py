"""Arabic names in Arabic or Latin letters: given name, father's and grandfather's, family; without articles and bin."""

import re
from functools import lru_cache

from matching.features.fold import plain
from matching.features.person import PersonName, content

_SON = frozenset("bin bint binti ibn ben ould wuld ولد بن بنت ابن".split())
_ARTICLE = frozenset("al el ul as ash ar ad an at az ال".split())
_SERVANT = frozenset("abd abdul abdel abdal عبد".split())
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_LATIN_ARTICLE = re.compile(r"^(?:al|el)(?=[bcdfghjklmnpqrstwxyz][a-z]{2})")
_LATIN_SERVANT = re.compile(r"^abd[aeiou]{0,2}(?:l|([a-z])(?=\1))?(?=[a-z]{2})")
_SHORTENED = {"mohd": "mohammed", "md": "mohammed", "mohamd": "mohammed", "muhd": "mohammed"}


def is_arabic(text: str) -> bool:
    """Whether a name is written in Arabic letters."""
    return _ARABIC.search(text) is not None


def marked(text: str) -> bool:
    """Whether a folded name in Latin letters bears a mark of Arabic ones: an article, bin, abdul, al before a name."""
    words = text.split()
    return any(w in _SON or w in _SERVANT or w in ("al", "el") or w.startswith("abd") for w in words)


@lru_cache(maxsize=500_000)
def split(text: str) -> PersonName | None:
    """Take an Arabic name apart; None where it is one word.

    >>> split("Fatima bint Abdul Rahman Al Zaabi"), split("محمد عبد الله الكعبي")
    (PersonName(given='fatima', middle='abdrahman', surname='zaabi', suffix=''), PersonName(given='محمد', middle='عبدله', surname='كعبي', suffix=''))
    """  # noqa: E501
    head, comma, tail = text.partition(",")
    family, words = _words(head), _words(tail)
    if not (comma and family and words):
        words, family = [*family, *words], []
    words, family = content(words), " ".join(family)
    if len(words) + bool(family) < 2:
        return None
    return PersonName(words[0], " ".join(words[1:] if family else words[1:-1]), family or words[-1], "")


def _words(text: str) -> list[str]:
    """Words of a name: bin and articles left out, servant-of names in one."""
    out: list[str] = []
    servant = False
    for word in plain(text).split():
        if word in _SON or word in _ARTICLE:
            continue
        if servant:
            out.append("عبد" + word.removeprefix("ال") if is_arabic(word) else "abd" + _bare(word))
            servant = False
        elif word in _SERVANT:
            servant = True
        else:
            out.append(_SHORTENED.get(word) or _whole(word))
    return out


def _whole(word: str) -> str:
    if word.startswith("عبدال"):
        return "عبد" + word.removeprefix("عبدال")
    if _LATIN_SERVANT.match(word):
        return "abd" + _LATIN_SERVANT.sub("", word)
    return _bare(word)


def _bare(word: str) -> str:
    """A word without its article: الزعابي, Alzaabi."""
    if word.startswith("ال") and len(word) > 4:
        return word[2:]
    return _LATIN_ARTICLE.sub("", word) if len(word) > 5 else word
