"""The words for evidence: comparisons, levels and verdicts, in Chinese and English."""

from collections.abc import Iterable, Mapping

LANGUAGES = ("en", "zh")

COMPARISONS = {
    "org": ("organisation's name", "公司名称"),
    "firm": ("organisation", "所属公司"),
    "mail_domain": ("e-mail domain", "邮箱域名"),
    "given": ("given name", "名"),
    "middle": ("middle name", "中间名"),
    "surname": ("surname", "姓"),
    "suffix": ("name suffix", "姓名后缀"),
    "city": ("city", "城市"),
    "locality": ("locality", "区县"),
    "state": ("state or province", "省份"),
    "country": ("country", "国家"),
    "address": ("address", "地址"),
    "street": ("street", "街道"),
    "street_number": ("street number", "门牌号"),
    "postcode": ("postcode", "邮编"),
    "geo": ("place on the map", "地理位置"),
    "birth_date": ("date of birth", "出生日期"),
    "birth_year": ("year of birth", "出生年份"),
    "gender": ("gender", "性别"),
    "phone": ("phone", "电话"),
    "website": ("website", "网站"),
    "email": ("e-mail", "电子邮箱"),
    "tax_id": ("tax ID", "税号"),
    "national_id": ("national ID", "身份证号"),
    "id_tail": ("end of the national ID", "身份证尾号"),
    "phone_tail": ("end of the phone", "电话尾号"),
    "bank_account": ("bank account", "银行账号"),
    "phone_mask": ("phone, parts of it hidden", "电话（部分隐藏）"),
    "id_mask": ("national ID, parts of it hidden", "身份证号（部分隐藏）"),
    "tax_mask": ("tax ID, parts of it hidden", "税号（部分隐藏）"),
    "source": ("source", "来源"),
}
LEVELS = {
    "exact": ("the same", "相同"),
    "equivalent": ("the same up to script, spelling or nickname", "同音、异体或昵称"),
    "typo": ("the same but for a typo", "疑似笔误"),
    "close": ("close", "相近"),
    "partial": ("partly the same", "部分相同"),
    "differs": ("different", "不同"),
    "fits": ("the same where both are seen", "可见位相同"),
    "same": ("the same up to its form", "写法不同但相同"),
    "same core": ("the same core name", "字号相同"),
    "alike": ("alike", "相似"),
    "contained": ("one within the other", "一方包含另一方"),
    "good": ("much alike", "较为相似"),
    "abbreviation": ("one short for the other", "简称"),
    "fair": ("somewhat alike", "略为相似"),
    "branch": ("head office and branch", "总公司与分支机构"),
    "other number": ("alike but for another number", "相似但编号不同"),
    "related": ("related", "有关联"),
    "faint": ("faintly alike", "略相似"),
    "unlike": ("unlike, one of them met nowhere else", "不同，其一别处未见"),
    "one digit": ("one digit apart", "相差一位"),
    "two parts": ("two of three parts agree", "三部分中两部分相同"),
    "like the name": ("alike only as their names are", "仅因姓名而相似"),
    "same mailbox name": ("the same name before the @", "用户名（@前）相同"),
    "same point": ("the same point", "同一位置"),
    "under 1 km": ("under 1 km apart", "相距不到1公里"),
    "under 10 km": ("under 10 km apart", "相距不到10公里"),
    "under 50 km": ("under 50 km apart", "相距不到50公里"),
    "farther": ("more than 50 km apart", "相距超过50公里"),
    "missing": ("not known on both sides", "至少一方缺失"),
}
VETOES = {
    "two_tax_ids": ("two valid tax IDs of different companies", "两个有效税号分属不同公司"),
    "other_firm": ("names of two firms or branches of one group", "名称分属同一集团的不同公司或分支机构"),
    "other_site": ("two sites of one firm", "同一公司的两个网点"),
    "successor": (
        "names with nothing in common: one firm after the other in the same premises",
        "名称毫无共同之处：同一场所先后的两家单位",
    ),
    "other_organisation": ("contacts at two organisations", "分属两家单位的联系人"),
    "person_and_organisation": ("a private person and an organisation", "一方是个人，另一方是单位"),
    "name_suffix": ("junior and senior", "姓名后缀不同（Jr/Sr）"),
    "duplicate_free": (
        "two records of a source that was declared free of duplicates",
        "同属一个声明为无重复的来源",
    ),
    "steward": ("a steward's word", "人工判定不同"),
}
SENTENCES = {
    "one": ("{a} and {b} are one customer ({id}).", "{a} 与 {b} 是同一客户（{id}）。"),
    "two": ("{a} and {b} are two customers ({left} and {right}).", "{a} 与 {b} 是两个客户（{left} 和 {right}）。"),
    "steward same": ("{who} decided that they are the same, on {at}{why}.", "{who} 于 {at} 判定两者相同{why}。"),
    "steward different": (
        "{who} decided that they are different, on {at}{why}; that outranks the model.",
        "{who} 于 {at} 判定两者不同{why}；人工判定优先于模型。",
    ),
    "steward unsure": ("{who} could not tell, on {at}{why}.", "{who} 于 {at} 表示无法判断{why}。"),
    "probability": (
        "Taken alone, the pair is the same customer with a probability of {p:.1%} ({bits:+.1f} bits).",
        "仅看这两条记录，同一客户的概率为 {p:.1%}（{bits:+.1f} 比特）。",
    ),
    "veto": (
        "A veto keeps them apart, whatever the rest says: {reason}.",
        "有否决证据，无论其他证据如何均不合并：{reason}。",
    ),
    "not compared": (
        "They were never compared, or scored too low to keep: they share too little to suspect they are one. "
        "Compared now, on what each alone says:",
        "两者未曾比较，或得分过低未保留：共同点太少。现在就其内容比较如下：",
    ),
    "path": ("They are joined through: {path}.", "两者通过以下记录相连：{path}。"),
    "step": ("{record} ({p:.1%})", "{record}（{p:.1%}）"),
    "whole": (
        "The pair alone looks the same, but their customers as wholes do not fit together.",
        "仅看这一对相似，但两个客户整体不一致。",
    ),
    "below": ("That is too little to merge them.", "证据不足以合并。"),
    "held by others": (
        "The pair alone would not do; what other records of this customer say holds them together.",
        "仅凭这一对不足以合并；是该客户的其他记录将两者联系在一起。",
    ),
    "line": ("{mark} {what}: {level} ({left} / {right})", "{mark} {what}：{level}（{left} / {right}）"),
    "none": ("nothing", "无"),
    "shared": ("{level}, but {n} customers share it", "{level}，但为共用（{n}个客户）"),
    "set aside": (
        "the same, but {n} customers share it: a switchboard or an agent's line, counted as missing",
        "相同，但为总机或共用号码（{n}个客户），按缺失处理",
    ),
}


