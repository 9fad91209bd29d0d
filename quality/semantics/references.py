"""Find which columns refer to which sources: by what headers say and by whose values they hold."""

import pyarrow as pa
import pyarrow.compute as pc

from quality.semantics.entities import foreign_entity, named_entity
from quality.semantics.headers import header_words
from quality.semantics.model import ColumnGuess, Reference, SourceGuess
from quality.semantics.source import resettled

ENOUGH = 0.5  # share of a reference's values that must be found where it points
_ID_WORDS = frozenset("fk id no ref code key number nr num rowid uid 编号 编码 代码 号".split())
_REFERS = {"customer_ref": "customer", "order_ref": "order", "product_ref": "product"}
_BY, _STEM = frozenset({"via", "by", "through", "par", "por", "durch"}), 4
_ORIGIN = frozenset({"source", "origin", "original", "previous", "replaces", "related", "parent", "main", "master"})
_FIXED = ("record_id", "_source", "_file", "_row")


def infer_references(guesses: dict[str, SourceGuess], records_by_source: dict[str, pa.Table]) -> list[Reference]:
    """Return the references between the sources, at most one for each column.

    Values found in another source's ids prove nothing by themselves (small numbers are found everywhere):
    the header must also speak of that source, its entity or its id column, or the ids must be so long that
    chance is ruled out.
    """
    targets = {
        name: (guess.id_column, set(_ids(records_by_source[name][guess.id_column])))
        for name, guess in guesses.items()
        if guess.id_column
    }
    found = []
    for name, guess in guesses.items():
        table = records_by_source[name]
        for column in table.column_names:
            if column in _FIXED:
                continue
            may = _may_refer(guess, column) or _names_a_key(column, name, targets)
            values = _ids(table[column]) if may else []
            best = max(
                (_candidate(name, column, values, target, targets[target], guesses) for target in targets),
                key=lambda pair: pair[0], default=(0.0, None),
            ) if values else (0.0, None)  # fmt: skip
            if best[1] is not None and best[0] > 0:
                found.append(best[1])
    return found


def settle_references(guesses: dict[str, SourceGuess], references: list[Reference]) -> dict[str, SourceGuess]:
    """Return the guesses with every referring column taken for the reference that its values prove it to be.

    A column headed 客户 or `Cliente` reads like a name until its values turn out to be the ids of customers.
    """
    changes: dict[str, dict[str, ColumnGuess]] = {name: {} for name in guesses}
    for reference in references:
        column = guesses[reference.source].columns.get(reference.column)
        field = _referring_field(reference, guesses)
        if column is None or not field or column.field in {field, "owner"} or column.field.endswith("_ref"):
            continue
        why = f"{reference.overlap:.0%} of its values are ids of {reference.to_source}"
        changes[reference.source][reference.column] = ColumnGuess(field, 0.9, why)
    return {name: resettled(guess, name, changes[name]) if changes[name] else guess for name, guess in guesses.items()}


def _referring_field(reference: Reference, guesses: dict[str, SourceGuess]) -> str:
    target = guesses[reference.to_source].entity
    if reference.source == reference.to_source:
        return "parent_ref"
    if reference.column == guesses[reference.source].id_column:
        return ""
    return {"customer": "customer_ref", "organisation": "customer_ref", "order": "order_ref"}.get(target, "")


def _ids(column: pa.ChunkedArray) -> list[str]:
    values = pc.unique(pc.utf8_trim_whitespace(column)).to_pylist()
    return [v for v in values if v]


def _may_refer(guess: SourceGuess, column: str) -> bool:
    field = guess.columns[column].field if column in guess.columns else "other"
    return field in {
        "customer_ref", "order_ref", "product_ref", "parent_ref", "ref", "other", "owner", "id", "org_name", "name", "state",  # noqa: E501
        "country", "category", "status",
    }  # fmt: skip


