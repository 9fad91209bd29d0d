"""Find the country that a source's phones are written from."""

from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

CANDIDATES = (
    "CN",
    "US",
    "GB",
    "DE",
    "FR",
    "IT",
    "ES",
    "AU",
    "NL",
    "BR",
    "IN",
    "JP",
    "CH",
    "AT",
    "BE",
    "SE",
    "PL",
    "MX",
    "KR",
    "HK",
    "TW",
    "SG",
    "NZ",
    "IE",
    "PT",
    "DK",
    "NO",
    "FI",
    "ZA",
    "TR",
    "RU",
)
SAMPLE = 200
_TURNED = str.maketrans("0123456789", "9876543210")


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

    Ties go to the country that the records name most, then to China where they are written in Chinese.
    """
    sample: list[str] = []
    for array in phones:
        step = max(1, len(array) // SAMPLE)
        sample += [value for value in array.take(pa.array(range(0, len(array), step), pa.int64())).to_pylist() if value]
    local = [v for v in sample if not v.strip().startswith(("+", "00"))]
    named = max(set(countries) - {""}, key=countries.count, default="") if countries else ""
    likely = named or ("CN" if _chinese(records) else "")
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
    near = [region for region, score in scores.items() if score >= scores[best] - 0.03]
    return max(near, key=lambda region: scores[region] - _by_chance(local, region)) if len(near) > 1 else best


def _by_chance(local: list[str], region: str) -> float:
    """Return the share of the phones valid in a country with their digits turned round: loose plans take nearly all."""
    turned = [v[:1] + v[1:].translate(_TURNED) for v in local]
    return _valid(turned, region) / len(turned)


def _valid(local: list[str], region: str) -> int:
    """Count the phones that are valid numbers of a country."""
    from quality.standardise.phone import can_sweep, standardise, sweep

    if can_sweep(region):
        swept = sweep(pa.array(local, pa.string()), region)
        return len(swept) - swept.null_count
    return standardise(local, None, region).states.count("valid")


def _chinese(records: pa.Table) -> bool:
    head = records.slice(0, 50)
    return any(
        pc.any(pc.match_substring_regex(column, "[\u4e00-\u9fff]")).as_py()
        for column in head.columns
        if pa.types.is_string(column.type)
    )
