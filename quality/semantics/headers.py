"""Understand what a column's header says, in English, Chinese, pinyin and some forty other languages."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from quality.simplified import simplifier

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
_NUMBER = re.compile(r"\b[nN]\s?[°º]\s?")  # N° client
_FORM = re.compile(  # what a form's template says beside its header: 负责人（必填）, Phone (required), 金额（单位：元）
    r"[（(\[【]\s*(?:是否)?(?:非?必填|必须|必須|必選|选填|選填|可选|任意|单位|單位|格式|如|例如|示例|required|mandatory|optional|"
    r"obligat\w+|pflichtfeld|unit|format|e\.?g\.?)(?![a-z])[^（）()\[\]【】]*[)）\]】]",
    re.IGNORECASE,
)
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE"}
)
_FILES = ("vocabulary.txt", "languages.txt")
_HAN = re.compile(r"[\u3041-\u30ff々㐀-鿿]")  # kana count as Han: both run words together


def simplified(text: str) -> str:
    """Write Chinese in simplified characters; Japanese loses nothing that matters to a comparison of headers."""
    if not _HAN.search(text):
        return text
    return simplifier()(text.encode("utf-8", "replace").decode("utf-8"))  # undecodable bytes come as surrogates


@cache
def vocabulary() -> dict[str, frozenset[str]]:
    """Return field (and `modifier`, `qualifier`) → phrases, each a string of words joined by spaces."""
    words: dict[str, set[str]] = {}
    texts = (files("quality.semantics").joinpath(name).read_text("utf-8") for name in _FILES)
    text = simplified("\n".join(texts))
    for line in text.splitlines():
        field, colon, phrases = line.partition(":")
        if colon and not line.startswith("#"):
            found = (" ".join(_raw_words(phrase)) for phrase in phrases.split("|"))
            words.setdefault(field.strip(), set()).update(filter(None, found))
    return {field: frozenset(found) for field, found in words.items()}


def _plain(text: str) -> str:
    """Fold width, case-neutral accents (`Straße` → `Strasse`, `é` → `e`), leave out a form's remarks, nothing else."""
    text = _NUMBER.sub("no ", _FORM.sub("", text) or text)
    text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return unicodedata.normalize("NFKC", "".join(c for c in text if not unicodedata.combining(c)))


def _raw_words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(_plain(simplified(text)))]


_MARKS = frozenset(
    {"modifier", "qualifier", "relative", "parent", "outlet", "second_surname"}
)  # words that mean no field of their own


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """Phrase without spaces → the fields it names."""
    found: dict[str, tuple[str, ...]] = {}
    for field, phrases in vocabulary().items():
        if field not in _MARKS:
            for phrase in phrases:
                key = phrase.replace(" ", "")
                found[key] = (*found.get(key, ()), field)
    return found


@cache
def _pieces() -> frozenset[str]:
    """Words that a run-together header may be made of."""
    pieces = set(_phrases())
    for phrases in vocabulary().values():
        pieces.update(word for phrase in phrases for word in phrase.split())
    return frozenset(p for p in pieces if len(p) > 2 or _HAN.match(p))


_TABLE = re.compile(r"([A-Za-z][A-Za-z0-9_/]*)[.\-](?=[A-Za-z])")
_KINGDEE = re.compile(r"F_?(?=[A-Z])")  # FNumber, FName, F_PAEZ_Text
_FEWEST, _NEARLY_ALL = 3, 0.8


def plain_headers(headers: Iterable[str]) -> dict[str, str]:
    """Return each header without what says nothing of its column.

    That is the number of a repeated header, and a mark that nearly all headers of a table begin with: the table's
    name (KNVK.NAME1, KNVK-NAMEV) or the F of Kingdee's fields.

    >>> plain_headers(["KNVK.NAME1", "KNVK.NAMEV", "KNVK.TELF1"])["KNVK.NAMEV"], plain_headers(["a.1", "b"])
    ('NAMEV', {'a.1': 'a', 'b': 'b'})
    """
    plain = {}
    for header in headers:
        stem, dot, number = header.rpartition(".")
        plain[header] = stem if dot and number.isdigit() else header
    for mark in (_TABLE, _KINGDEE):
        found = {header: match for header, text in plain.items() if (match := mark.match(text))}
        same = len({match[0] for match in found.values()} - {"F_"}) == 1
        if same and len(found) >= max(_FEWEST, _NEARLY_ALL * len(plain)):
            plain |= {header: plain[header][match.end() :] for header, match in found.items()}
    return plain