def _names_a_key(column: str, source: str, targets: dict[str, tuple[str, set[str]]]) -> bool:
    """Tell whether a column is headed like the id of another source, whatever its values look like.

    Five digits look like postcodes; under `Constituent ID`, beside a source of `ConstituentID`, they are none.
    """
    words = header_words(column)
    own = "".join(words)
    return not set(words) <= _ID_WORDS and any(
        target != source and own == "".join(header_words(key)) for target, (key, _) in targets.items()
    )


def _candidate(  # noqa: PLR0911
    name: str, column: str, values: list[str], target: str, ids: tuple[str, set[str]], guesses: dict
) -> tuple[float, Reference | None]:
    id_column, known = ids
    guess = guesses[name]
    if target == name and column == guess.id_column:
        return 0.0, None
    nonzero = [v for v in values if v not in {"0", "-1"}]
    if not nonzero:
        return 0.0, None
    overlap = sum(v in known for v in nonzero) / len(nonzero)
    if overlap < ENOUGH:
        return 0.0, None
    likeness = _likeness(column, name, target, guesses, id_column)
    telling = sum(len(v) >= 4 and (len(v) >= 6 or not v.isdigit()) for v in nonzero) / len(nonzero) > 0.8
    telling &= len(nonzero) >= 5
    if target == name and not (_parental(guess, column) or (telling and overlap > 0.8 and likeness >= 0.6)):
        return 0.0, None
    if column == guess.id_column and likeness < 0.9 and not telling:
        return 0.0, None
    if likeness < 0.4 and not (telling and overlap > 0.9):
        return 0.0, None
    score = likeness + 0.5 * overlap + 0.3 * telling
    return score, Reference(name, column, target, id_column, round(overlap, 4))


def _parental(guess: SourceGuess, column: str) -> bool:
    field = guess.columns[column].field if column in guess.columns else ""
    words = header_words(column)
    if words[0] in _ID_WORDS and words[-1] in _ORIGIN:  # fk_facture_source, in factures
        return True
    return field == "parent_ref" or "parent" in {foreign_entity(column), named_entity(column)}


def _likeness(column: str, source: str, target: str, guesses: dict, id_column: str) -> float:  # noqa: PLR0911
    """How far a header speaks of a source: its id column by name, its name, or its entity (0–1)."""
    guess, target_guess = guesses[source], guesses[target]
    words, id_words = header_words(column), header_words(id_column)
    entity = foreign_entity(column)
    field = guess.columns[column].field if column in guess.columns else ""
    if field == "parent_ref" or entity == "parent":
        return 0.9 if target_guess is guess else 0.2
    generic = len(set(id_words) - _ID_WORDS) == 0
    if "".join(words) == "".join(id_words) and not generic:
        return 1.0
    stem = [w.rstrip("s") for w in words if w not in _ID_WORDS]
    about = [w.rstrip("s") for w in header_words(target)]
    joined, own = "".join(stem), "".join(about)
    if stem and (set(stem) == set(about) or joined == own):
        return 0.95
    if not stem or not (set(words) & _ID_WORDS or words[-1].endswith(("id", "编号"))):
        return _named_only(words, own, named_entity(column), target_guess)
    if own.startswith(joined) and "".join(header_words(source)).startswith(own) and source != target:
        return 0.97  # the lines of a table refer to it: commande_fournisseurdet.fk_commande
    if len(joined) >= 3 and own.startswith(joined):
        return 0.8 if named_entity(target) == entity else 0.6
    if about and set(about) <= set(stem):
        return 0.85  # the whole name of the source with a role behind it: fk_user_author
    if entity and entity == named_entity(target) and entity != "reference":
        return 0.75 if entity == target_guess.entity else 0.7
    if set(stem) & set(about) and len(max(set(stem) & set(about), key=len)) >= 3:
        return 0.5
    return 0.6 if _REFERS.get(field) == target_guess.entity else 0.0


def _named_only(words: tuple[str, ...], own: str, named: str, target: SourceGuess) -> float:
    """A header that says who is meant (客户, 关联客户, Cliente, ShipVia), but not that it holds an id."""
    if words[-1] in _BY and len(words[0]) >= _STEM and own.startswith(words[0]):
        return 0.6
    return 0.6 if named and named == target.entity != "reference" else 0.0
