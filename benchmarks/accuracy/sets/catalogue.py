"""The open sets by name: who makes each, and which of its columns a peer is told about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from . import chinese, customers, genealogy, organisations, packaged, persons, voters
from .writing import Pool


@dataclass(frozen=True)
class OpenSet:
    """A set: how it is made (None: it lies in the shared data), by which environment, and what columns mean.

    `columns` maps the peers' field names to headers; several headers are joined by a space.
    """

    columns: Mapping[str, str]
    make: Callable[[int], Pool] | None = None
    venv: str = "data"
    shared: str = ""
    seed: int = 7


FEBRL = {
    "given_name": "given_name", "surname": "surname", "street_number": "street_number",
    "address": "address_1", "city": "suburb", "postcode": "postcode", "state": "state",
    "dob": "date_of_birth", "tax_id": "soc_sec_id",
}  # fmt: skip
VOTER = {
    "given_name": "first_name", "middle": "middle_name", "surname": "last_name",
    "address": "res_street_address", "city": "res_city", "postcode": "zip_code", "phone": "phone_number",
    "age": "age", "gender": "gender",
}  # fmt: skip
SSN = {
    "given_name": "first_name", "middle": "middle_initial", "surname": "last_name", "dob": "date_of_birth",
    "address": "street_number street_name", "city": "city", "postcode": "zipcode", "tax_id": "ssn",
}  # fmt: skip
KYC = {
    "given_name": "given_name", "surname": "family_name", "dob": "birth_date", "email": "email_address",
    "phone": "mobile_phone", "tax_id": "tax_id", "address": "residential_address_line1",
    "city": "residential_city", "postcode": "residential_postal_code",
}  # fmt: skip
FIRM = {
    "name": "legal_name", "tax_id": "tax_id", "email": "business_email", "phone": "phone_number",
    "address": "registered_address_line1", "city": "registered_city",
}  # fmt: skip
SHOP = {
    "name": "Customer Name", "dob": "Birth date", "email": "E-mail", "phone": "Telephone",
    "tax_id": "Tax no.", "address": "Street", "city": "City", "postcode": "Zip",
}  # fmt: skip
SITE = {
    "name": "organisation", "address": "street", "city": "town", "postcode": "postal_code",
    "phone": "telephone",
}  # fmt: skip
CRM = {
    "name": "客户名称", "contact": "联系人", "phone": "手机", "tax_id": "税号",
    "email": "邮箱", "address": "地址",
}  # fmt: skip
PAST = {
    "given_name": "first_name", "surname": "surname", "dob": "dob", "city": "birth_place",
    "postcode": "postcode",
}  # fmt: skip
ORGS = {"name": "name", "address": "street", "city": "city", "postcode": "postcode", "phone": "phone"}
PEOPLE = {"given_name": "given_name", "surname": "surname", "dob": "dob"}
FEBRL_SHARED = FEBRL | {"address": "street", "city": "city", "dob": "dob"}
PARTY = {"given_name": "givenname", "surname": "surname", "city": "suburb", "postcode": "postcode"}

SETS: dict[str, OpenSet] = {
    "rldata500": OpenSet(PEOPLE, shared="rldata500"),
    "fake_1000": OpenSet(PEOPLE | {"city": "city", "email": "email"}, shared="fake_1000"),
    "febrl3_shared": OpenSet(FEBRL_SHARED, shared="febrl3"),
    "fodors_zagats": OpenSet({k: v for k, v in ORGS.items() if k != "postcode"}, shared="fodors_zagats"),
    "orgs_hard": OpenSet(ORGS, shared="orgs_hard"),
    "patstat": OpenSet({"name": "name"}, shared="patstat"),
    "cn_listed_third": OpenSet({"name": "name"}, shared="cn_listed_third"),
    "febrl1": OpenSet(FEBRL, partial(packaged.febrl, which=1)),
    "febrl2": OpenSet(FEBRL, partial(packaged.febrl, which=2)),
    "febrl3": OpenSet(FEBRL, partial(packaged.febrl, which=3)),
    "febrl4": OpenSet(FEBRL, partial(packaged.febrl, which=4)),
    "kyc_medium": OpenSet(KYC, partial(packaged.dupehell, size=20_000)),
    "kyc_hell": OpenSet(KYC, partial(packaged.dupehell, size=20_000, level="hell")),
    "kyc_firms": OpenSet(FIRM, partial(packaged.dupehell, entity="legal_entity")),
    "census_w2": OpenSet(SSN, packaged.pseudopeople, "people"),
    "voters": OpenSet(VOTER, voters.voters),
    "voters_parties": OpenSet(PARTY, voters.parties),
    "genealogy": OpenSet(PAST, genealogy.genealogy),
    "persons_ssn": OpenSet(SSN, persons.persons),
    "shop_medium": OpenSet(SHOP, customers.customers),
    "shop_hell": OpenSet(SHOP, partial(customers.customers, level="hell")),
    "sites": OpenSet(SITE, organisations.organisations),
    "cn_crm_mild": OpenSet(CRM, partial(chinese.chinese, level="mild")),
    "cn_crm": OpenSet(CRM, chinese.chinese),
    "cn_crm_hell": OpenSet(CRM, partial(chinese.chinese, level="hell")),
}

LARGE: dict[str, OpenSet] = {
    "customers_200k": OpenSet(KYC, partial(packaged.dupehell, size=200_000)),
    "customers_1m": OpenSet(KYC, partial(packaged.dupehell, size=1_000_000)),
}
KNOWN = SETS | LARGE
