"""Threads change nothing but the time."""

import pytest

from matching import parallel


@pytest.mark.parametrize("cores", [1, 2, 5])
def test_results_come_in_the_order_of_the_parts(monkeypatch, cores):
    monkeypatch.setattr(parallel, "cores", lambda: cores)
    assert parallel.each(lambda part: part * part, range(9)) == [k * k for k in range(9)]


def test_an_error_in_a_thread_is_the_callers(monkeypatch):
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    with pytest.raises(ZeroDivisionError):
        parallel.each(lambda part: 1 / part, [1, 0])
