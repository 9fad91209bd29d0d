"""One block from its number: the parties, the departments' records, the events, their text and their truth."""

from dataclasses import dataclass, field

import numpy as np

from . import commerce, damage, defects, departments, text, truth
from .alter import Draft
from .departments import ERP, MEMBERS, SALES, SERVICE, Maker
from .lexicon import load_names
from .settings import Settings
from .traps import plant_traps
from .world import make_world


@dataclass(frozen=True)
class Format:
    """How a table leaves its system: file, delimiter and encoding, or the sheet of a workbook."""

    file: str
    delimiter: str = ","
    encoding: str = "utf-8"
    bom: bool = False
    sheet: str = ""


FORMATS = {
    SALES: Format("sales_crm.csv", encoding="gb18030"),
    SERVICE: Format("service_desk.xlsx", sheet="客户档案"),
    commerce.TICKETS: Format("service_desk.xlsx", sheet="工单"),
    MEMBERS: Format("members.csv", bom=True),
    ERP: Format("erp_customers.txt", delimiter="|"),
    commerce.ORDERS: Format("orders.csv", encoding="gb18030"),
    commerce.ORDER_LINES: Format("order_lines.csv", encoding="gb18030"),
    commerce.PAYMENTS: Format("payments.csv", encoding="gb18030"),
    commerce.FOLLOW_UPS: Format("interactions.csv", encoding="gb18030"),
    commerce.SHOP_ORDERS: Format("shop_orders.csv", bom=True),
    commerce.SHOP_LINES: Format("shop_order_lines.csv", bom=True),
    commerce.LEDGER: Format("erp_ledger.txt", delimiter="|"),
}
DAMAGED = (SALES, MEMBERS, ERP, commerce.ORDERS, commerce.ORDER_LINES)


@dataclass
class Part:
    """What one block gives: the header and body of each text file, rows of sheets, truth, and row counts."""

    headers: dict[str, list[str]] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    sheets: dict[str, list[tuple[str | None, ...]]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    truth: dict[str, str] = field(default_factory=dict)


def make_block(settings: Settings, block: int) -> Part:
    """Return block number `block` of a generated set; depends on nothing but the settings and the number."""
    rng = np.random.default_rng([settings.seed, block])
    size = min(settings.block_size, settings.customers - block * settings.block_size)
    world = make_world(rng, size, block, load_names(settings.corpora))
    plant_traps(rng, world)
    maker = Maker(rng, world, settings, block)
    tables = departments.draft_all(maker)
    customers = tuple(tables)
    events = commerce.commerce(maker, tables)
    _spoil(maker, tables, events)
    truth.settle_lost(world, tables)
    tables |= events
    part, at = Part(), {}
    for source, draft in tables.items():
        at[source] = _write(maker, part, draft)
    _tell_truth(maker, part, (tables, customers, at))
    return part


def _spoil(maker: Maker, tables: dict[str, Draft], events: dict[str, Draft]) -> None:
    defects.plant_families(maker, tables[SALES])
    defects.plant_in_customers(maker, tables)
    defects.plant_across_fields(maker, tables)
    defects.tell_shared_lines(maker, tables)
    for source, name in ((SALES, "最近跟进时间"), (SERVICE, "最后服务时间"), (MEMBERS, "last_login")):
        defects.tell_dormant(tables[source], name)
    referenced = damage.referenced_ids(
        tables[SALES].columns["上级客户"],
        *(events[s].columns[n] for s, n in (
            (commerce.ORDERS, "客户编号"), (commerce.FOLLOW_UPS, "客户编号"), (commerce.TICKETS, "档案号"),
            (commerce.SHOP_ORDERS, "member_id"))),
    )  # fmt: skip
    for draft in tables.values():
        damage.repeat_ids(maker, draft, referenced)
    defects.plant_in_events(maker, events)
    events[commerce.LEDGER] = commerce.ledger(maker, events[commerce.ORDERS])
    defects.plant_in_ledger(maker, events[commerce.LEDGER])


def _write(maker: Maker, part: Part, draft: Draft) -> np.ndarray:
    """Add a table to the part; return the row within the block of each record, damaged lines counted in."""
    form, source = FORMATS[draft.source], draft.source
    part.headers[source] = list(draft.columns)
    at = np.arange(draft.size)
    if form.sheet:
        part.sheets[source] = list(zip(*(c.tolist() for c in draft.columns.values()), strict=True))
        part.rows[source] = draft.size
        return at
    lines = [line.encode(form.encoding) for line in text.lines(list(draft.columns.values()), form.delimiter)]
    broken = damage.damaged_lines(maker, draft, form.delimiter, form.encoding) if source in DAMAGED else []
    before = np.array([row for row, _, _ in broken], dtype=int)
    for shift, (row, kind, line) in enumerate(broken):
        lines.insert(row + shift, line)
        draft.defects.append((kind, -1 - (row + shift), "", ""))
    part.bodies[source] = b"".join(line + b"\r\n" for line in lines)
    part.rows[source] = len(lines)
    return at + np.searchsorted(before, at, side="right")


def _tell_truth(
    maker: Maker, part: Part, made: tuple[dict[str, Draft], tuple[str, ...], dict[str, np.ndarray]]
) -> None:
    tables, customers, at = made
    ids = {source: truth.record_ids(draft, at) for source, draft in tables.items()}
    known: dict[int, list[str]] = {}
    told = []
    for source in customers:
        told += text.lines(truth.entities(maker.world, tables[source], ids[source]), ",")
        for party, record in zip(tables[source].party.tolist(), ids[source], strict=True):
            known.setdefault(party, []).append(record)
    spoilt = [
        ",".join((kind, source, f"\x01{source}:{-1 - row}\x01" if row < 0 else ids[source][row], name,
                  text.quoted(np.array([value], dtype=object), ",")[0]))
        for source, draft in tables.items() for kind, row, name, value in draft.defects
    ]  # fmt: skip
    part.truth = {
        "entities": told,
        "forbidden": text.lines(truth.forbidden(maker.world, known), ","),
        "defects": spoilt,
        "golden": text.lines(truth.golden(maker.world, sorted(known)), ","),
    }
    part.truth = {name: "".join(line + "\n" for line in lines) for name, lines in part.truth.items()}
