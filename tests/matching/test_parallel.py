"""Threads change nothing but the time."""

import numpy as np
import pyarrow as pa
import pytest

import matching
from matching import parallel
from matching.features.horizon import horizon, known


@pytest.mark.parametrize("cores", [1, 2, 5])
def test_results_come_in_the_order_of_the_parts(monkeypatch, cores):
    monkeypatch.setattr(parallel, "cores", lambda: cores)
    assert parallel.each(lambda part: part * part, range(9)) == [k * k for k in range(9)]


@pytest.mark.parametrize("work", [parallel.each, parallel.ahead])
def test_a_horizon_holds_in_threads_too(monkeypatch, work):
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    with horizon(3):
        assert list(work(known, [5, 2])) == [3, 2]


def test_an_error_in_a_thread_is_the_callers(monkeypatch):
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    with pytest.raises(ZeroDivisionError):
        parallel.each(lambda part: 1 / part, [1, 0])


@pytest.mark.parametrize("cores", [1, 2, 5])
def test_what_is_worked_on_ahead_comes_in_order_too(monkeypatch, cores):
    monkeypatch.setattr(parallel, "cores", lambda: cores)
    assert list(parallel.ahead(lambda part: part * part, range(9))) == [k * k for k in range(9)]


def test_who_asks_for_two_gets_no_more_than_two_done_ahead(monkeypatch):
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    done = []
    asked = parallel.ahead(done.append, range(9))
    next(asked), next(asked)
    asked.close()
    assert len(done) <= 4


def _people(count):
    rng = np.random.default_rng(5)
    given, surname = (rng.choice(names, count) for names in (("Anna", "Bert", "Cleo", "Dan"), ("Ost", "West", "Nord")))
    number = rng.integers(0, count // 2, count)
    return pa.table(
        {
            "record_id": [f"crm:{k}" for k in range(count)],
            "source": ["crm"] * count,
            "name": [f"{a} {b}{'' if n % 3 else 'er'}" for a, b, n in zip(given, surname, number, strict=True)],
            "phone": [f"+44207946{n:04d}" for n in number],
            "address": [f"{n % 90} Elm Street" for n in number],
        }
    )


def test_customers_do_not_depend_on_the_number_of_cores(monkeypatch):
    monkeypatch.setattr("matching.block.candidates.MANY_RECORDS", 100)
    monkeypatch.setattr("matching.block.candidates.SAMPLE_ABOVE", 150)
    monkeypatch.setattr("matching.compare.evidence.SLICE", 100)
    found = []
    for cores in (1, 2, 5):
        monkeypatch.setattr(parallel, "cores", lambda cores=cores: cores)
        found.append(matching.dedupe(_people(400)))
    for other in found[1:]:
        for name in ("crosswalk", "golden", "provenance", "pairs", "links", "conflicts", "review"):
            assert getattr(other, name).equals(getattr(found[0], name)), name
