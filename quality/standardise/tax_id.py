"""Tax and company registration numbers: USCC (GB 32100), the legacy 15 digits, EU VAT, EIN and more."""

import re
from functools import cache

from quality.standardise import national_id
from quality.standardise.base import INVALID, MISSING, RUINED, VALID, Standard, dominant_shape, shape_of, tidy
from quality.standardise.checks import USCC_ALPHABET, uscc_check

_SEPARATORS = re.compile(r"[\s.\-/_,:·()'\"`]+")
_LABEL = re.compile(
    r"^(VAT|TVA|UST-?ID(NR)?|EIN|NIF|CIF|税号|统一社会信用代码|纳税人识别号)[:.\s]*(NO|NR|NUMBER)?[:.\s]*", re.I
)
_USCC_SHAPE = re.compile(r"[0-9A-Z]{18}")
_LEGACY = re.compile(r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{4}[0-9A-Z]{9}")
_ORGANISATION, _WEIGHTS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", (3, 7, 9, 10, 5, 8, 4, 2)
_TAIWAN = (1, 2, 1, 2, 1, 2, 4, 1)
_LOOKALIKE = str.maketrans("OISZ", "0152")
_EU = frozenset("AT BE BG CY CZ DE DK EE EL ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split())
_SAMPLE = 200
_UNCHECKED = frozenset({"US", "IN", "VN", "GB", "MX"})  # numbers, some of them, without a check digit
_NATIONAL = {
    "US": ("us.ein",), "FR": ("fr.siren", "fr.siret", "fr.tva"), "DE": ("de.vat", "de.stnr"), "GB": ("gb.vat", "gb.utr"),  # noqa: E501
    "IT": ("it.iva", "it.codicefiscale"), "ES": ("es.nif", "es.cif"), "AU": ("au.abn", "au.acn"), "NZ": ("nz.ird",),
    "CA": ("ca.bn",), "CH": ("ch.uid", "ch.vat"), "NO": ("no.orgnr", "no.mva"), "PL": ("pl.nip", "pl.regon"),
    "BR": ("br.cnpj", "br.cpf"), "MX": ("mx.rfc",), "AR": ("ar.cuit",), "CL": ("cl.rut",), "IN": ("in_.gstin", "in_.pan"),  # noqa: E501
    "JP": ("jp.cn",), "KR": ("kr.brn",), "TW": (), "SG": ("sg.uen",), "RU": ("ru.inn",), "TR": ("tr.vkn",),
    "NL": ("nl.btw",), "BE": ("be.vat",), "AT": ("at.uid",), "PT": ("pt.nif",), "SE": ("se.orgnr", "se.vat"),
    "DK": ("dk.cvr",), "FI": ("fi.ytunnus", "fi.alv"), "CZ": ("cz.dic",), "SK": ("sk.dph",), "ZA": ("za.tin",),
    "TH": ("th.tin",), "ID": ("id.npwp",), "VN": ("vn.mst",), "CO": ("co.nit",), "PE": ("pe.ruc",), "IL": ("il.hp",),
}  # fmt: skip


def compact(text: str) -> str:
    """Return the number upper case, without separators or a label before it; one in scientific notation stays.

    >>> compact("税号: 9111 0000-6000 37341L")
    '91110000600037341L'
    """
    text = tidy(text)
    if RUINED.fullmatch(text):  # without its point it would read as another number
        return text
    text = text.upper()
    while True:
        better = _SEPARATORS.sub("", _LABEL.sub("", text))
        better = tidy(better).upper()
        if better == text:
            return text
        text = better


def is_uscc(text: str) -> bool:
    """Return whether a compact text is a unified social credit code with a right check character."""
    return bool(uscc_check([text])[0])


def is_legacy(text: str) -> bool:
    """Return whether a compact text is a tax number of before 2015: a division code, then an organisation code.

    The ninth character of the organisation code checks the eight before it (GB 11714-1997); sole traders used
    their resident identity number of 15 digits instead.

    >>> is_legacy("110108717743469"), is_legacy("110108717743468")
    (True, False)
    """
    if not _LEGACY.fullmatch(text):
        return False
    values = [_ORGANISATION.find(c) for c in text[6:14]]
    check = 11 - sum(v * w for v, w in zip(values, _WEIGHTS, strict=True)) % 11
    return text[14] == {10: "X", 11: "0"}.get(check, str(check)) or national_id.is_resident(text)


def validate(text: str, country: str = "") -> bool:
    """Return whether a compact number is valid by its check characters."""
    return is_uscc(text) or is_legacy(text) or _foreign(text, country)


def is_taiwanese(text: str) -> bool:
    """Return whether a compact text is a unified business number of Taiwan.

    Until 2023 the weighted sum of digits was a multiple of ten; since then one of five does (Ministry of Finance,
    rules of April 2023). A seventh digit of 7 weighs ten: its digits sum to 1 or to 0.

    >>> is_taiwanese("00501503"), is_taiwanese("04595257"), is_taiwanese("04595252"), is_taiwanese("00501504")
    (True, True, True, False)
    """
    if not re.fullmatch(r"[0-9]{8}", text):
        return False
    products = [int(digit) * weight for digit, weight in zip(text, _TAIWAN, strict=True)]
    total = sum(sum(divmod(product, 10)) for product in products)
    return total % 5 == 0 or (text[6] == "7" and (total + 1) % 5 == 0)


@cache
def _module(name: str):
    from importlib import import_module

    try:
        return import_module(f"stdnum.{name}")
    except ImportError:
        return None


def _foreign(text: str, country: str) -> bool:
    if text[:2] in _EU and len(text) >= 8 and any(c.isdigit() for c in text):
        module = _module("eu.vat")
        if module.is_valid(text):
            return True
    if country == "TW":
        return is_taiwanese(text)
    names = _NATIONAL.get(country, ())
    return any((module := _module(name)) is not None and module.is_valid(text) for name in names)


def format(text: str) -> str:
    """Return the normal form."""
    return compact(text)


def suggest(text: str) -> str | None:
    """Return the USCC that a wrong one is likely meant to be, by look-alike letters only, else None.

    >>> suggest("9111OOOO600037341L")
    '91110000600037341L'
    """
    if not _USCC_SHAPE.fullmatch(text):
        return None
    head = text[:2] + text[2:8].translate(_LOOKALIKE) + text[8:]
    tries = [head, head.translate(_LOOKALIKE), head[:17].translate(_LOOKALIKE) + head[17]]
    return next((t for t in tries if t != text and is_uscc(t)), None)


def country_of(numbers: list[str]) -> str:
    """Return the country whose own numbers nearly all of these are, "" where they are too few or of none.

    Only numbers with check digits tell: four in five of at least twenty must be right.
    """
    sample = [n for n in numbers if n][:: max(1, len(numbers) // _SAMPLE)]
    if len(sample) < 20:
        return ""
    shares = {c: sum(_foreign(n, c) for n in sample) / len(sample) for c in _NATIONAL if c not in _UNCHECKED}
    best = max(shares, key=lambda country: shares[country])
    return best if shares[best] >= 0.8 else ""


def standardise(texts: list[str], countries: list[str] | None = None) -> Standard:
    """Standardise distinct numbers; `countries` are ISO codes ("" unknown), used for national checksums.

    Where no checksum is known a number is valid if it has the shape that dominates the column, provided
    that this column is not one of a known kind.
    """
    compacted = [compact(text) for text in texts]
    countries = countries or [""] * len(texts)
    uscc = uscc_check(compacted)
    known = [
        bool(u) or is_legacy(c) or _foreign(c, country)
        for u, c, country in zip(uscc, compacted, countries, strict=True)
    ]
    home = (
        ""
        if sum(known) >= 0.3 * len(texts)
        else country_of([c for c, k in zip(compacted, known, strict=True) if not k])
    )
    known = [k or bool(home and _foreign(c, home)) for c, k in zip(compacted, known, strict=True)]
    filled = sum(bool(c) for c in compacted)
    shape = dominant_shape([c for c in compacted if c]) if sum(known) < 0.3 * filled else None
    shape = None if shape is not None and len(shape) == 18 else shape
    items = []
    for text, value, right in zip(texts, compacted, known, strict=True):
        valid = right or (shape is not None and shape_of(value) == shape)
        state = (VALID if valid else INVALID) if value else MISSING
        rule = "tax_id/checksum" if state == INVALID else "tax_id/compact" if value != text else ""
        items.append((value or None, state, rule, suggest(value) if state == INVALID else None))
    return Standard.of(items)


__all__ = ["USCC_ALPHABET", "compact", "format", "is_uscc", "standardise", "suggest", "validate"]
