from quality.rules.catalog import _wordings, built_in, wording
from quality.rules.model import DIMENSIONS, SEVERITIES


def test_every_rule_is_worded_in_both_languages():
    assert set(built_in()) == set(_wordings())
    for rule in built_in():
        english, chinese = wording(rule, "en"), wording(rule, "zh")
        assert all(english)
        assert all(chinese)
        assert not english.title.startswith(chinese.title)


def test_every_rule_is_well_formed():
    for rule in built_in().values():
        assert rule.dimension in DIMENSIONS
        assert rule.severity in SEVERITIES
        assert 0 < rule.at_least <= 1
        assert rule.minutes > 0