def header_words(header: str) -> tuple[str, ...]:
    """Split a header into words: `custFirstName`, `客户手机号`, `fk_soc` → their parts, lower case."""
    words: list[str] = []
    for word in _raw_words(header):
        whole = word in _phrases() or word in _pieces()
        words += [word] if whole else _break_up(word)
    return tuple(words)


def _break_up(word: str) -> list[str]:
    """Break a run-together word into the fewest known pieces; give it back whole if that fails.

    Chinese is broken even where single characters stay unknown.
    """
    han, pieces = bool(_HAN.match(word)), _pieces()
    best: list[tuple[float, list[str]] | None] = [(0.0, [])] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 24), end):
            before, piece = best[start], word[start:end]
            if before is None or not (piece in pieces or (han and len(piece) == 1)):
                continue
            # Of equally few pieces the one with the longer last piece is the better reading: it is the head.
            cost = before[0] + (1 - 0.01 * len(piece) * (end == len(word)) if piece in pieces else 1.5)
            if best[end] is None or cost < best[end][0]:
                best[end] = (cost, [*before[1], piece])
    return best[-1][1] if best[-1] else [word]


def names_relative(header: str) -> bool:
    """Whether a header speaks of somebody else than the row's party: `father_name`, 紧急联系人电话, 配偶姓名."""
    words, relatives = header_words(header or ""), vocabulary()["relative"]
    return any(" ".join(words[a:b]) in relatives for a in range(len(words)) for b in range(a + 1, len(words) + 1))


def names_parent(header: str) -> bool:
    """Whether a header speaks of those who answer for a child: 家长手机, `guardian_phone`, 監護人電話."""
    words, parents = header_words(header or ""), vocabulary()["parent"]
    return any(" ".join(words[a:b]) in parents for a in range(len(words)) for b in range(a + 1, len(words) + 1))


def names_second_surname(header: str) -> bool:
    """Whether a header names the second of two surnames: Segundo apellido, `apellido_2`, Apellido materno."""
    return " ".join(header_words(header or "")) in vocabulary()["second_surname"]


_TAIL = re.compile(
    r"(?:后|末|尾)\s?(?:[3-6]|[三四五六])\s?[位码]?|尾号|下\s?[3-6四]\s?桁|(?:끝|뒷?)\s?[3-6]\s?자리"
    r"|\b(?:last|final|ultim[oae]s?|letzten?|derniers?|siste|sidste|sista|ostatnie) ?(?:[3-6]|four|five|six)\b"
    r"|\b(?:[3-6] (?:ultimos|derniers)|(?P<own>ssn|phone|tel|mobile) ?4)\b",
)
_HALF = 0.5
_ENDS = {"phone": "phone_tail", "national_id": "id_tail", "tax_id": "id_tail"}


def names_tail(header: str) -> str:
    """Return `id_tail` or `phone_tail` for a header of the last few signs of such a number, "" for any other.

    >>> names_tail("ssn_last4"), names_tail("手机后四位"), names_tail("SSN"), names_tail("last 4 orders")
    ('id_tail', 'phone_tail', '', '')
    """
    text = " ".join(_raw_words(header or ""))
    found = _TAIL.search(text)
    if not found:
        return ""
    rest = (
        text.replace(found[0], " ")
        if found[0][-1] != "4" or "last" in found[0]
        else re.sub(r"\b(last|4)\b|4\b", " ", text)
    )
    meant = match_header(rest)
    return next((_ENDS[field] for field, score in meant.items() if field in _ENDS and score > _HALF), "")


