"""Kin under one roof, namesakes, and houses with one contact stay apart; a slip of the pen does not."""

import numpy as np
import pyarrow as pa
import pytest

from matching import judge
from matching.compare.evidence import Evidence
from matching.compare.kernel import Comparison
from matching.compare.numbers import CODE_LABELS, CODE_PRIOR
from matching.compare.tokens import ADDRESS_LABELS
from matching.compare.words import WORD_LABELS
from matching.features.build import Parts
from matching.features.coded import from_texts
from matching.party.kin import families, renamed, sure_names, two_persons
from matching.party.seen import Seen

GIVEN = ["mary", "john", "peter", "susan", "linda", "james", "karen", "brian"]
SURNAMES = ["smith", "jones", "brown", "taylor", "wilson", "davies", "evans", "thomas"]


def crowd(count: int = 60) -> list[dict]:
    rng = np.random.default_rng(3)
    rows = []
    for k in range(count):
        person = {
            "given_name": GIVEN[k % 8], "surname": SURNAMES[k // 8], "gender": "fm"[k % 2],
            "birth_date": f"{1940 + k % 50}-0{1 + k % 9}-{10 + k % 18}", "address": f"{k + 3} oak street",
            "national_id": f"{10**8 + 7919 * k}", "phone": [f"+1202555{rng.integers(1000, 9999)}"],
            "email": [f"guest{k}@mail.org"], "middle_name": GIVEN[k % 7], "name_suffix": None,
            "other:father": f"{GIVEN[k % 5]} {SURNAMES[k // 8]}",
        }  # fmt: skip
        rows += [person, dict(person)]
    return rows


def together(one: dict, other: dict, fields: tuple[str, ...]) -> bool:
    """Whether two records of one house end as one customer; the crowd has the fields that they use."""
    home = {"surname": "smith", "address": "77 elm road", "phone": ["+12025550122"]}
    kept = {"given_name", *home, *fields}
    rows = [{n: v for n, v in row.items() if n in kept} for row in crowd()] + [home | one, home | other]
    ids = [{"record_id": f"r{k:03d}", "source": "s"} for k in range(len(rows))]
    table = pa.Table.from_pylist([r | i for r, i in zip(rows, ids, strict=True)], schema=_schema(kept))
    found = judge(table).clusters
    label = dict(zip(found["record_id"].to_pylist(), found["cluster"].to_pylist(), strict=True))
    return label["r120"] == label["r121"]


def _schema(fields: set[str]) -> pa.Schema:
    several = pa.list_(pa.string())
    kinds = {n: several if n in ("phone", "email") else pa.string() for n in sorted(fields)}
    return pa.schema([("record_id", pa.string()), ("source", pa.string()), *kinds.items()])


MARY = {"given_name": "mary"}
KIN = {
    "father and son of one name": (MARY | {"birth_date": "1970-04-05"}, MARY | {"birth_date": "1999-12-07"}),
    "a couple on one telephone and mailbox": (
        MARY | {"birth_date": "1961-02-03", "email": ["smiths@mail.org"]},
        {"given_name": "james", "birth_date": "1958-11-30", "email": ["smiths@mail.org"]},
    ),
    "a couple that shares a mailbox and tells no birth dates": (
        MARY | {"email": ["smiths@mail.org"]},
        {"given_name": "james", "email": ["smiths@mail.org"]},
    ),
    "sisters": (MARY, {"given_name": "susan"}),
    "two lodgers of one house, born on one day": (
        MARY | {"birth_date": "1961-02-03", "phone": None},
        {"given_name": "peter", "surname": "brown", "birth_date": "1961-02-03", "phone": None},
    ),
    "a couple of rare names": (
        {"given_name": "philippa", "gender": "f"},
        {"given_name": "thorsten", "gender": "m"},
    ),
    "twins whose numbers follow one another": (
        {"given_name": "philippa", "birth_date": "2004-03-10", "national_id": "613699254"},
        {"given_name": "susan", "birth_date": "2004-03-10", "national_id": "613699255"},
    ),
    "namesakes of two numbers": (MARY | {"national_id": "613699254"}, MARY | {"national_id": "401258893"}),
    "twins of like names whose numbers follow one another": (
        {"given_name": "andrea", "birth_date": "2004-03-10", "national_id": "613699254"},
        {"given_name": "adrea", "birth_date": "2004-03-10", "national_id": "613699255"},
    ),
    "junior beside a father without a suffix": (
        MARY | {"name_suffix": "jr", "birth_date": "1983-04-05"},
        MARY | {"birth_date": "1977-12-17"},
    ),
    "two things of their own that differ": (
        MARY | {"national_id": "613699254", "middle_name": "anne"},
        MARY | {"national_id": "401258893", "middle_name": "jane"},
    ),
    "cousins of two fathers": (
        MARY | {"birth_date": "1961-02-03", "other:father": "joseph smith"},
        MARY | {"birth_date": "1961-02-03", "other:father": "thomas smith"},
    ),
    "a number borrowed from the other": (
        MARY | {"national_id": "613699254", "gender": "f", "birth_date": "1977-02-07"},
        {"given_name": "peter", "national_id": "613699254", "gender": "m", "birth_date": "1974-10-28"},
    ),
}


@pytest.mark.parametrize("case", KIN)
def test_kin_of_one_house_stay_two(case: str) -> None:
    one, other = KIN[case]
    assert not together(one, other, tuple({*one, *other}))


ONE = {
    "a misspelt name": (
        MARY | {"birth_date": "1961-02-03"},
        {"given_name": "mray", "birth_date": "1961-02-03"},
    ),
    "a short name": (
        {"given_name": "james", "birth_date": "1961-02-03"},
        {"given_name": "jim", "birth_date": "1961-02-03"},
    ),
    "a new name with the old number": (
        MARY | {"birth_date": "1961-02-03", "national_id": "613699254"},
        {"given_name": "peter", "surname": "brown", "birth_date": "1961-02-03", "national_id": "613699254"},
    ),
    "a digit of the number": (
        MARY | {"birth_date": "1961-02-03", "national_id": "613699254"},
        MARY | {"birth_date": "1961-02-03", "national_id": "613699255"},
    ),
}


@pytest.mark.parametrize("case", ONE)
def test_a_slip_parts_nobody(case: str) -> None:
    one, other = ONE[case]
    assert together(one, other, tuple({*one, *other}))


def test_brothers_of_one_generation_stay_two_on_one_telephone() -> None:
    names = [a + b for a in "振国文家" for b in "华帅强萍"]
    crowd = [("王李张刘"[k % 4], n, f"19{50 + k}-03-1{k % 9}", f"138{k:08d}") for k, n in enumerate(names)]
    home = [("王", n, "1962-02-01", "13877777777") for n in ("振华", "振帅")]
    slip = [("赵", n, "1971-05-09", "13866666666") for n in ("文辉", "文晖")]
    rows = [*crowd, *crowd, *home, *slip]
    held = dict(zip(("surname", "given_name", "birth_date", "phone"), map(list, zip(*rows, strict=True)), strict=True))
    table = pa.table({"record_id": [f"r{k:02d}" for k in range(len(rows))], "source": ["s"] * len(rows), **held})
    found = judge(table).clusters
    label = dict(zip(found["record_id"].to_pylist(), found["cluster"].to_pylist(), strict=True))
    assert label["r32"] != label["r33"]
    assert label["r34"] == label["r35"]


def test_two_numbers_that_their_check_digits_prove_are_two_persons() -> None:
    column = Comparison("national_id", "id", CODE_LABELS, CODE_PRIOR, from_texts([]), lambda *_: None)
    levels = np.array([[1], [2], [3], [4], [0]], dtype=np.uint8)
    seen = Seen(Evidence(levels, np.zeros((5, 1))), [column], *np.ones((2, 5), dtype=bool))
    assert two_persons(seen, np.ones(5, dtype=bool)).tolist() == [False, True, True, True, False]
    assert two_persons(seen, np.zeros(5, dtype=bool)).tolist() == [False, False, False, True, False]
    home = Comparison("address", "place", ADDRESS_LABELS, (1.0,), from_texts([]), lambda *_: None)
    housed = np.hstack([levels, np.ones((5, 1), dtype=np.uint8)])
    seen = Seen(Evidence(housed, np.zeros((5, 1))), [column, home], *np.ones((2, 5), dtype=bool))
    assert not two_persons(seen, np.zeros(5, dtype=bool)).any(), "one house: the number may be the wrong one"


def test_a_person_known_by_the_middle_name_is_no_twin() -> None:
    crowd = [(f"Person{k:02d}", "", f"Family{k % 9}", f"19{40 + k}-03-1{k % 9}", f"{k} High Street") for k in range(40)]
    called = [("Eric", "Glenn", "Thompson", "1990-06-04", "1311 Highland Circle")]
    called += [("Glenn", "", "Thompson", "1990-06-04", "1311 Highland Circle")]
    called += [
        ("Eric", "Paul", "Archer", "1991-07-05", "12 Lake Road"),
        ("Glenn", "", "Archer", "1991-07-05", "12 Lake Road"),
    ]
    rows = [*crowd, *crowd, *called]
    names = ("given_name", "middle_name", "surname", "birth_date", "address")
    held = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    table = pa.table({"record_id": [f"r{k:02d}" for k in range(len(rows))], "source": ["s"] * len(rows), **held})
    found = judge(table).clusters
    label = dict(zip(found["record_id"].to_pylist(), found["cluster"].to_pylist(), strict=True))
    assert label["r80"] == label["r81"]
    assert label["r82"] != label["r83"], "twins"


def test_another_given_name_needs_more_than_a_surname_and_a_parish() -> None:
    labels = {"given": WORD_LABELS, "surname": WORD_LABELS, "phone": CODE_LABELS}
    made = [Comparison(n, "name", told, (1.0,), from_texts([]), lambda *_: None) for n, told in labels.items()]
    differs, unlike = len(WORD_LABELS), len(WORD_LABELS) - 1
    levels = np.array([[differs, 1, 0], [unlike, 3, 4], [differs, 1, 1], [3, 1, 0], [0, 1, 0]], dtype=np.uint8)
    seen = Seen(Evidence(levels, np.zeros(levels.shape)), made, *np.ones((2, len(levels)), dtype=bool))
    assert renamed(seen).tolist() == [True, True, False, False, False]


def test_a_record_that_tells_no_number_joins_no_mother_to_her_daughter() -> None:
    either = MARY | {"surname": "smith", "middle_name": "ann", "address": "77 elm road", "phone": ["+12025550122"]}
    daughter = either | {"birth_date": "1987-05-04", "national_id": "401258893"}
    mother = either | {"birth_date": "1980-11-27", "national_id": "613699254"}
    kept = {*mother}
    rows = [{n: v for n, v in row.items() if n in kept} for row in crowd()] + [mother, either, daughter]
    ids = [{"record_id": f"r{k:03d}", "source": "s"} for k in range(len(rows))]
    table = pa.Table.from_pylist([r | i for r, i in zip(rows, ids, strict=True)], schema=_schema(kept))
    found = judge(table).clusters
    label = dict(zip(found["record_id"].to_pylist(), found["cluster"].to_pylist(), strict=True))
    assert label["r120"] != label["r122"]


def test_a_name_that_several_families_bear_is_no_slip() -> None:
    given = from_texts(["anna", "anna", "xnna", "xnna", "jo", "jo", None])
    surname = from_texts(["a", "b", "a", "a", "a", "b", "c"])
    parts = Parts(7, {"given": given, "surname": surname})
    held = dict(zip(given.values, families(parts), strict=True))
    assert held == {"anna": 2, "xnna": 1, "jo": 2}
    sure = dict(zip([*given.values, None], sure_names(parts)[:, 0], strict=True))
    assert sure == {"anna": True, "xnna": False, "jo": False, None: False}


def test_pinyin_of_two_syllables_is_a_name_and_no_slip_among_chinese_names() -> None:
    han = [a + b for a in "国文家" for b in "林静辉"]
    for chinese in (True, False):
        given = from_texts([*(han if chinese else ["mary", "john"]), "mengmin", "feigui", "xq"])
        parts = Parts(len(given.values), {"given": given, "surname": from_texts(["xiao"] * len(given.values))})
        sure = dict(zip([*given.values, None], sure_names(parts)[:, 0], strict=True))
        assert (sure["mengmin"], sure["feigui"], sure["xq"]) == (chinese, chinese, False)
