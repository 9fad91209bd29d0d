from benchmarks.usccs import prove
from quality.standardise.checks import resident_check, uscc_check


def test_damaged_codes_are_flagged_and_stdnum_agrees():
    proof = prove(4_000)
    assert (proof.replaced_unseen, proof.swapped_unseen, proof.disagreements) == (0, 0, 0)


def test_known_numbers():
    assert uscc_check(["91110000600037341L", "91110000600037341K", "", "短"]).tolist() == [True, False, False, False]
    assert resident_check(["11010519491231002X", "110105194912310021", "x"]).tolist() == [True, False, False]
