"""Find the country that a source's phones are written from."""

import re
from functools import cache
from importlib.resources import files
from random import Random

import pyarrow as pa
import pyarrow.compute as pc

CANDIDATES = tuple(
    "CN US GB DE FR IT ES AU NL BR IN JP CH AT BE SE PL MX KR HK TW SG NZ IE PT DK NO FI ZA TR RU".split()
)
SAMPLE = 200
_NEAR = 0.05  # of the best share: countries that read the phones as well as it does
_TOP_LEVELS = {"uk": "GB"}  # where the domain of a country is not its code
_MAILED = r"@(?:[A-Za-z0-9-]+\.)+(?P<top>[A-Za-z]{2})\s*$"
_POSTED = {"GB": r"(?i)^\s*[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\s*$", "CA": r"(?i)^\s*[a-z]\d[a-z] ?\d[a-z]\d\s*$"}
_MOST, _NEARLY_ALL, _FEWEST = 0.5, 0.9, 3
_GROUPED = 60  # phones whose groups are looked at
_HEAD = 50  # records whose letters are looked at
# A country, its letters, and the part of the records that must hold them: a shop in China may have kana in its name.
_SCRIPTS = (("JP", "[\u3041-\u30fa]", 0.1), ("KR", "[\uac00-\ud7a3]", 0.1), ("CN", "[\u4e00-\u9fff]", 0.0))


@cache
def _names() -> dict[str, str]:
    """Country name or code, lower case → ISO 3166 alpha-2 code."""
    found: dict[str, str] = {}
    for line in files("quality.cleaning").joinpath("countries.txt").read_text("utf-8").splitlines():
        code, colon, names = line.partition(":")
        if colon and not line.startswith("#"):
            found[code.lower()] = code
            found.update({name.strip().lower(): code for name in names.split("|") if name.strip()})
    return found


def region_codes(countries: pa.Array) -> list[str]:
    """Return the ISO code of each row's country, "" where it is missing or unknown."""
    encoded = pc.dictionary_encode(countries)
    known = [_names().get((name or "").strip().strip(".").lower(), "") for name in encoded.dictionary.to_pylist()]
    indices = pc.fill_null(encoded.indices, len(known)).to_pylist()
    known.append("")
    return [known[i] for i in indices]


def main_region(phones: list[pa.Array], countries: list[str] | None, records: pa.Table) -> str:
    """Return the country (ISO code) from which most phones without a country code make sense, "" if none.

    Ties go to the country that the records name most, then to Japan, Korea or China where they are written so, then to
    the one of most numbers with a country code: 971501234567 is Emirati beside +971 and 00971, not a German landline.
    """
    sample: list[str] = []
    for array in phones:
        step = max(1, len(array) // SAMPLE)
        sample += [value for value in array.take(pa.array(range(0, len(array), step), pa.int64())).to_pylist() if value]
    local = [v for v in sample if not v.strip().startswith(("+", "00"))]
    named = max(set(countries) - {""}, key=countries.count, default="") if countries else ""
    likely = named or _written(records) or abroad(sample) or _hinted(records)
    if not local:
        return likely
    scores: dict[str, float] = {}
    for region in dict.fromkeys([likely, *CANDIDATES] if likely else CANDIDATES):
        scores[region] = _valid(local, region) / len(local) + 0.05 * (region == likely)
        if region == likely and scores[region] >= 0.5:
            return region
    best = max(scores, key=lambda region: scores[region])
    if scores[best] < 0.3:
        return likely
    near = [region for region, score in scores.items() if score >= scores[best] - _NEAR]
    if len(near) == 1:
        return best
    merit = {region: scores[region] - _by_chance(local, region) + _as_grouped(local, region) for region in near}
    return next(region for region in near if merit[region] >= max(merit.values()) - _NEAR)  # the usual ones come first


def abroad(sample: list[str]) -> str:
    """Return the country of most numbers with a country code before them, "" where too few have one.

    Where none begins with + or 00, bare digits count if nearly all of them are numbers of one country.
    """
    marked = [v for v in sample if v.strip().startswith(("+", "00"))]
    home, share = _usual_country(["+" + re.sub(r"\D", "", v).removeprefix("00") for v in marked])
    if len(marked) >= _FEWEST or (marked and share == 1):
        return home if share >= _MOST else ""
    home, share = _usual_country(["+" + re.sub(r"\D", "", v) for v in sample])
    return home if len(sample) >= _FEWEST and share >= _NEARLY_ALL else ""


def _usual_country(numbers: list[str]) -> tuple[str, float]:
    """Return the country that most numbers are valid ones of, and their share of all."""
    import phonenumbers

    found: list[str] = []
    for number in numbers:
        try:
            parsed = phonenumbers.parse(number, None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            found.append(phonenumbers.region_code_for_number(parsed) or "")
    best = max(sorted(set(found)), key=found.count, default="")
    return best, found.count(best) / max(1, len(numbers))


def _by_chance(local: list[str], region: str) -> float:
    """Return the share of numbers of chance, written as the phones are, that a country has: loose plans take most.

    The zero of the trunk and all marks stay, every other digit is drawn anew (the same ones each time).
    """
    draw = Random(7)  # noqa: S311 - no secret
    drawn = [re.sub(r"(?<!^)\d|^[1-9]", lambda _: draw.choice("0123456789"), text) for text in local]
    return _valid(drawn, region) / len(drawn)


def _as_grouped(local: list[str], region: str) -> float:
    """Return the share of the phones whose digits are grouped as it groups them: 030 1234567, 01 23 45 67 89."""
    import phonenumbers

    some, same = local[:_GROUPED], 0
    for text in some:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        usual = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        same += len(re.findall(r"\d+", text)) > 1 and re.findall(r"\d+", usual) == re.findall(r"\d+", text)
    return same / max(1, len(some))


def _hinted(records: pa.Table) -> str:
    """Return the country that most mail domains, else most postcodes of a shape of their own, speak of; "" if none."""
    head = records.slice(0, SAMPLE)
    texts = [c.combine_chunks() for c in head.columns if pa.types.is_string(c.type)]
    tops = [t for c in texts for t in pc.struct_field(pc.extract_regex(c, _MAILED), "top").to_pylist() if t]
    if tops:
        often, top = max((tops.count(t), t) for t in sorted({t.lower() for t in tops}))
        code = _TOP_LEVELS.get(top, top.upper())
        mails = sum(pc.sum(pc.match_substring(c, "@")).as_py() or 0 for c in texts)
        if often >= max(_FEWEST, _MOST * mails) and code in CANDIDATES:
            return code
    for region, shape in _POSTED.items():
        for column in texts:
            posted = pc.sum(pc.match_substring_regex(column, shape)).as_py() or 0
            if posted >= max(_FEWEST, _MOST * (len(column) - column.null_count)):
                return region
    return ""


def _valid(local: list[str], region: str) -> int:
    """Count the phones that are valid numbers of a country."""
    from quality.standardise.phone import can_sweep, standardise, sweep

    if can_sweep(region):
        swept = sweep(pa.array(local, pa.string()), region)
        return len(swept) - swept.null_count
    return standardise(local, None, region).states.count("valid")


def _written(records: pa.Table) -> str:
    """Return the country that the records' letters are of: kana, hangul, Chinese characters; "" for any other."""
    head = records.slice(0, _HEAD)
    columns = [c.combine_chunks() for c in head.columns if pa.types.is_string(c.type)]
    for region, letters, share in _SCRIPTS:
        hits = [pc.sum(pc.match_substring_regex(column, letters)).as_py() or 0 for column in columns]
        if max(hits, default=0) > share * len(head):
            return region
    return ""