def pick(pair: tuple[str, str], language: str) -> str:
    """Return the text of a language; anything but zh is English."""
    return pair[1] if language == "zh" else pair[0]


def comparison_word(name: str, language: str) -> str:
    """Name a comparison; one without a word of its own keeps its name, as the export spells it."""
    plain = name.removeprefix("other:")
    return pick(COMPARISONS.get(name, (plain.replace("_", " "), plain)), language)


def level_word(level: str, language: str) -> str:
    """Name a level of agreement."""
    return pick(LEVELS.get(level, (level, level)), language)


def veto_words(kind: str, language: str = "en") -> str:
    """Say why a veto keeps two records apart."""
    return pick(VETOES.get(kind, (kind, kind)), language)


def sentence(name: str, language: str, **values: object) -> str:
    """Fill a sentence."""
    return pick(SENTENCES[name], language).format(**values)


def agreement(level: str | None, customers: int | None, language: str) -> str:
    """Name a level, and how many `customers` share the value where they are several; "" where nothing is known."""
    if level in ("missing", None):
        return sentence("set aside", language, n=customers) if customers else ""
    words = level_word(level, language)
    return sentence("shared", language, level=words, n=customers) if customers else words


def reasons_in_words(
    levels: Iterable[tuple[str, str]], language: str = "en", shared: Mapping[str, int] | None = None
) -> str:
    """Say what a pair agrees and disagrees on, e.g. `phone the same; surname different`.

    `shared`: comparison → customers that hold the value both records hold (see `spread`).
    """
    told = [(comparison_word(c, language), agreement(lv, (shared or {}).get(c), language)) for c, lv in levels]
    if language == "zh":
        return "；".join(f"{what}{how}" for what, how in told if how) or "无"
    return "; ".join(f"{what} {how}" for what, how in told if how) or "nothing in common"
