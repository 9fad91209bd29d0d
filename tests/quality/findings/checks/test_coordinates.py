"""Coordinates: what lies nowhere is told on its cells, and places near the edges are not."""

import numpy as np
import pyarrow as pa

from quality.findings.book import Rulebook
from quality.findings.checks.coordinates import check_coordinates
from quality.findings.values import AuditSource
from quality.findings.view import view

SOUND = [(f"{25 + k % 20:.4f}", f"{-70 - k % 50:.4f}") for k in range(200)]


def told(rows):
    lat, lon = (list(part) for part in zip(*rows, strict=True))
    records = pa.table({"record_id": [f"s:{i}" for i in range(len(rows))], "lat": lat, "lon": lon})
    fields = {"latitude": "lat", "longitude": "lon"}
    failures = check_coordinates(view("s", AuditSource(records, fields=fields)), Rulebook())
    assert {failure.rule.id for failure in failures} <= {"coordinate_invalid"}
    return {(f.column, int(at) - len(SOUND)) for f in failures for at in f.rows}


def test_sound_places_and_the_equator_are_not_told():
    assert told([*SOUND, ("0.0", "-78.4"), ("64.1", "-149.9"), (None, None), ("", "")]) == set()


def test_degrees_beyond_the_globe_are_told_on_their_own_cell():
    odd = [("999", "-80.0"), ("-98.2", "-80.0"), ("30.1", "-181")]
    assert told([*SOUND, *odd]) == {("lat", 0), ("lat", 1), ("lon", 2)}


def test_nowhere_and_swapped_places_are_told_on_both_cells():
    odd = [("0.00000", "0"), ("-79.71974", "36.1")]
    assert told([*SOUND, *odd]) == {(column, at) for column in ("lat", "lon") for at in (0, 1)}


def test_metres_of_a_map_are_no_degrees():
    assert told([(str(400000 + k), str(5600000 + k)) for k in np.arange(250)]) == set()
