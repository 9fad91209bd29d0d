"""Under a kept model it does not matter in which batches records came, changed and went."""

from dataclasses import replace
from random import Random

import numpy as np
import pyarrow as pa
import pytest

import matching
from matching.incremental.judged import judge_step
from matching.incremental.late import RerunDue

GIVEN = "anna bruno clara david elena frank greta henry irene jonas katharina leon mona nora oskar paula".split()
FAMILY = "abbott bergmann castillo dimitrov eriksson fontaine gallagher hoffmann ivanova jansen kowalski".split()
TOWNS = ("berlin", "hamburg", "munich", "cologne")
BRANDS = "华信 金桥 东方 恒通 瑞丰 天宇 中科 博雅 新力 宏达 远大 明华 祥瑞 长江 泰和 兴业".split()
TRADES = "科技 贸易 物流 建材 食品 电子 机械 服装".split()
NAMES = "王伟 李娜 张敏 刘洋 陈静 杨帆 赵磊 黄丽 周强 吴芳 徐明 孙悦 马超 朱琳 胡军 郭涛".split()


def _slip(text: str, dice: Random) -> str:
    at = dice.randrange(len(text))
    return text[:at] + text[at + 1 :] if len(text) > 3 and dice.random() < 0.25 else text


def _person(dice: Random) -> dict[str, str | None]:
    given, family = dice.choice(GIVEN), dice.choice(FAMILY)
    return {
        "given_name": given,
        "surname": family,
        "birth_date": f"19{dice.randint(50, 99)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
        "phone": f"+4930{dice.randint(10**6, 10**7)}",
        "email": f"{given}.{family}{dice.randint(1, 99)}@example.org",
        "address": f"{dice.randint(1, 99)} {dice.choice(FAMILY)} street",
        "city": dice.choice(TOWNS),
    }


def _contact(dice: Random) -> dict[str, str | None]:
    who = Random(dice.randint(0, 25))  # noqa: S311 - the same few firms again and again
    firm = f"{dice.choice(['', '北京', '上海'])}{who.choice(BRANDS)}{who.choice(TRADES)}有限公司"
    return {
        "org_name": firm,
        "contact": dice.choice(NAMES),
        "phone": f"+861{dice.randint(3 * 10**9, 10**10 - 1)}",
        "email": f"{who.randint(1, 10**5)}@corp{who.randint(1, 50)}.cn",
        "address": f"{who.choice(TOWNS)}路{dice.randint(1, 200)}号",
        "city": who.choice(["北京", "上海", "广州"]),
    }


def _records(maker, seed: int, count: int) -> pa.Table:
    dice, rows = Random(seed), []  # noqa: S311 - made up
    while len(rows) < count:
        party = maker(dice)
        for _ in range(dice.choice((1, 1, 2, 3))):
            rows.append({k: None if dice.random() < 0.1 else _slip(v, dice) for k, v in party.items()})
    dice.shuffle(rows)
    columns = {k: [r[k] for r in rows] for k in rows[0]}
    lists = {
        k: pa.array([[v] if v else None for v in columns.pop(k)], pa.list_(pa.string())) for k in ("phone", "email")
    }
    ids = [f"s:{k:04d}" for k in range(len(rows))]
    return pa.table({"record_id": ids, "source": ["s"] * len(rows)} | columns | lists)


def _told(tables: dict[str, pa.Table]) -> tuple:
    clusters = tables["clusters"].to_pylist()
    parties = [{}, {}]
    for row in clusters:
        parties[0].setdefault(row["cluster"], set()).add(row["record_id"])
        parties[1].setdefault(row["org"] or row["record_id"], set()).add(row["record_id"])
    pairs = tables["pairs"].sort_by([("left", "ascending"), ("right", "ascending")]).to_pylist()
    return [sorted(map(sorted, p.values())) for p in parties], pairs


def _oracle(kept, records, decisions=None):
    """Everything judged at once under the model, nothing taken over."""
    blank = replace(kept, live=np.zeros(len(kept.live), dtype=bool))
    return _told(judge_step(blank, records, None, decisions)[0])


def _changed(records: pa.Table, dice: Random) -> pa.Table:
    city = records["city"].to_pylist()
    for at in dice.sample(range(len(city)), 12):
        city[at] = dice.choice(TOWNS)
    return records.set_column(records.column_names.index("city"), "city", pa.array(city, pa.string()))


@pytest.mark.parametrize(("maker", "seed"), [(_person, 1), (_contact, 3)])
def test_batches_in_any_split_and_order_give_what_one_judgement_gives(maker, seed):
    dice = Random(seed)  # noqa: S311 - made up
    every = _records(maker, seed, 440)
    base = every.slice(0, 400)
    first = matching.dedupe(base, keep=True).kept
    assert len(first.passes) == (1 if maker is _person else 2)
    final = _changed(every, dice).take(pa.array(dice.sample(range(len(every)), len(every) - 15)))
    decisions = _answers(final, dice)
    expected = _oracle(first, final, decisions)
    for parts in (1, 3):
        kept, present = first, base
        order = dice.sample(range(len(final)), len(final))
        for k in range(parts):
            batch = final.take(pa.array(order[k::parts]))
            present = matching.incremental.upsert(present, batch)
            if k == parts - 1:
                gone = set(present["record_id"].to_pylist()) - set(final["record_id"].to_pylist())
                present = matching.incremental.upsert(present, batch, sorted(gone))
            tables, _, kept = judge_step(kept, present, None, decisions if k else None)
        tables, _, kept = judge_step(kept, present, None, decisions)
        assert _told(tables) == expected


def _answers(records: pa.Table, dice: Random) -> pa.Table:
    ids = records["record_id"].to_pylist()
    pairs = [sorted(dice.sample(ids, 2)) for _ in range(6)]
    said = ["same", "different"] * 3
    return pa.table({"left": [p[0] for p in pairs], "right": [p[1] for p in pairs], "judgement": said})


def test_the_model_says_of_its_own_records_what_the_full_run_said():
    for maker in (_person, _contact):
        records = _records(maker, 5, 300)
        done = matching.dedupe(records, keep=True)
        again = _oracle(done.kept, records)
        assert again == _told(judge_step(done.kept, records, None, None)[0])
        pairs = done.pairs.sort_by([("left", "ascending"), ("right", "ascending")]).to_pylist()
        assert again[1] == pairs


def test_an_update_looks_only_at_what_the_batch_touches_and_keeps_ids():
    records = _records(_person, 6, 400)
    before = matching.dedupe(records.slice(0, 390), keep=True)
    after = matching.update(before, records.slice(390), rejudge=False)
    assert after.report["judged_anew"] == 10 == after.report["later_records"]
    known = dict(zip(*(before.crosswalk[n].to_pylist() for n in ("record_id", "customer_id")), strict=True))
    now = dict(zip(*(after.crosswalk[n].to_pylist() for n in ("record_id", "customer_id")), strict=True))
    assert np.mean([now[r] == c for r, c in known.items()]) > 0.95
    assert len(after.golden) == len(set(now.values()))


def test_a_full_run_is_made_where_the_model_does_not_fit_any_more():
    records = _records(_person, 7, 200)
    before = matching.dedupe(records.slice(0, 120), keep=True)
    with pytest.raises(RerunDue, match="new or changed"):
        judge_step(before.kept, records, None, None)
    after = matching.update(before, records.slice(120), rejudge=False)
    assert "new or changed" in after.report["rerun"]
    assert len(after.kept.base) == len(records)
    assert after.crosswalk.equals(matching.update(before, records.slice(120)).crosswalk)
