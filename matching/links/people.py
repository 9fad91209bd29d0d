"""Households, and one person who is a customer twice."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matching.links.pairs import Shared, codes, exploded, link_table, pairs_sharing

_HOUSEHOLD = 8
_PLACE = ("address", "street_number", "street", "locality", "city", "state", "postcode")


def household_links(golden: pa.Table) -> pa.Table:
    """Tie persons of different given names who share surname and home or phone, or both home and phone.

    Couples who keep their own surnames (as in China) show by sharing home and phone alike.
    """
    people = _people(golden, pc.equal(golden["kind"], "person"))
    rows = people["row"].to_numpy()
    pairs = _gather(
        {
            "address": pairs_sharing(np.arange(len(rows)), codes(_place(golden).take(pa.array(rows))), _HOUSEHOLD),
            "phone": _sharing_values(golden, "phone", rows, None),
        }
    )
    a, b = people.iloc[pairs["left"]], people.iloc[pairs["right"]]
    surname = (a["surname"].to_numpy() == b["surname"].to_numpy()) & (a["surname"].to_numpy() != "")
    given = (a["given"].to_numpy(), b["given"].to_numpy())
    shares = pairs[["address", "phone"]].assign(surname=surname)
    both = (pairs["address"] & pairs["phone"]).to_numpy()
    keep = (given[0] != given[1]) & (given[0] != "") & (given[1] != "") & (surname | both)
    chance = np.select([both & surname, both, pairs["phone"].to_numpy()], [0.97, 0.85, 0.9], 0.85)
    return _links(people, golden, "household", (pairs[keep], shares[keep], chance[keep]))


def same_person_links(golden: pa.Table) -> pa.Table:
    """Tie customers at different organisations whose contact has one name and one phone or mail address."""
    people = _people(golden, golden["org_id"].is_valid())
    rows = people["row"].to_numpy()
    name = pa.array(people["whole"], pa.string())
    pairs = _gather({field: _sharing_values(golden, field, rows, name) for field in ("phone", "email")})
    org = golden["org_id"].to_pandas().to_numpy()[rows]
    pairs = pairs[org[pairs["left"]] != org[pairs["right"]]]
    shares = pairs[["phone", "email"]].assign(name=True)
    chance = np.where((pairs["phone"] & pairs["email"]).to_numpy(), 0.98, 0.93)
    return _links(people, golden, "same_person", (pairs, shares, chance))


def _gather(found: dict[str, Shared]) -> pd.DataFrame:
    """Return one row a pair, with a bool column for each thing that the two may share."""
    frames = [pd.DataFrame({"left": s.left, "right": s.right}).drop_duplicates() for s in found.values()]
    pairs = pd.concat(frames).drop_duplicates().sort_values(["left", "right"]).reset_index(drop=True)
    width = int(pairs.to_numpy().max(initial=0)) + 1
    for name, frame in zip(found, frames, strict=True):
        key = (frame["left"] * width + frame["right"]).to_numpy()
        pairs[name] = np.isin((pairs["left"] * width + pairs["right"]).to_numpy(), key)
    return pairs


def _sharing_values(golden: pa.Table, field: str, rows: np.ndarray, name: pa.Array | None) -> Shared:
    """Return the persons (indices into `rows`) who share a value of `field` (and their `name`, if given)."""
    if field not in golden.column_names:
        return pairs_sharing(np.zeros(0, np.int64), np.zeros(0, np.int64), 2)
    row, text = exploded(golden[field].take(pa.array(rows)))
    key = codes(text) if name is None else codes(name.take(pa.array(row)), text)
    return pairs_sharing(row, key, _HOUSEHOLD)


def _people(golden: pa.Table, among: pa.ChunkedArray) -> pd.DataFrame:
    """Return `row, whole, surname, given` of the golden records in `among` that name a person."""
    from matching.features.person import split

    whole = pa.nulls(len(golden), pa.string())
    for column in ("contact", "person_name", "name"):
        if column in golden.column_names:
            whole = pc.coalesce(whole, golden[column].combine_chunks())
    parts = [golden[n].combine_chunks() for n in ("given_name", "surname") if n in golden.column_names]
    if len(parts) == 2:
        whole = pc.coalesce(pc.binary_join_element_wise(*parts, " "), whole)
    frame = pd.DataFrame({"row": np.arange(len(golden)), "whole": whole.to_pandas()})
    frame = frame[among.to_numpy() & frame["whole"].notna().to_numpy()].reset_index(drop=True)
    none = np.full(len(frame), None, object)
    own = [p.to_pandas().to_numpy()[frame["row"]] for p in parts] if len(parts) == 2 else [none, none]
    lacking = pd.isna(own[0]) | pd.isna(own[1])
    names = {n: split(n) for n in frame["whole"][lacking].unique()}
    for part, column in zip(("given", "surname"), own, strict=True):
        read = np.full(len(frame), "", object)
        read[lacking] = [getattr(names[n], part) for n in frame["whole"][lacking]]
        frame[part] = pd.Series(np.where(pd.isna(column), read, column), dtype="str", index=frame.index)
    for name in ("surname", "given"):
        frame[name] = frame[name].fillna("").str.casefold()
    return frame


def _place(golden: pa.Table) -> pa.Array:
    names = [n for n in _PLACE if n in golden.column_names and pa.types.is_string(golden.schema.field(n).type)]
    street = [n for n in names if n in ("address", "street")]
    if not street:
        return pa.nulls(len(golden), pa.string())
    text = pc.binary_join_element_wise(*[pc.fill_null(golden[n].combine_chunks(), "") for n in names], "|")
    known = pc.coalesce(*[golden[n].combine_chunks() for n in street]).is_valid()
    return pc.if_else(known, pc.utf8_lower(text), pa.scalar(None, pa.string()))


def _links(people: pd.DataFrame, golden: pa.Table, kind: str, found: tuple) -> pa.Table:
    """Make links of `found`: pairs (`left`, `right`), what each pair shares (bool columns), probabilities."""
    pairs, shares, chance = found
    ids = golden["customer_id"].to_pandas().to_numpy()[people["row"].to_numpy()]
    told = [", ".join(n for n, yes in zip(shares.columns, row, strict=True) if yes) for row in shares.to_numpy()]
    evidence = [f"same={t}" for t in told]
    return link_table((ids[pairs["left"]], ids[pairs["right"]]), kind, evidence, chance)
