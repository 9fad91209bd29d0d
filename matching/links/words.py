"""The words for ties and their evidence, in English and Chinese."""

from matching.explain.words import comparison_word

KINDS = {
    "parent_of": ("the first is the parent of the second", "前者是后者的上级"),
    "branch_of": ("the first is a branch of the second", "前者是后者的分支机构"),
    "same_group": ("one group", "同一集团"),
    "household": ("one household", "同一家庭"),
    "same_person": ("one person who is two customers", "同一人，两个客户"),
}
STATUS = {
    "suggested": ("suggested", "待确认"),
    "confirmed": ("confirmed", "已确认"),
    "rejected": ("rejected", "已否定"),
    "unsure": ("unsure", "不确定"),
}
_PARTS = {
    "core": ("core name {}", "字号“{}”相同"),
    "head": ("head office {}", "总部“{}”"),
    "branch": ("branch {}", "分支“{}”"),
}
_WHOLE = {
    "given=parent_ref": ("the source names the parent", "来源写明上级"),
    "said=steward": ("confirmed by a steward; the records no longer say it", "人工已确认；记录已不再显示"),
}
_NAME = ("name", "姓名")


def kind_word(kind: str, language: str) -> str:
    """Name a kind of tie."""
    return KINDS.get(kind, (kind, kind))[language == "zh"]


def status_word(status: str, language: str) -> str:
    """Say how a tie stands."""
    return STATUS[status][language == "zh"]


def evidence_words(evidence: str, language: str = "en") -> str:
    """Say the evidence of a link (`key=value` parts joined by `; `) in words.

    >>> evidence_words("core=云杉; same=address"), evidence_words("same=phone, surname", "zh")
    ('core name 云杉; the same address', '电话、姓相同')
    """
    zh = language == "zh"
    return ("；" if zh else "; ").join(_part(part, zh) for part in evidence.split("; ") if part)


def _part(part: str, zh: bool) -> str:
    if part in _WHOLE:
        return _WHOLE[part][zh]
    key, _, value = part.partition("=")
    if key in _PARTS:
        return _PARTS[key][zh].format(value)
    names = [_NAME[zh] if n == "name" else comparison_word(n, "zh" if zh else "en") for n in value.split(", ")]
    return f"{'、'.join(names)}相同" if zh else f"the same {', '.join(names)}"
