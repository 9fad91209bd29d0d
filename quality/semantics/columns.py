"""Weigh what a column's header says against what it holds."""

from quality.semantics.content import Content
from quality.semantics.headers import match_header, says_latest
from quality.semantics.model import ColumnGuess

# How much content alone can say for a field: the weight of its evidence (0–1).
_WEIGHTS = {
    "email": 0.97, "website": 0.9, "phone": 0.9, "tax_id": 0.95, "national_id": 0.95, "org_name": 0.8, "person_name": 0.75,  # noqa: E501
    "given_name": 0.7, "surname": 0.65, "address": 0.8, "date": 0.6, "birth_date": 0.65, "gender": 0.7, "country": 0.7,
    "state": 0.6, "city": 0.7, "postcode": 0.6, "amount": 0.45, "currency": 0.8, "text": 0.4, "title": 0.7,
    "name_suffix": 0.6, "latitude": 0.3, "street_number": 0.25, "category": 0.3, "locality": 0.5, "middle_name": 0.5,
}  # fmt: skip
DATES = frozenset({"date", "birth_date", "created", "updated", "last_seen", "order_date"})
NUMBERS = frozenset({"amount", "quantity", "price", "latitude", "longitude"})
NAMES = frozenset(
    {"name", "org_name", "person_name", "contact", "given_name", "middle_name", "surname", "title", "name_suffix"}
)
PLACES = frozenset({"city", "state", "locality", "country", "street"})
ROLES = ("owner", "contact", "other")  # what else a column of persons' names may be
SURE = 0.35
_MANY, _FEW = 200, 12
_FIRMS = 0.3  # of the values of a column of given names that are firms: it holds names of any kind


def content_scores(content: Content) -> dict[str, float]:
    """Return field → how strongly the values alone speak for it (0–1)."""
    share = content.share
    words_only = 1 - share("digits", "decimal", "date")
    scores = {
        "email": share("email"),
        "website": share("url") * (share("email") < 0.5),
        "phone": share("phone", "cn_mobile", "cn_landline") * (share("ssn", "ein", "resident", "date") < 0.4),
        "tax_id": max(share("uscc", "vat", "ein"), 0.8 * share("uscc_shape") * (share("digits") < 0.5)),
        "national_id": max(share("resident", "ssn"), 0.9 * share("id_shape")),
        "org_name": max(share("cn_org"), min(1.0, 1.4 * share("west_org"))),
        "person_name": max(share("cn_person") * (share("cn_org") < 0.3), min(1.0, 1.5 * share("person"))),
        "given_name": min(1.0, 1.5 * share("given")) * (content.words < 2),
        "surname": max(min(1.0, 1.6 * share("surname")), share("cn_surname")) * (content.words < 2),
        "address": max(min(1.0, 1.3 * share("street")), share("cn_address")),
        "date": max(share("date"), 0.9 * share("compact_date")),
        "birth_date": share("birth_years"),
        "gender": share("gender") * (content.distinct <= 8) * (share("boolean", "digits", "title") < 0.8),
        "country": share("country") * words_only * (content.distinct >= 2),
        "state": max(share("state"), share("cn_province")) * (content.length >= 2),
        "city": max(min(1.0, 1.6 * share("city")), 0.8 * share("cn_region") * (share("cn_province") < 0.5)),
        "postcode": max(share("postcode"), 0.7 * share("digits5", "digits6") * (content.unique < 0.95)),
        "amount": max(share("money"), 0.8 * share("decimal") * (share("fraction") < 0.5)),
        "currency": share("currency") * (content.distinct <= 12),
        "title": share("title") * (content.distinct <= 20),
        "name_suffix": share("suffix") * (content.distinct <= 12),
        "latitude": share("fraction"),
        "text": float(content.words >= 7 or (content.length >= 40 and share("url", "uuid") < 0.5)),
        "category": float(2 <= content.distinct <= 60 and content.unique < 0.1) * words_only,
        "middle_name": share("initial") * 0.8 * (share("gender", "boolean") < 0.8),
        "street_number": share("street_number") * (content.unique < 0.8) * (share("digits4", "digits5", "digits6") < 0.7),  # noqa: E501
    }  # fmt: skip
    if content.filled >= 100 and content.unique < 0.05:  # few values, often repeated: a class, nobody's name
        scores |= {field: 0.3 * scores[field] for field in ("org_name", "person_name", "address", "given_name")}
    return {field: score for field, score in scores.items() if score > 0.05}


def plausible(field: str, content: Content) -> float:  # noqa: PLR0911
    """Return how far the values allow a field that the header names: 1 fully, 0 not at all."""
    if not content.filled:
        return 0.9
    share = content.share
    numeric = share("digits", "decimal", "integer")
    if field in DATES:
        return (
            1.0 if share("date", "compact_date", "year") > 0.3 else 0.6 if share("integer", "decimal") > 0.5 else 0.15
        )
    if field in NUMBERS:
        return 1.0 if max(share("integer", "decimal") + share("money"), numeric) > 0.5 else 0.15
    if field in {"name", "org_name", "person_name"} and content.filled >= _MANY and 1 < content.distinct <= _FEW:
        return 0.2  # a handful of values over hundreds of rows is a class, whatever heads it
    if field in {"given_name", "middle_name"} and share("cn_org", "west_org") > _FIRMS:
        return 0.15  # Kingdee's FName, which heads first names elsewhere
    if field in NAMES:
        return 0.1 if share("email", "date", "url", "uscc", "cn_mobile", "phone") > 0.6 or numeric > 0.7 else 1.0
    if field in PLACES:
        return 0.2 if numeric > 0.7 or share("date", "email", "phone") > 0.6 else 1.0
    if field == "email":
        return 1.0 if share("email") > 0.2 else 0.2
    if field in {"phone", "fax"}:
        return 1.0 if share("phone", "cn_mobile", "cn_landline", "digits") > 0.25 or share("has_digits") > 0.5 else 0.15
    if field in {"tax_id", "national_id"}:
        return 0.3 if share("has_digits") < 0.3 or share("date", "email", "decimal") > 0.5 else 1.0
    return _plausible_rest(field, content)


