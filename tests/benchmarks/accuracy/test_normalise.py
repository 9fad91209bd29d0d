"""What the peers are given."""

import pandas as pd

from benchmarks.accuracy.normalise import for_peers, iso_date


def test_dates_of_every_known_form_become_iso():
    forms = ["1971-03-27", "19710327", "03/27/1971", "27.03.1971", "1971/3/27"]
    assert {iso_date(form) for form in forms} == {"1971-03-27"}


def test_values_are_folded_and_headers_joined():
    raw = pd.DataFrame({"record_id": ["a"], "N": ["José  Ñúñez-Gil"], "no": ["12"], "st": ["Elm St."], "t": ["+1 (2)"]})
    made = for_peers(raw, {"name": "N", "address": "no st", "phone": "t"})
    assert made.to_dict("records") == [
        {"record_id": "a", "name": "jose nunez gil", "address": "12 elm st", "phone": "12"}
    ]
