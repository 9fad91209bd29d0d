"""Settle what the columns of a person's name and birth mean beside one another."""

from collections.abc import Mapping
from dataclasses import replace

from quality.semantics.content import Content
from quality.semantics.headers import match_header, names_second_surname, names_tail, plain_headers
from quality.semantics.model import ColumnGuess

_SOME, _MOST, _NEARLY_ALL = 0.2, 0.9, 0.95
_SURE = 0.6
_HALF, _SEEN, _OWN = 0.5, 40, 0.75  # names of persons; rows, and different names among them, that tell whose
_TAIL = 6  # signs, at most


def settle_persons(guesses: dict[str, ColumnGuess], contents: Mapping[str, Content]) -> None:
    """Settle given names, years of birth, persons' numbers and the ends of numbers; `guesses` are changed in place."""
    plain = plain_headers(guesses)
    _given_names(guesses, contents, plain)
    _years(guesses, contents)
    _numbers(guesses, contents)
    _heads(guesses, contents)
    for column in guesses:
        tail, content = names_tail(plain[column]), contents[column]
        if tail and content.filled and content.length <= _TAIL and content.share("digits", "tail") >= _MOST:
            guesses[column] = ColumnGuess(tail, 0.9, f"header {column!r} names the end of a number")


def _given_names(guesses: dict[str, ColumnGuess], contents: Mapping[str, Content], plain: dict[str, str]) -> None:
    """A name of one word beside surnames is the given name: Nombre beside Primer apellido, Name beside Surname."""
    surnames = [c for c, guess in guesses.items() if guess.field == "surname" and _says(plain[c], "surname")]
    if not surnames or any(guess.field == "given_name" for guess in guesses.values()):
        return
    for column, guess in guesses.items():
        content = contents[column]
        one_word = content.words <= 1 and content.share("cn_org", "west_org", "cn_person") < _SOME
        if guess.field in {"name", "person_name"} and _says(plain[column], "name") and one_word and content.filled:
            guesses[column] = replace(guess, field="given_name")
            return


def _says(header: str, field: str) -> bool:
    return match_header(header).get(field, 0) >= _SURE


def _years(guesses: dict[str, ColumnGuess], contents: Mapping[str, Content]) -> None:
    """A year of birth beside the birth date says nothing more; alone it is the birth date, to the year."""
    births = [column for column, guess in guesses.items() if guess.field == "birth_date"]
    years = {
        c for c in births if contents[c].share("year") >= _MOST and contents[c].share("date", "compact_date") < _SOME
    }
    for column in years if len(years) < len(births) else ():
        guesses[column] = ColumnGuess("other", 0.8, f"header {column!r} names the year of a birth date beside it")


def _numbers(guesses: dict[str, ColumnGuess], contents: Mapping[str, Content]) -> None:
    """A column of tax numbers that are nearly all natural persons' holds their national numbers: NIF/NIE, CPF."""
    if any(guess.field == "national_id" for guess in guesses.values()):
        return
    for column, guess in guesses.items():
        if guess.field == "tax_id" and contents[column].share("natural", "resident") >= _NEARLY_ALL:
            guesses[column] = ColumnGuess(
                "national_id", guess.confidence, f"{column!r} holds numbers of natural persons"
            )
            return


def _heads(guesses: dict[str, ColumnGuess], contents: Mapping[str, Content]) -> None:
    """Whoever is in charge (负责人) is a firm's own person where hardly two firms share one."""
    fields = {guess.field for guess in guesses.values()}
    if "contact" in fields or not fields & {"org_name", "name"}:
        return
    for column, guess in guesses.items():
        content = contents[column]
        persons = content.share("cn_person", "person") >= _HALF and content.share("digits") < _SOME
        if guess.field == "owner" and persons and content.filled >= _SEEN and content.unique >= _OWN:
            guesses[column] = replace(guess, field="contact")
            return


def second_surname(first: str, column: str) -> bool:
    """Whether a column holds the second surname of those whose first stands in another."""
    plain = plain_headers([first, column])
    return names_second_surname(plain[column]) and not names_second_surname(plain[first])
