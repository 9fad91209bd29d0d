"""Labels correct a wrong model, leave a right one alone, and are never judged on customers they taught."""

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import expit

from matching.learn import Adjustment, lesson, refit

TRUE = {("name", "exact"): 3.0, ("name", "differs"): -3.0, ("phone", "exact"): 4.0, ("phone", "differs"): -1.0}


def world(count, wrong, seed=0):
    """Draw pairs whose truth follows TRUE; the model's weights are off by `wrong`."""
    rng = np.random.default_rng(seed)
    levels = {n: rng.choice(["exact", "differs", "missing"], count) for n in ("name", "phone")}
    odds = sum(np.array([TRUE.get((n, v), 0.0) for v in values]) for n, values in levels.items())
    off = sum(np.array([wrong.get((n, v), 0.0) for v in values]) for n, values in levels.items())
    truth = rng.random(count) < expit(odds)
    left = [f"a{k:05d}" for k in range(count)]
    right = [f"b{k // 2:05d}" for k in range(count)]  # two pairs a customer
    pairs = {"left": left, "right": right, "weight": (odds + off) / np.log(2), "probability": expit(odds + off)}
    table = pa.table(pairs | {f"level:{n}": v for n, v in levels.items()})
    said = np.where(truth, "same", "different")
    return table, pa.table({"left": right, "right": left, "judgement": said}), odds


def test_a_wrong_weight_is_mended():
    pairs, decisions, odds = world(400, {("phone", "exact"): -5.0})
    found = refit(pairs, decisions)
    assert found.better
    assert found.report["log_loss_after"] < found.report["log_loss_before"]
    assert found.adjustment.levels["phone", "exact"] > 2
    mended = np.abs(found.adjustment.apply(pairs) - odds).mean()
    assert mended < 0.5 * np.abs(pairs["weight"].to_numpy() * np.log(2) - odds).mean()


@pytest.mark.parametrize("seed", range(4))
def test_a_right_model_is_left_alone(seed):
    pairs, decisions, _ = world(150, {}, seed)
    found = refit(pairs, decisions)
    assert not found.better or found.report["gain"] < 0.02
    if not found.better:
        assert found.adjustment == Adjustment()
        assert np.allclose(found.adjustment.apply(pairs), pairs["weight"].to_numpy() * np.log(2))


def test_too_few_or_one_sided_answers_teach_nothing():
    pairs, decisions, _ = world(60, {("phone", "exact"): -5.0})
    assert not refit(pairs, decisions.slice(0, 40)).better
    same = decisions.set_column(2, "judgement", pa.array(["same"] * 60))
    assert refit(pairs, same).report["matches"] == 60
    assert not refit(pairs, same).better
    unsure = decisions.set_column(2, "judgement", pa.array(["unsure"] * 60))
    assert refit(pairs, unsure).report["labels"] == 0


def test_levels_by_name_and_by_number_are_corrected_alike():
    pairs, _, _ = world(50, {})
    labels = ("exact", "differs")
    adjustment = Adjustment(0.9, 0.2, {("name", "exact"): 1.5, ("phone", "differs"): -0.5, ("other", "x"): 9.0})
    numbers = np.column_stack(
        [[("missing", *labels).index(v) for v in pairs[f"level:{n}"].to_pylist()] for n in ("name", "phone")]
    )
    odds = pairs["weight"].to_numpy() * np.log(2)
    got = adjustment.correct(odds, numbers, [("name", labels), ("phone", labels)])
    assert np.allclose(got, adjustment.apply(pairs))


def test_a_lesson_is_what_its_answers_teach():
    pairs, decisions, _ = world(400, {("phone", "exact"): -5.0})
    ids = pa.chunked_array([sorted({*pairs["left"].to_pylist(), *pairs["right"].to_pylist()})])
    taught = lesson(ids, decisions)
    assert len(taught.left) == 400
    assert (taught.left < taught.right).all()
    at = {record: row for row, record in enumerate(ids.to_pylist())}
    order = [k for _, k in sorted((at[a.as_py()], k) for k, a in enumerate(pairs["left"]))]
    labels = ("exact", "differs")
    levels = np.column_stack(
        [[("missing", *labels).index(v) for v in pairs[f"level:{n}"].to_pylist()] for n in ("name", "phone")]
    )[order]
    odds = pairs["weight"].to_numpy()[order] * np.log(2)
    found = taught.taught(odds, levels, [("name", labels), ("phone", labels)])
    assert found.report == pytest.approx(refit(pairs, decisions).report)
    assert found.better


def test_few_answers_on_these_records_are_no_lesson():
    _, decisions, _ = world(60, {})
    ids = pa.chunked_array([sorted({*decisions["left"].to_pylist(), *decisions["right"].to_pylist()})])
    assert lesson(ids, decisions) is not None
    assert lesson(ids, None) is None
    assert lesson(ids, decisions.slice(0, 40)) is None
    assert lesson(ids.slice(0, 20), decisions) is None