def _plausible_rest(field: str, content: Content) -> float:  # noqa: PLR0911
    share = content.share
    if field == "postcode":
        return 1.0 if share("has_digits") > 0.4 and content.length <= 12 else 0.2
    if field == "gender":
        return 1.0 if content.distinct <= 12 else 0.2
    if field == "age":  # whole years, now and then with a unit behind them
        return 1.0 if content.length <= 3 and share("has_digits") > 0.8 and share("date", "year") < 0.5 else 0.2
    if field == "website":
        return 1.0 if share("url") > 0.2 or content.length > 12 else 0.3
    if field == "address":
        people = share("person", "cn_person") > 0.7 and share("has_digits", "street", "cn_address") < 0.1
        return 0.2 if people or share("digits", "decimal", "email", "date", "cn_mobile") > 0.7 else 1.0
    if field in {"currency", "status"}:
        return 1.0 if content.distinct <= 60 else 0.2
    if field == "category":
        return 0.3 if content.unique > 0.97 and content.filled > 30 else 1.0
    return 1.0


def guess_column(header: str, content: Content) -> ColumnGuess:
    """Return what a column means: header and content each give evidence, contradiction takes it away.

    Content overrides a header that it contradicts; the header wins where the content fits several fields.
    """
    by_header = match_header(header)
    by_content = content_scores(content)
    scores: dict[str, float] = {}
    for field in {*by_header, *by_content}:
        said = 0.92 * by_header.get(field, 0) ** 1.5 * plausible(field, content)
        shown = _WEIGHTS.get(field, 0) * _shown(field, by_content)
        scores[field] = 1 - (1 - said) * (1 - shown)
    if not scores:
        return ColumnGuess("other", 0.0, "nothing known about it")
    field = max(scores, key=lambda f: (scores[f], by_header.get(f, 0)))
    field = _settle_role(field, by_header)
    field = _settle_name(field, content, by_content)
    field = _settle_date(field, header, by_header, content)
    confidence = scores.get(field, max(scores.values()))
    if confidence < SURE:
        return ColumnGuess("other", round(1 - confidence, 3), "neither header nor values say enough")
    return ColumnGuess(field, round(confidence, 3), _why(field, header, by_header, by_content))


def _shown(field: str, by_content: dict[str, float]) -> float:
    if field in DATES:
        return (
            max(by_content.get("date", 0), by_content.get("birth_date", 0))
            if field != "birth_date"
            else by_content.get("birth_date", 0)
        )
    family = {"fax": "phone", "price": "amount", "longitude": "latitude", "contact": "person_name", "street": "address"}
    score = by_content.get(field, by_content.get(family.get(field, ""), 0))
    return score * (0.5 if field in family or field in {"created", "updated"} else 1)


def _settle_name(field: str, content: Content, by_content: dict[str, float]) -> str:
    """Decide for a name column whether it holds organisations, persons or both."""
    if field not in {"name", "org_name", "person_name"}:
        return field
    organisations, persons = by_content.get("org_name", 0), by_content.get("person_name", 0)
    if field == "name":
        if organisations >= 0.5 and persons <= 0.15:
            return "org_name"
        if persons >= 0.5 and organisations <= 0.05:
            return "person_name"
        return "name"
    wrong = persons if field == "org_name" else organisations
    right = organisations if field == "org_name" else persons
    return "name" if wrong > 0.4 and wrong > 2 * right and content.filled > 5 else field


def _settle_role(field: str, by_header: dict[str, float]) -> str:
    """Values say that a column names persons; whose role they have, the header decides."""
    if field not in {"person_name", "contact"}:
        return field
    return max(ROLES, key=lambda role: by_header.get(role, 0)) if _named_role(by_header) else field


def _named_role(by_header: dict[str, float]) -> bool:
    best = max(by_header.get(role, 0) for role in ROLES)
    return best >= 0.5 and best >= by_header.get("person_name", 0)


def _settle_date(field: str, header: str, by_header: dict[str, float], content: Content) -> str:
    """Among date fields the header decides; the values alone only say whether it may be a birth date."""
    if field not in DATES:
        return field
    if says_latest(header) and plausible("last_seen", content) > 0.5:
        return "last_seen"
    named = [f for f in by_header if f in DATES and by_header[f] >= 0.5]
    return named[0] if named and plausible(named[0], content) > 0.5 else field


def _why(field: str, header: str, by_header: dict[str, float], by_content: dict[str, float]) -> str:
    reasons = []
    if by_header.get(field, 0) >= 0.4:
        reasons.append(f"header {header!r}")
    if by_content.get(field, 0) >= 0.2:
        reasons.append(f"{by_content[field]:.0%} of its values look like it")
    return " and ".join(reasons) or f"header {header!r} and values together"
