"""Find out the encoding of a file's bytes."""

import codecs
import re
from collections import Counter

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE = 1 << 20
_SIGNS = frozenset(
    b"\x80\x85\x8a\x8c\x8e\x91\x92\x93\x94\x95\x96\x97\x99\x9a\x9c\x9e\x9f\xa0\xa3\xa7\xa8\xa9\xaa\xab\xae\xb0\xb2\xb4\xb7\xba\xbb\xbf"
)
_MULTI = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
# What two-byte Japanese has and two-byte Chinese has not: Shift_JIS kana lie outside the Chinese letters, EUC kana
# are Chinese too, yet rare there
_SJIS_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fc]")
_JAPANESE = frozenset(
    "県市区町村丁目番地号株式会社名日年月田山川東西南北都府道島野藤木井原崎高橋松林商店工業客注文受金額電話"
)
_CHINESE = frozenset(
    "的有限公司市区县路号省技术科贸易业电子北京上海广深圳中国山东江苏浙建工大李王张刘陈客户订单期金额话地址"
)
_PAIR = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]|[\x80-\xff]")


def detect_encoding(data: bytes) -> str:
    """Return the codec that reads `data` best.

    One of utf-8, utf-8-sig, utf-16-*, gb18030, big5, cp932, euc_jp, cp1252, latin-1, or a page of another script.

    A few bad bytes do not change the answer: they are the damage of their own rows.
    """
    for bom, name in BOMS:
        if data[:4].startswith(bom):
            return name
    wide = _wide(data[:SAMPLE])
    if wide:
        return wide
    wrong = undecodable(data, "utf-8")
    if wrong < 0:
        return "utf-8"
    start = max(0, wrong - SAMPLE // 2)
    sample = data[start : start + SAMPLE]
    whole = len(_MULTI.findall(sample))
    broken = len(_HIGH.findall(_MULTI.sub(b"", sample)))
    if whole > 4 * broken or (broken and _truncated_only(data)):
        return "utf-8"
    return _japanese(sample) or _legacy(sample)


def undecodable(data: bytes, encoding: str) -> int:
    """Return the place of the first byte that does not decode, -1 where all do; memory stays small.

    >>> undecodable("中国".encode(), "utf-8"), undecodable(b"ab\\xff", "utf-8")
    (-1, 2)
    """
    decoder, kept = codecs.getincrementaldecoder(encoding)(), 0
    for at in range(0, len(data), SAMPLE):
        try:
            decoder.decode(data[at : at + SAMPLE], at + SAMPLE >= len(data))
        except UnicodeDecodeError as error:
            return at - kept + error.start
        kept = len(decoder.getstate()[0])
    return -1


def _truncated_only(data: bytes) -> bool:
    """Whether the only thing wrong with UTF-8 text is that its last character is cut."""
    wrong = undecodable(data, "utf-8")
    try:
        data[wrong:].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end == len(data) - wrong and error.reason == "unexpected end of data" and wrong > 0
    return True


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark: every line end is a wide one, and NULs stand on one side only."""
    even, odd = sample[0::2], sample[1::2]
    if not sample or sample.count(0) < len(sample) // 50:
        return ""
    for name, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        ends = sum(high[i] == 0 for i, b in enumerate(low[: len(high)]) if b == 0x0A)
        if high.count(0) > 20 * low.count(0) and (ends or b"\n" not in sample):
            return name
    return ""


def _legacy(sample: bytes) -> str:
    """Chinese double bytes or a single-byte Western page: common Chinese characters decide."""
    pairs = _PAIR.findall(sample)
    chinese = sum(len(p) == 2 and p[1] >= 0xA1 and (0xB0 <= p[0] <= 0xD7 or 0xA1 <= p[0] <= 0xA3) for p in pairs)
    if chinese >= 0.6 * len(pairs):
        return "gb18030"
    if sum(len(p) == 2 and 0xA4 <= p[0] <= 0xC6 for p in pairs) >= 0.8 * len(pairs) and _clean(sample, "big5"):
        return "big5"
    if len(pairs) > 50 and _clean(sample, "gb18030") and _looks_double(sample):
        return "gb18030"
    other = _elsewhere(sample)
    if other:
        return other
    if not _western(sample):
        return "utf-8"
    return "cp1252" if _clean(sample, "cp1252") else "latin-1"


def _japanese(sample: bytes) -> str:
    """Return `cp932` or `euc_jp` where the bytes read so give Japanese, and read as Chinese do not give Chinese.

    Chinese bytes read as Shift_JIS are half-width kana nearly throughout; read as EUC-JP, rare characters.
    """
    whole = sample[sample.find(b"\n") + 1 if len(sample) == SAMPLE else 0 :]
    chinese = _common(whole.decode("gb18030", "ignore"), _CHINESE)
    for name in ("cp932", "euc_jp"):
        text = re.sub("[\\x00-\x7f]+", "", whole.decode(name, "ignore"))
        if not _clean(sample, name) or not text:
            continue
        narrow = sum("\uff61" <= c <= "\uff9f" for c in text)
        kana, common = len(_SJIS_KANA.findall(text)), _common(text, _JAPANESE)
        if narrow >= 0.3 * len(text):
            continue
        if common + kana > 2 * chinese and common + kana >= 0.2 * len(text):
            return name
        if name == "cp932" and _all_usual(whole):
            return name
    return ""


def _all_usual(sample: bytes) -> bool:
    """Whether bytes read as Shift_JIS give runs of usual kanji and kana, and read as Chinese hardly a usual letter.

    Single ones prove nothing: the typographic quotes of Windows-1252 before a letter look like a kanji too.
    """
    runs = re.findall("[^\\x00-\x7f]{2,}", sample.decode("cp932", "ignore"))
    alone = len(re.findall("[^\\x00-\x7f]+", sample.decode("cp932", "ignore")))
    seen = Counter("".join(runs))
    usual = sum(n for c, n in seen.items() if 0x81 <= c.encode("cp932", "replace")[0] <= 0x97)
    chinese = Counter(re.sub("[\\x00-\x7f]", "", sample.decode("gb18030", "ignore")))
    plain = sum(
        n for c, n in chinese.items() if 0xB0 <= c.encode("gb18030")[0] <= 0xD7 and c.encode("gb18030")[1] > 0xA0
    )
    enough = len(runs) >= 0.8 * alone and seen.total() >= 4
    return enough and usual >= 0.9 * seen.total() and plain <= 0.3 * chinese.total()


def _common(text: str, letters: frozenset[str]) -> int:
    return sum(c in letters for c in text)


def _elsewhere(sample: bytes) -> str:
    """A page of another script (Cyrillic, Japanese, Korean, Greek …): its words are high bytes throughout."""
    runs = re.findall(rb"[\x80-\xff][\x40-\xff]*[\x80-\xff]", sample)
    high = len(_HIGH.findall(sample))
    if high < 0.05 * len(sample) or sum(len(run) for run in runs if len(run) >= 4) < 0.6 * max(high, 8):
        return ""
    from charset_normalizer import from_bytes

    pages = ["cp1251", "koi8_r", "cp932", "euc_jp", "cp949", "cp1253", "cp1255", "cp1256", "cp874"]
    best = from_bytes(sample[: 1 << 16], cp_isolation=pages, threshold=0.3).best()
    return best.encoding if best and _clean(sample, best.encoding) else ""


def _western(sample: bytes) -> bool:
    """Whether most high bytes are Western letters among letters, or common signs; else they are damage."""
    seen = good = 0
    for found in _HIGH.finditer(sample):
        at, byte = found.start(), sample[found.start()]
        before, after = sample[max(at - 1, 0) : at], sample[at + 1 : at + 2]
        seen += 1
        if byte in _SIGNS:
            good += 1
        elif 0xC0 <= byte <= 0xFD and byte not in (0xD7, 0xF7):
            beside = before.isalpha() or after.isalpha() or before >= b"\xc0" or after >= b"\xc0"
            good += beside and not (byte < 0xDF and before.islower())
    return good >= 0.7 * seen


def _clean(sample: bytes, name: str) -> bool:
    """Whether all but the sample's cut ends decode."""
    try:
        codecs.getincrementaldecoder(name)().decode(sample[sample.find(b"\n") + 1 :])
        return True
    except UnicodeDecodeError:
        return False


def _looks_double(sample: bytes) -> bool:
    """Double-byte text comes in runs of high bytes; Western letters stand among plain ones."""
    runs = re.findall(rb"[\x80-\xff]+", sample)
    return sum(len(r) >= 2 for r in runs) > 0.7 * len(runs)
