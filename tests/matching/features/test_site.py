"""Sites in names of organisations."""

import numpy as np
import pytest

from matching.compare.organisations import BRANCH, CORE, organisation_judge
from matching.features.organisation import split
from matching.features.site import names_site, same_site


@pytest.mark.parametrize(
    ("text", "core", "site"),
    [
        ("大参林药店（江阴店）", "大参林药店", "江阴店"),
        ("美宜佳便利店站前街店", "美宜佳便利店", "站前街店"),
        ("中国石化（鼓楼加油站）", "中国石化", "鼓楼加油站"),
        ("北京首钢股份有限公司上海分公司", "首钢", "上海分公司"),
        ("源明文化传媒（西安）有限公司", "源明文化传媒", ""),
        ("云禄汽车服务（集团）有限公司", "云禄汽车服务", ""),
        ("普华永道（特殊普通合伙）", "普华永道", ""),
        ("张记便利店", "张记便利店", ""),
        ("Henschel Gartenbau KG Filiale Bonn", "henschel gartenbau", "filiale bonn"),
        ("Henschel Gartenbau KG, Werk 2", "henschel gartenbau", "werk 2"),
        ("Lloyds Bank Leeds branch", "lloyds bank", "leeds branch"),
        ("Dupont et Fils SARL agence de Lyon", "dupont fils", "agence de lyon"),
        ("Johnson Plant Hire Ltd", "johnson plant hire", "johnson plant hire"),
    ],
)
def test_a_site_is_told_from_its_firm(text, core, site):
    assert (split(text).core, split(text).branch) == (core, site)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("filiale bonn", "niederlassung bonn", True),
        ("filiale bonn", "filiale ulm", False),
        ("werk 1", "werk 2", False),
        ("werk dusseldorf", "werk duseldorf", True),
        ("哈尔滨站前街店", "站前街店", True),
        ("站前街店", "站前街西店", False),
        ("天津分公司", "田津分公司", True),
        ("苏州分公司", "宿州分公司", False),
        ("", "filiale bonn", False),
    ],
)
def test_sites_are_one_by_their_place(one, other, same):
    assert same_site(one, other) is same_site(other, one) is same


def test_a_second_line_that_is_only_a_site_is_known():
    assert [names_site(t) for t in ("Werk Bonn", "上海分公司", "Müller GmbH", "Anna Werk")] == [
        True,
        True,
        False,
        False,
    ]


def test_two_sites_of_a_firm_are_a_level_of_their_own_and_one_site_is_not():
    names = np.array(
        ["Binner Lacke GmbH Werk Bonn", "Binner Lacke GmbH Filiale Ulm", "BINNER LACKE, Filiale Bonn"], object
    )
    levels = organisation_judge(np.array(names, object))(np.array([0, 0]), np.array([1, 2]))
    assert levels.tolist() == [BRANCH, CORE]
