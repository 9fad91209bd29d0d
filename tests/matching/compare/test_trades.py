"""Sister companies: one brand, another trade."""

from matching.compare.trades import usual_trades
from matching.features.organisation import split

BRANDS = ("优远", "利中", "林乐华", "海远", "恒天", "普奥龙", "德信", "同创")
TRADES = ("料技", "环保科技", "人力资源", "印刷", "塑胶制品", "信息技术", "信息科技", "科技")
NAMES = [f"合肥{b}{t}有限公司" for b in BRANDS for t in TRADES]
LATIN = [f"{b} {t} Ltd" for b in ("Cook", "Hart", "Lane", "Moss", "Reed") for t in ("Chemicals", "Logistics")]


def sisters(one: str, other: str) -> bool:
    parts = [split(n) for n in (*NAMES, *LATIN)]
    return usual_trades(parts).sisters(split(one), split(other))


def test_whole_chinese_names_of_one_brand_and_two_trades_are_sisters():
    assert sisters("合肥林乐华环保科技有限公司", "合肥林乐华人力资源有限公司")
    assert sisters("优远印刷有限公司", "优远塑胶制品有限公司")


def test_a_works_is_a_whole_name_too():
    assert sisters("南京禾诚印刷厂", "南京禾诚塑胶制品厂")
    assert sisters("南京禾诚印刷厂", "南京禾诚人力资源有限公司")
    assert not sisters("南京禾诚印刷厂", "南京禾诚印刷有限公司")
    assert not sisters("南京禾诚塑胶制品厂", "南京禾诚制品厂")


def test_short_names_kindred_trades_and_other_brands_are_not():
    assert not sisters("合肥林乐华环保科技有限公司", "林乐华科技有限公司")
    assert not sisters("合肥林乐华信息技术有限公司", "合肥林乐华信息科技有限公司")
    assert not sisters("合肥林乐华环保科技有限公司", "林乐华人力资源")
    assert not sisters("合肥林乐华科技有限公司", "合肥林乐华料技有限公司")
    assert not sisters("合肥优远印刷有限公司", "合肥利中人力资源有限公司")


def test_latin_sisters_are_told_by_usual_words_only():
    assert sisters("Cook Chemicals Ltd", "Cook Logistics")
    assert not sisters("Cook Chemicals Ltd", "Cook Chemcals Group")


def test_a_group_and_a_company_of_its_brand_are_two():
    trades = usual_trades([split(n) for n in NAMES])
    group, member = split("德航集团有限公司"), split("德航(上海)信息技术有限责任公司")
    assert trades.of_group(group, member)
    assert trades.of_group(member, group)
    assert not trades.of_group(group, split("德航有限公司"))
    assert not trades.of_group(group, split("德航信息技术集团有限公司"))
    assert not trades.of_group(group, split("海达信息技术有限公司"))


def test_a_firm_with_what_it_trades_under_is_no_sister_by_the_words_of_one_of_its_names():
    assert sisters("Cook Chemicals Ltd", "Cook Logistics Ltd")
    assert not sisters("Cook Chemicals Ltd dba Reed Fuels", "Cook Logistics Ltd dba Reed Fuels")
    trades = usual_trades([split(n) for n in LATIN])
    assert trades.brand_mark(split("Cook Chemicals Ltd"))
    assert not trades.brand_mark(split("Cook Chemicals Ltd dba Reed"))