def names_outlet(header: str) -> bool:
    """Whether a header ends in an outlet of the house that keeps the file: 开卡门店, `home_store`, 担当店舗."""
    return "".join(header_words(header or "")[-1:]) in vocabulary()["outlet"]


def match_header(header: str) -> dict[str, float]:
    """Return field → score (0–1) for every field the header may name, best first.

    1.0: the header is a known phrase. Less where the phrase is only a part of the header: the last part
    counts most, words that do not change the meaning cost nothing, words unknown to us cost most.
    """
    return dict(_match(_without_address(header_words(header or ""))))


_PARTS_OF_ADDRESS = frozenset(
    {"street", "street_number", "locality", "city", "state", "postcode", "country", "org_name", "phone"}
)


def _without_address(words: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the word that says whose part a part is: `Default Address Zip`, `addr_city`."""
    rest = tuple(word for word in words if word not in {"address", "addr"})
    if not rest or rest == words or words[-1] != rest[-1] or "".join(words) in _phrases():
        return words
    return rest if any(field in _PARTS_OF_ADDRESS and score >= 0.9 for field, score in _match(rest)) else words


@cache
def _match(words: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    digitless = tuple(w for w in words if not w.isdigit()) or words
    spans = _spans(digitless)
    if digitless != words:  # a numbered phrase counts where it is the whole header: NAME1, not "first name 1"
        spans += [span for span in _spans(words) if span[2] - span[1] == len(words)]
    scores: dict[str, float] = {}
    for fields, start, end, of in spans:
        for field in fields:
            score = _score(of, start, end, field in _NAMED)
            scores[field] = max(scores.get(field, 0), score)
    return tuple(sorted(scores.items(), key=lambda item: -item[1]))


def _spans(words: tuple[str, ...]) -> list[tuple[tuple[str, ...], int, int, tuple[str, ...]]]:
    """Return the phrases found that are not inside longer ones: (fields, start, end, words)."""
    phrases, found = _phrases(), []
    for size in range(min(len(words), 6), 0, -1):
        for start in range(len(words) - size + 1):
            end = start + size
            inside = any(s <= start and end <= e for _, s, e, _ in found)
            fields = phrases.get("".join(words[start:end]))
            if fields and not inside:
                found.append((fields, start, end, words))
    return found


_LATEST = re.compile(
    r"最后|最近|上次|末次|最终|最終|直近|前回|최종|최근|последн|"
    r"\b(last|latest|most recent|letzte[rsmn]?|derniere?|ultim[ao])\b"
)


def says_latest(header: str) -> bool:
    """Whether a header speaks of the latest of several events: `Last purchase`, 最近消费日期, `Última compra`."""
    text = " ".join(_raw_words(header))
    return bool(_LATEST.search(text)) and match_header(header).get("updated", 0) < 0.6


# Roles that a header may name in full: 业务员名称, owner name, department name.
_NAMED = frozenset({"owner", "contact", "department", "org_name", "city", "country", "state", "category"})
_NAME_WORDS = frozenset({"name", "names", "名称", "姓名", "名字", "全称", "fullname", "nom", "nombre"})


def _score(words: tuple[str, ...], start: int, end: int, named: bool) -> float:
    known = vocabulary()
    before, after = words[:start], words[end:]
    if named and after and all(word in _NAME_WORDS for word in after):
        after = ()
    rest = [w for w in (*before, *after) if not w.isdigit() and w not in known["modifier"]]
    if after and (after[-1] in known["qualifier"] or " ".join(after) in known["qualifier"]):
        return 0.25
    if before and before[0] in {"is", "has", "是否", "no"}:
        return 0.25
    size = len("".join(words[start:end]))
    covered = size / (size + sum(len(w) for w in rest))
    place = 1.0 if not after else 0.85 if all(w.isdigit() or w in known["modifier"] for w in after) else 0.7
    return place * (0.35 + 0.65 * covered) * (1.0 if not rest else 0.9)


def is_known_header(cell: str) -> bool:
    """Whether a cell reads as a column header rather than as data."""
    if not cell or len(cell) > 60:
        return False
    best = max(match_header(cell).values(), default=0)
    return best >= 0.6
