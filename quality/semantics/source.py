"""Infer what a source is: the field of every column, the id column and the entity of its rows."""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from quality.semantics.columns import DATES, NAMES, guess_column
from quality.semantics.content import Content, describe
from quality.semantics.entities import PARTY, foreign_entity, infer_entity, named_entity
from quality.semantics.headers import (
    header_words,
    match_header,
    names_outlet,
    names_parent,
    names_relative,
    plain_headers,
)
from quality.semantics.ids import find_id
from quality.semantics.model import ColumnGuess, SourceGuess
from quality.semantics.persons import second_surname, settle_persons

MULTIPLE = frozenset(
    {"phone", "email", "other", "text", "date", "amount", "category", "ref", "status", "quantity", "price"}
)
SPREAD = frozenset({"address", "name", "org_name"})  # may be spread over numbered columns
_REFS = {"customer": "customer_ref", "organisation": "customer_ref", "contact": "ref", "order": "order_ref",
         "product": "product_ref", "parent": "parent_ref", "employee": "owner"}  # fmt: skip
_PLACES = frozenset({"address", "street", "city", "state", "locality"})
_ENOUGH, _ALL, _SOME, _HALF = 20, 0.95, 0.2, 0.5
_PLAIN_DATES = frozenset("date datum fecha data dia dt day datetime 日期 时间 日付 дата 일자 날짜".split())
_NEVER_REFS = frozenset({"tax_id", "national_id", "phone", "postcode", "email", "country", "state", "currency"})
_PARTY_NAMES = NAMES - {"title", "name_suffix"}
_PARTY_FIELDS = NAMES | {"phone", "fax", "email", "national_id", "birth_date", "gender", "address", "other"}
_FIXED = ("record_id", "_source", "_file", "_row")


def infer_source(records: pa.Table, name: str, id_column: str | None = None) -> SourceGuess:
    """Return the entity, the id column, and the field of every column of `records` (contract "Records").

    `name` is the source's name and counts as evidence; `id_column` is the native id where it is known.
    """
    contents = {c: describe(records[c]) for c in records.column_names if c not in _FIXED}
    plain = plain_headers(contents)
    guesses = {c: guess_column(plain[c], content) for c, content in contents.items()}
    own = named_entity(name)
    for column, content in contents.items():
        guesses[column] = _as_reference(plain[column], guesses[column], content, own)
    id_column = id_column or find_id({c: records[c] for c in contents}, name, plain)
    if id_column in guesses:
        guesses[id_column] = ColumnGuess("id", max(0.9, guesses[id_column].confidence), "tells the rows apart")
    for column, guess in guesses.items():
        if guess.field == "id" and column != id_column:
            guesses[column] = ColumnGuess("ref", guess.confidence * 0.6, guess.why + ", but another column is the id")
    _settle_others(guesses, plain)
    _settle_lines(guesses, contents, plain)
    _settle_roles(guesses, contents, plain)
    settle_persons(guesses, contents)
    _settle_bare_numbers(guesses, contents, plain)
    for column, content in contents.items():
        guesses[column] = replace(guesses[column], filled=round(content.filled / max(content.rows, 1), 4))
    return _concluded(name, id_column, guesses)


def resettled(guess: SourceGuess, name: str, changes: dict[str, ColumnGuess]) -> SourceGuess:
    """Return the guess of the source `name` with other meanings of some columns."""
    return _concluded(name, guess.id_column, {**guess.columns, **changes})


def _concluded(name: str, id_column: str | None, guesses: dict[str, ColumnGuess]) -> SourceGuess:
    fields = _gather(guesses)
    entity = infer_entity(name, fields)
    if entity == "order" and "order_date" not in fields:
        _date_the_order(fields, guesses)
    return SourceGuess(entity, id_column, fields, guesses)


def _date_the_order(fields: dict[str, list[str]], guesses: dict[str, ColumnGuess]) -> None:
    """Take an order's plain date (日期, Datum, date_order) for the day it was made."""
    dates = fields.get("date", [])
    bare = plain_headers(guesses) if dates else {}
    plain = [column for column in dates if "".join(header_words(bare[column])) in _PLAIN_DATES]
    plain += [column for column in dates if foreign_entity(f"{bare[column]} id") == "order"]
    if not plain:
        return
    guesses[plain[0]] = replace(guesses[plain[0]], field="order_date")
    fields["order_date"] = [plain[0]]
    fields["date"] = [column for column in dates if column != plain[0]]
    if not fields["date"]:
        del fields["date"]


def _as_reference(column: str, guess: ColumnGuess, content: Content, own: str) -> ColumnGuess:
    """See an id-like column as the foreign id it is named after."""
    target = foreign_entity(column)
    codes = content.share("code", "uuid", "digits") > 0.8
    if not target and named_entity(column) == "parent" and codes and content.unique > 0.05:
        return ColumnGuess("parent_ref", 0.8, f"header {column!r} names the parent, and its values are ids")
    if not target and named_entity(column) == "parent" and guess.field in NAMES:
        return ColumnGuess("other", 0.5, f"header {column!r} names the parent, and its values are names")
    header = match_header(column)
    known = max(header, key=header.get, default="")
    strong = known in _NEVER_REFS and header[known] > 0.6
    words = content.share("digits", "uuid") < 0.5
    if target == "reference" and words and guess.field in {"country", "currency", "state", "category"}:
        return guess  # country_id that holds `Belgium` and no id
    if not target or strong or (content.filled and content.share("date", "decimal", "email", "phone") > 0.5):
        return guess
    if target == own and target != "parent" and content.unique > 0.9:
        return ColumnGuess("id", 0.8, f"header {column!r} names the rows of this source")
    field = _REFS.get(target, "ref")
    if field == "owner" and content.share("digits") > 0.5 and guess.field != "owner":
        field = "owner" if own in PARTY else "ref"
    return ColumnGuess(field, 0.8, f"header {column!r} names the id of another table")


