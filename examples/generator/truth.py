"""What is true of a block: who each record is, who must never be merged, what was spoilt, and the right values.

A record whose id is missing or repeated is known by its row, which only the whole file knows; until then its
record id is written as `\\x01<source>:<row within the block>\\x01` (see `resolve`).
"""

import re

import numpy as np

from .alter import Draft
from .departments import ERP, SALES, SERVICE
from .world import World, column

ENTITIES = ("record_id", "customer_entity", "org_entity")
FORBIDDEN = ("left", "right", "kind")
DEFECTS = ("kind", "source", "record_id", "field", "value")
GOLDEN = (
    "customer_entity", "org_entity", "kind", "org_name", "person_name", "phone", "tax_id", "email", "address",
    "birth_date",
)  # fmt: skip

CONTACT_CELLS = {SALES: ("联系人", "手机"), SERVICE: ("联系人", "联系电话"), ERP: ("CONTACT_NAME", "TELF1")}
_MARK = re.compile("\x01([^:\x01]+):([0-9]+)\x01")


def record_ids(draft: Draft, rows: dict[str, np.ndarray]) -> list[str]:
    """Return the record id of every row of a draft: the first row of an id keeps it, a repeat goes by its row."""
    seen: set[str] = set()
    result = []
    for native, row in zip(draft.columns[draft.id_column].tolist(), rows[draft.source].tolist(), strict=True):
        fresh = native is not None and native not in seen
        result.append(f"{draft.source}:{native}" if fresh else f"\x01{draft.source}:{row}\x01")
        seen.add(native)
    return result


def resolve(text: str, offsets: dict[str, int]) -> str:
    """Put the row of the file for the row of the block; `offsets` is the file row of each block's row 0."""
    return _MARK.sub(lambda m: f"{m[1]}:#{offsets[m[1]] + int(m[2])}", text)


def settle_lost(world: World, tables: dict[str, Draft]) -> None:
    """A record of a contact that names no contact and gives no phone of theirs is the organisation's own record."""
    kind, org = world.parties["kind"], world.parties["org"]
    for source, (name, phone) in CONTACT_CELLS.items():
        draft = tables[source]
        nameless = draft.spoilt(name) | np.array([c is None for c in draft.columns[name]], dtype=bool)
        phoneless = draft.spoilt(phone) | np.array([c is None for c in draft.columns[phone]], dtype=bool)
        lost = nameless & phoneless & (kind[draft.party] == "contact")
        draft.party = np.where(lost, org[draft.party].astype(int), draft.party)


def entities(world: World, draft: Draft, ids: list[str]) -> list[np.ndarray]:
    """Return the columns of `entities.csv` for the records of a customer table."""
    org = world.organisations["entity"]
    owner = [org[o] if o >= 0 else None for o in world.parties["org"][draft.party]]
    return [column(ids), world.parties["entity"][draft.party], column(owner)]


def forbidden(world: World, records: dict[int, list[str]], most: int = 3) -> list[np.ndarray]:
    """Return the columns of `forbidden.csv`: at most `most` records of each party in a pair."""
    by_org: dict[int, list[int]] = {}
    for party, org in enumerate(world.parties["org"].tolist()):
        if org >= 0 and party in records:
            by_org.setdefault(org, []).append(party)
    found: list[tuple[str, str, str]] = []
    for a, b, kind in world.strangers:
        left, right = (by_org.get(-1 - p, []) if p < 0 else [p] for p in (a, b))
        for one in [r for p in left for r in records.get(p, [])][:most]:
            for other in [r for p in right for r in records.get(p, [])][:most]:
                found.append((min(one, other), max(one, other), kind))
    return [column([row[i] for row in found]) for i in range(3)]


def golden(world: World, known: list[int]) -> list[np.ndarray]:
    """Return the columns of `golden.csv`: the right values of every customer that has a record."""
    table, org = world.parties, world.organisations
    rows = np.array(known, dtype=int)
    of, kind = table["org"][rows].astype(int), table["kind"][rows]
    chinese = table["country"][rows] == "CN"
    names = [
        s + g if c else f"{g} {s}"
        for s, g, c in zip(table["surname"][rows], table["given"][rows], chinese, strict=True)
    ]
    person = column([None if k == "organisation" else n for k, n in zip(kind, names, strict=True)])
    itself = kind == "organisation"
    phone = table["phone"][rows].copy()
    phone[itself] = org["switchboard"][of[itself]]
    birth = table["birth"][rows].copy()
    birth[kind != "person"] = None
    from_org = lambda name: column([org[name][o] if o >= 0 else None for o in of])  # noqa: E731 -- short and local
    return [table["entity"][rows], from_org("entity"), kind, from_org("name"), person, phone, from_org("tax_id"),
            table["email"][rows], table["address"][rows], birth]  # fmt: skip
