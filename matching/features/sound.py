"""How a name sounds: pinyin for Chinese, a coarse consonant code for Latin names."""

import re
from collections.abc import Iterable
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from matching.features.fold import HAN, has_han
from matching.features.worded import by_sight

COMPOUND_SURNAMES = frozenset(
    """
    欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 南宫 独孤 长孙 宇文 轩辕 万俟
    闻人 赫连 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 司空 百里 呼延 西门 东郭
    拓跋 第五 左丘 梁丘
    """.split()
)
SURNAME_READINGS = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "朴": "piao", "盖": "ge",
    "翟": "zhai", "乐": "yue", "任": "ren", "华": "hua", "缪": "miao", "冼": "xian", "燕": "yan", "覃": "qin",
    "尹": "yin", "宁": "ning", "石": "shi", "曲": "qu", "员": "yun", "黑": "he", "重": "chong", "秘": "bi",
    "折": "she", "种": "chong", "尉迟": "yuchi", "万俟": "moqi", "澹台": "tantai", "单于": "chanyu", "吕": "lv",
}  # fmt: skip
_VOWELS = re.compile(r"[aeiouyhw]+")
_RULES = [
    (re.compile(p), r)
    for p, r in (
        (r"^(kn|gn|pn)", "n"), (r"^wr", "r"), (r"^x", "s"), (r"ph", "f"), (r"(sch|sh|ch|tsch|cz|cs|tz|ts)", "s"),
        (r"(ck|q|c|g|k)", "k"), (r"(z|x)", "s"), (r"(dt|d|t)", "t"), (r"v", "f"), (r"w(?!r)", "w"), (r"j", "y"),
        (r"(b|p)", "p"), (r"m", "n"),
    )
]  # fmt: skip


@lru_cache(maxsize=100_000)
def _char_pinyin(char: str) -> str:
    from pypinyin import lazy_pinyin

    return lazy_pinyin(char)[0].lower().replace("ü", "v")


def pinyin(text: str, surname: bool = False) -> str:
    """Pinyin of a text without spaces or tones, Latin letters kept; a surname is read as a surname."""
    if not has_han(text):
        return text.replace(" ", "")
    if surname and text in SURNAME_READINGS:
        return SURNAME_READINGS[text]
    return "".join(_char_pinyin(c) if HAN.match(c) else c for c in text if c != " ")


_BARE = "^[a-z ]*[a-z][a-z ]*$"
_LEFT = "fklnprst"  # consonants that the rules leave


def skeletons(texts: Iterable[str]) -> list[str]:
    """`skeleton` of each text, a column at a time."""
    return by_sight(list(texts), _BARE, _coarse, lambda rest: [skeleton(t) for t in rest])


def _coarse(texts: pa.Array) -> pa.Array:
    words = pc.replace_substring(texts, " ", "")
    for pattern, code in _RULES:
        if "(?!" not in pattern.pattern:  # w before anything but r stays w
            words = pc.replace_substring_regex(words, pattern.pattern, code)
    first = pc.replace_substring_regex(pc.utf8_slice_codeunits(words, 0, 1), "[aeiouhy]", "a")
    tails = pc.replace_substring_regex(pc.utf8_slice_codeunits(words, 1), _VOWELS.pattern, "")
    for letter in _LEFT:
        tails = pc.replace_substring_regex(tails, f"{letter}+", letter)
    return pc.binary_join_element_wise(first, pc.utf8_slice_codeunits(tails, 0, 5), "")


@lru_cache(maxsize=500_000)
def skeleton(text: str) -> str:
    """A coarse code of a Latin word: first sound and consonant classes, so that most misspellings agree."""
    word = text.replace(" ", "")
    if not word or not word.isascii() or not word.isalpha():
        return word
    for pattern, code in _RULES:
        word = pattern.sub(code, word)
    tail = _VOWELS.sub("", word[1:])
    squeezed = "".join(c for k, c in enumerate(tail) if k == 0 or c != tail[k - 1])
    return ("a" if word[0] in "aeiouhy" else word[0]) + squeezed[:5]
