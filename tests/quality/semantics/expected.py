"""Headers that tests expect to name a field, written as the vocabulary is: `field: header | header`."""


def header_pairs(text: str) -> list[tuple[str, str]]:
    """Return (header, field) for every header of some lines."""
    return [
        (header.strip(), field.strip())
        for line in text.strip().splitlines()
        for field, _, headers in [line.partition(":")]
        for header in headers.split("|")
    ]