Headers = Mapping[str, str]  # each column's header without what all of them begin with


def _settle_others(guesses: dict[str, ColumnGuess], plain: Headers) -> None:
    """Take what tells of a relative, or of the outlet that serves a person, out of the party's own fields."""
    own = {column for column in guesses if not names_relative(plain[column])}
    fields = {guesses[column].field for column in own}
    others = [column for column in guesses if column not in own and guesses[column].field in _PARTY_FIELDS]
    if "given_name" in fields and not fields & {"surname", "name", "person_name"}:
        inherited = [column for column in others if guesses[column].field == "surname"]
        others = [column for column in others if column not in inherited[:1]]  # a register of births: the father's
    if "phone" not in fields:  # a register of pupils: a child is reached through its parents
        others = [column for column in others if not (guesses[column].field == "phone" and names_parent(plain[column]))]
    for column in others if fields & _PARTY_NAMES else ():
        guesses[column] = ColumnGuess("other", 0.8, f"header {column!r} names somebody else than the row's party")
    persons = any(match_header(plain[column]).get(guesses[column].field, 0) > 0.6 for column in own & _persons(guesses))
    for column, guess in guesses.items():
        if persons and guess.field in {"org_name", "name"} and names_outlet(plain[column]):
            guesses[column] = ColumnGuess("department", 0.8, f"header {column!r} names the outlet that serves a person")


def _settle_lines(guesses: dict[str, ColumnGuess], contents: dict[str, Content], plain: Headers) -> None:
    """Give the further lines of a name (NAME2 under NAME1) the field of the first, unless they name persons."""
    for first in [column for column, guess in guesses.items() if guess.field in {"org_name", "name"}]:
        for column, guess in guesses.items():
            line = column != first and _siblings(plain[first], plain[column]) and guess.field in {"name", "org_name"}
            if line and contents[column].share("person", "cn_person") < _HALF and first < column:
                guesses[column] = replace(guess, field=guesses[first].field)


def _persons(guesses: dict[str, ColumnGuess]) -> set[str]:
    return {column for column, guess in guesses.items() if guess.field in {"person_name", "given_name", "surname"}}


def _settle_roles(guesses: dict[str, ColumnGuess], contents: dict[str, Content], plain: Headers) -> None:
    """Settle fields that depend on the neighbours: contact or person, birth date or date, second names."""
    fields = {guess.field for guess in guesses.values()}
    for column, guess in guesses.items():
        if guess.field == "contact" and not fields & {"name", "org_name", "person_name", "surname"}:
            organisations = contents[column].share("cn_org", "west_org")
            guesses[column] = replace(guess, field="org_name" if organisations > 0.5 else "person_name")
        if guess.field == "name" and "given_name" in fields and "surname" not in fields:
            one_word = contents[column].words <= 1 and contents[column].share("cn_org", "west_org") < _SOME
            guesses[column] = replace(guess, field="surname") if one_word else guess  # KNVK-NAME1 beside KNVK-NAMEV
        if guess.field == "person_name" and "org_name" in fields and "contact" not in fields:
            header = match_header(plain[column])
            if not header.get("person_name"):
                guesses[column] = replace(guess, field="contact")


def _settle_bare_numbers(guesses: dict[str, ColumnGuess], contents: dict[str, Content], plain: Headers) -> None:
    """Where no header speaks, see digits beside a place as postcodes and ten-digit dialling patterns as phones."""
    fields = {guess.field for guess in guesses.values()}
    for column, guess in guesses.items():
        content = contents[column]
        if guess.field != "other" or match_header(plain[column]) or content.filled < _ENOUGH:
            continue
        if not fields & {"postcode"} and fields & _PLACES and content.share("digits5", "digits6") >= _ALL:
            guesses[column] = ColumnGuess("postcode", 0.6, "its digits stand beside a place")
        elif not fields & {"phone"} and content.share("nanp") >= _ALL and content.unique > 0.5:
            guesses[column] = ColumnGuess("phone", 0.6, "its digits follow the North American numbering plan")
        fields.add(guesses[column].field)


def _gather(guesses: dict[str, ColumnGuess]) -> dict[str, list[str]]:
    """Give each field its columns, the surest first; a single-valued field keeps one, or one numbered row."""
    found: dict[str, list[str]] = {}
    order = sorted(guesses, key=lambda c: -guesses[c].weight)
    for column in order:
        field = guesses[column].field
        others = found.setdefault(field, [])
        spread = others and ((field in SPREAD and _siblings(others[0], column)) or _two_surnames(field, others, column))
        if others and field not in MULTIPLE and not spread:
            guesses[column] = replace(guesses[column], field="date" if field in DATES else "other")
            field = guesses[column].field
        found.setdefault(field, []).append(column)
    position = {column: i for i, column in enumerate(guesses)}
    return {
        field: sorted(columns, key=position.get)
        if field in SPREAD | {"other", "phone", "email", "surname"}
        else columns
        for field, columns in found.items()
        if columns
    }


def _two_surnames(field: str, others: list[str], column: str) -> bool:
    """Whether a column holds the second surname to the first that was found, or the other way round."""
    return field == "surname" and (second_surname(others[0], column) or second_surname(column, others[0]))


def _siblings(first: str, second: str) -> bool:
    """Whether two headers differ in a number only: `address1`, `address2`; `Street`, `Street 2`."""
    strip = str.maketrans("", "", "0123456789 _-.")
    return first.translate(strip).lower() == second.translate(strip).lower()
