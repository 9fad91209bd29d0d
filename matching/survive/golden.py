"""Make golden records and the provenance of their cells."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.parallel import each
from matching.survive.cells import Columns, Standing, group_values
from matching.survive.key import with_keys
from matching.survive.kind import customer_kind
from matching.survive.policy import SurvivorshipPolicy
from matching.survive.pool import pooled_groups
from matching.survive.rank import rank_values
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
    won = _winners(Columns(table), names, standing, policy)
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


def _winners(columns: Columns, names: list[str], standing: Standing, policy: SurvivorshipPolicy) -> dict[str, _Winner]:
    """Return the winners of each field; those of different fields have nothing to do with one another."""
    groups = [_parts(columns, group, names, policy) for group in policy.together]
    groups = [parts for parts in groups if len(parts) > 1]
    grouped = {name for parts in groups for name in parts}
    work = [partial(_together, columns, parts, standing, policy) for parts in groups]
    work += [partial(_by_itself, columns, name, standing, policy) for name in names if name not in grouped]
    won: dict[str, _Winner] = {}
    for found in each(lambda field: field(), work):
        won |= found
    return won


def _parts(columns: Columns, group: tuple[str, ...], names: list[str], policy: SurvivorshipPolicy) -> list[str]:
    parts = [n for n in group if n in names and columns.is_text(n)]
    return [n for n in parts if "union" not in policy.rules_of(n)]


def _by_itself(columns: Columns, name: str, standing: Standing, policy: SurvivorshipPolicy) -> dict[str, _Winner]:
    choose = _union if "union" in policy.rules_of(name) else _one
    return {name: choose(columns, name, standing, policy)}


def _one(columns: Columns, name: str, standing: Standing, policy: SurvivorshipPolicy) -> _Winner:
    groups = pooled_groups(columns, name, standing)
    ranking = rank_values(groups, policy.rules_of(name), policy.scorers)
    best = ranking.order[ranking.first]
    owner, texts, alone = groups.customer[best], groups.values.take(pa.array(groups.code[best])), best[:0]
    if columns.is_text(name):
        alone = np.flatnonzero((columns.codes(name) >= 0) & ~standing.several)
        texts = pa.concat_arrays([texts, columns.column(name).take(pa.array(alone))])
    at = np.full(standing.count, -1, np.int64)
    at[owner], at[standing.customer[alone]] = np.arange(len(best)), len(best) + np.arange(len(alone))
    customer = np.flatnonzero(at >= 0)
    row = np.concatenate([groups.row[best], alone])[at[customer]]
    rule = np.concatenate([ranking.rule, np.zeros(len(alone), np.int8)])[at[customer]]
    beaten = np.zeros(standing.count, np.int64)
    beaten[owner] = np.diff(np.append(ranking.first, len(ranking.order))) - 1
    losers = groups.code[np.delete(ranking.order, ranking.first)]
    lists = _lists(groups.values.take(pa.array(losers)), beaten[customer])
    return _Winner(
        _given(texts, at), customer, texts.take(pa.array(at[customer])), row, _rules(ranking.rules, rule), lists
    )


def _union(columns: Columns, name: str, standing: Standing, policy: SurvivorshipPolicy) -> _Winner:
    groups = group_values(columns.cells(name), standing)
    ranking = rank_values(groups, policy.rules_of(name), policy.scorers)
    customer, code = groups.customer[ranking.order], groups.code[ranking.order]
    value = groups.values.take(pa.array(code))
    column = _list_column(value, customer, standing.count)
    rule = _rules(("union",), np.zeros(len(customer), np.int8))
    beaten = _lists(value.slice(0, 0), np.zeros(len(customer), np.int64))
    return _Winner(column, customer, value, groups.row[ranking.order], rule, beaten)


def _together(columns: Columns, parts: list[str], standing: Standing, policy: SurvivorshipPolicy) -> dict[str, _Winner]:
    """Take the fields of a group from one record; fill what it lacks from records that agree with it."""
    whole = representative(columns, parts, standing, policy)
    agrees = without_contradiction(columns, parts, standing, whole)
    rules = (*whole.rules, "filled_in")
    out = {}
    for name in parts:
        code, row, rule = columns.codes(name), np.full(standing.count, -1, np.int64), np.zeros(standing.count, np.int8)
        has = code[whole.row] >= 0
        row[whole.customer[has]], rule[whole.customer[has]] = whole.row[has], whole.rule[has]
        fill = group_values(columns.cells(name, agrees & (row < 0)[standing.customer]), standing)
        ranking = rank_values(fill, policy.rules_of(name), policy.scorers)
        best = ranking.order[ranking.first]
        row[fill.customer[best]], rule[fill.customer[best]] = fill.row[best], len(whole.rules)
        customer, column = np.flatnonzero(row >= 0), columns.column(name)
        beaten = _others(columns, name, standing, (customer, code[row[customer]]))
        value = column.take(pa.array(row[customer]))
        out[name] = _Winner(_given(column, row), customer, value, row[customer], _rules(rules, rule[customer]), beaten)
    return out


def _others(columns: Columns, name: str, standing: Standing, won: tuple[np.ndarray, np.ndarray]) -> pa.Array:
    """List for each winner (customer, code of its value) the other values that its customer has."""
    customer, code = won
    groups = group_values(columns.cells(name, standing.several), standing)
    winner = np.full(standing.count, -1, np.int64)
    winner[customer] = code
    losing = (winner[groups.customer] >= 0) & (winner[groups.customer] != groups.code)
    texts = groups.values.take(pa.array(groups.code[losing]))
    owner = groups.customer[losing]
    counts = np.bincount(owner, minlength=len(winner))
    many = np.flatnonzero(counts[owner] > 1)
    if len(many):
        order, rank = np.arange(len(texts)), np.empty(len(many), np.int64)
        rank[pc.sort_indices(texts.take(pa.array(many))).to_numpy()] = np.arange(len(many))
        order[many] = many[np.lexsort((rank, owner[many]))]
        texts = texts.take(pa.array(order))
    return _lists(texts, counts[customer])


def _rules(names: tuple[str, ...], rule: np.ndarray) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(rule))


def _lists(values: pa.Array, sizes: np.ndarray) -> pa.Array:
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def _given(values: pa.Array, at: np.ndarray) -> pa.Array:
    """Return the value at each place, null where it is -1."""
    return values.take(pa.array(at, mask=at < 0))


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
    label = pa.repeat(pa.scalar(name, pa.string()), len(won.customer))
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
