"""Make golden records and the provenance of their cells."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.survive.cells import Standing, cells_of, group_values
from matching.survive.key import with_keys
from matching.survive.kind import customer_kind
from matching.survive.policy import SurvivorshipPolicy
from matching.survive.pool import pooled_groups
from matching.survive.rank import Ranking, rank_values
from matching.survive.standing import standing_of
from matching.survive.together import representative, without_contradiction

_BOOKKEEPING = frozenset({"record_id", "source", "id"})
PROVENANCE = pa.schema(
    [
        ("customer_id", pa.string()),
        ("field", pa.string()),
        ("value", pa.string()),
        ("record_id", pa.string()),
        ("rule", pa.string()),
        ("beaten", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True)
class Golden:
    """`records`: one golden record a customer. `provenance`: a row for each of their cells."""

    records: pa.Table
    provenance: pa.Table


@dataclass(frozen=True)
class _Winner:
    """The cells of one field: values by customer, and where they come from."""

    column: pa.Array
    customer: np.ndarray
    value: pa.Array
    row: np.ndarray
    rule: pa.Array
    beaten: pa.Array


def survive(
    table: pa.Table,
    crosswalk: pa.Table,
    policy: SurvivorshipPolicy | None = None,
    fields: list[str] | None = None,
) -> Golden:
    """Choose the surviving value of each field (of `fields`, or all) for each customer.

    `table`: clean records. `crosswalk`: `record_id, customer_id, org_id`, row for row as `table`.
    Returns golden records in the order of their ids, and provenance (see the table contracts). A rule
    `only_value` means there was nothing to beat; `filled_in` that the record which gave the group lacked it
    and another one, which nowhere contradicts it, had it.
    """
    policy = policy or SurvivorshipPolicy()
    coded = crosswalk["customer_id"].combine_chunks().dictionary_encode()
    by_name = pc.sort_indices(coded.dictionary).to_numpy()
    rank = np.empty(len(by_name), np.int64)
    rank[by_name] = np.arange(len(by_name))
    customers = coded.dictionary.take(pa.array(by_name))
    names = fields if fields is not None else field_names(table)
    standing = standing_of(table, rank[coded.indices.to_numpy()], policy, names)
    won = _winners(table, names, standing, policy)
    golden = _golden_table(crosswalk, customers, standing, {n: won[n].column for n in names})
    if fields is None:
        golden = with_keys(customer_kind(golden, table), table, policy.customer_key)
    ids = table["record_id"].combine_chunks()
    parts = [_provenance(name, won[name], customers, ids) for name in names]
    return Golden(golden, pa.concat_tables(parts) if parts else PROVENANCE.empty_table())


def field_names(table: pa.Table) -> list[str]:
    """Return the columns of a clean table that are fields."""
    return [
        n for n in table.column_names if n not in _BOOKKEEPING and not n.endswith("__state") and not n.startswith("_")
    ]


def _winners(table: pa.Table, names: list[str], standing: Standing, policy: SurvivorshipPolicy) -> dict:
    won: dict[str, _Winner] = {}
    for group in policy.together:
        parts = [n for n in group if n in names and pa.types.is_string(table.schema.field(n).type)]
        parts = [n for n in parts if "union" not in policy.rules_of(n)]
        if len(parts) > 1:
            won |= _together(table, parts, standing, policy)
    for name in names:
        if name not in won:
            rules = policy.rules_of(name)
            won[name] = (
                _union(table, name, standing, policy) if "union" in rules else _one(table, name, standing, policy)
            )
    return won


def _one(
    table: pa.Table, name: str, standing: Standing, policy: SurvivorshipPolicy, keep: np.ndarray | None = None
) -> _Winner:
    groups = (
        pooled_groups(table, name, standing) if keep is None else group_values(cells_of(table, name, keep), standing)
    )
    ranking = rank_values(groups, policy.rules_of(name), policy.custom)
    best = ranking.order[ranking.first]
    customer, value = groups.customer[best], groups.values.take(pa.array(groups.code[best]))
    sizes = np.diff(np.append(ranking.first, len(ranking.order)))
    losers = np.delete(ranking.order, ranking.first)
    beaten = _lists(groups.values.take(pa.array(groups.code[losers])), sizes - 1)
    return _Winner(_spread(value, customer, standing), customer, value, groups.row[best], _rules(ranking), beaten)


def _union(table: pa.Table, name: str, standing: Standing, policy: SurvivorshipPolicy) -> _Winner:
    groups = group_values(cells_of(table, name), standing)
    ranking = rank_values(groups, policy.rules_of(name), policy.custom)
    customer, code = groups.customer[ranking.order], groups.code[ranking.order]
    value = groups.values.take(pa.array(code))
    column = _list_column(value, customer, len(standing_customers(standing)))
    rule = pa.array(["union"], pa.string()).take(pa.array(np.zeros(len(customer), np.int64)))
    beaten = _lists(value.slice(0, 0), np.zeros(len(customer), np.int64))
    return _Winner(column, customer, value, groups.row[ranking.order], rule, beaten)


def _together(table: pa.Table, parts: list[str], standing: Standing, policy: SurvivorshipPolicy) -> dict:
    """Take the fields of a group from one record; fill what it lacks from records that agree with it."""
    whole = representative(table, parts, standing, policy)
    several = np.bincount(standing.customer)[standing.customer] > 1  # one record has no gaps to fill, none to beat
    agrees = without_contradiction(table, parts, standing, whole) & several
    out = {}
    for name in parts:
        column = table[name].combine_chunks()
        given = column.take(pa.array(whole.row))
        has = given.is_valid().to_numpy(zero_copy_only=False)
        lacking = np.ones(len(standing_customers(standing)), bool)
        lacking[whole.customer[has]] = False
        fill = _one(table, name, standing, policy, agrees & lacking[standing.customer])
        customer = np.concatenate([whole.customer[has], fill.customer])
        row = np.concatenate([whole.row[has], fill.row])
        order = np.argsort(customer, kind="stable")
        filled_in = pa.array(["filled_in"], pa.string()).take(pa.array(np.zeros(len(fill.customer), np.int64)))
        rule = pa.concat_arrays([whole.rule.filter(pa.array(has)), filled_in]).take(pa.array(order))
        customer, row = customer[order], row[order]
        value = column.take(pa.array(row)).cast(pa.string())
        beaten = _others(table, name, standing, (customer, value, several))
        out[name] = _Winner(_spread(value, customer, standing), customer, value, row, rule, beaten)
    return out


def _others(table: pa.Table, name: str, standing: Standing, won: tuple[np.ndarray, pa.Array, np.ndarray]) -> pa.Array:
    """List for each winner the other values that its customer has (looked for in the records of a mask)."""
    customer, value, among = won
    groups = group_values(cells_of(table, name, among), standing)
    code = pc.index_in(value, value_set=groups.values).to_numpy(zero_copy_only=False).astype(np.int64)
    winner = np.full(len(standing_customers(standing)), -1, np.int64)
    winner[customer] = code
    losing = (winner[groups.customer] >= 0) & (winner[groups.customer] != groups.code)
    texts = groups.values.take(pa.array(groups.code[losing]))
    owner = groups.customer[losing]
    if len(owner):
        rank = np.empty(len(texts), np.int64)
        rank[pc.sort_indices(texts).to_numpy()] = np.arange(len(texts))
        texts = texts.take(pa.array(np.lexsort((rank, owner))))
    counts = np.bincount(owner, minlength=len(winner))
    return _lists(texts, counts[customer])


def standing_customers(standing: Standing) -> np.ndarray:
    """Return the codes of all customers, 0…C-1."""
    return np.arange(int(standing.customer.max(initial=-1)) + 1)


def _rules(ranking: Ranking) -> pa.Array:
    return pa.array(ranking.rules, pa.string()).take(pa.array(ranking.rule.astype(np.int64)))


def _lists(values: pa.Array, sizes: np.ndarray) -> pa.Array:
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def _spread(value: pa.Array, customer: np.ndarray, standing: Standing) -> pa.Array:
    at = np.full(len(standing_customers(standing)), -1, np.int64)
    at[customer] = np.arange(len(customer))
    return value.take(pa.array(at, mask=at < 0))


def _list_column(value: pa.Array, customer: np.ndarray, count: int) -> pa.Array:
    sizes = np.bincount(customer, minlength=count)
    lists = _lists(value, sizes)
    at = np.arange(count)
    return lists.take(pa.array(at, mask=sizes == 0))


def _golden_table(crosswalk: pa.Table, customers: pa.Array, standing: Standing, columns: dict) -> pa.Table:
    first = np.full(len(customers), len(standing.customer), np.int64)
    org = crosswalk["org_id"].combine_chunks().cast(pa.string())
    known = np.flatnonzero(org.is_valid().to_numpy(zero_copy_only=False))
    np.minimum.at(first, standing.customer[known], standing.preference[known])
    at = standing.by_preference[np.minimum(first, len(standing.customer) - 1)] if len(first) else first
    counts = np.bincount(standing.customer, minlength=len(customers))
    return pa.table(
        {
            "customer_id": customers,
            "org_id": org.take(pa.array(at, mask=first == len(standing.customer))),
            "records": pa.array(counts, pa.int64()),
            **columns,
        }
    )


def _provenance(name: str, won: _Winner, customers: pa.Array, record_ids: pa.Array) -> pa.Table:
    count = len(won.customer)
    label = pa.array([name], pa.string()).take(pa.array(np.zeros(count, np.int64)))
    ids = customers.take(pa.array(won.customer))
    columns = [
        ids,
        label,
        won.value.cast(pa.string()),
        record_ids.take(pa.array(won.row)),
        won.rule,
        won.beaten,
    ]
    return pa.table(columns, schema=PROVENANCE)
