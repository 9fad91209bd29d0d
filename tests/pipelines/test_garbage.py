"""A large run looks less often for circles, and leaves things as they were."""

import gc

import pytest

from pipelines.garbage import few_collections


def test_the_thresholds_come_back_also_after_an_error():
    before = gc.get_threshold()

    def fails():
        with few_collections():
            assert gc.get_threshold()[0] > before[0]
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
