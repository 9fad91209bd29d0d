"""Numbers that identify: USCCs with correct check characters, mobiles, landlines, foreign numbers.

Sources: GB 32100-2015 (unified social credit code), GB 11714-1997 (organisation code).
"""

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_USCC_WEIGHTS = tuple(3**i % 31 for i in range(17))
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_VALUE = {c: i for i, c in enumerate(USCC_ALPHABET)}
_ORG_VALUE = {c: i for i, c in enumerate(_ORG_ALPHABET)}

MOBILE_PREFIXES = (
    "130 131 132 133 135 136 137 138 139 150 151 152 153 155 156 157 158 159 166 173 175 176 177 178 180 "
    "181 182 183 185 186 187 188 189 191 198 199"
).split()


def uscc_check(body: str) -> str:
    """Return the check character of a USCC's first 17 characters (GB 32100)."""
    total = sum(_VALUE[c] * w for c, w in zip(body, _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


def organisation_check(body: str) -> str:
    """Return the check character of an eight-character organisation code (GB 11714)."""
    check = 11 - sum(_ORG_VALUE[c] * w for c, w in zip(body, _ORG_WEIGHTS, strict=True)) % 11
    return "X" if check == 10 else "0" if check == 11 else str(check)


def uscc(division: str, number: int) -> str:
    """Return a valid USCC of an enterprise in a division; another number gives another code."""
    mixed = (number * 48_271_337 + 11_400_714) % 10**8
    body = f"{mixed:08d}"
    if number % 3:
        body = f"MA{_base31(mixed, 6)}"
    body = f"91{division}{body}{organisation_check(body)}"
    return body + uscc_check(body)


def _base31(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, digit = divmod(number, 31)
        digits.append(USCC_ALPHABET[digit])
    return "".join(reversed(digits))


def mobile(number: int) -> str:
    """Return the mobile of a running number: eleven digits, each number its own."""
    rest, prefix = divmod(number, len(MOBILE_PREFIXES))
    return f"{MOBILE_PREFIXES[prefix]}{(rest * 61_803_399 + 27_182_818 + prefix * 7_654_321) % 10**8:08d}"


def landline(area_code: str, digits: int, number: int) -> str:
    """Return a landline as `area code-number`, the form most exports use."""
    span = 7 * 10 ** (digits - 1)  # first digit 2 to 8
    return f"{area_code}-{2 * 10 ** (digits - 1) + (number * 3_141_593 + 2_718_281) % span}"


def foreign_phone(country: str, number: int) -> str:
    """Return a valid number of a country in international form."""
    mixed = (number * 7_919 + 104_729) % 10**7
    return {
        "US": f"+1{('972', '503', '937', '559')[mixed % 4]}{200 + mixed % 700:03d}{mixed % 10**4:04d}",
        "GB": f"+447{400 + mixed % 90}{mixed % 10**6:06d}",
        "DE": f"+4915{('1', '7')[mixed % 2]}{mixed % 10**8:08d}",
        "FR": f"+336{10**7 + mixed % 10**7:08d}",
        "ES": f"+346{10**7 + mixed % 10**7:08d}",
        "SG": f"+658{100 + mixed % 800}{mixed % 10**4:04d}",
    }[country]
