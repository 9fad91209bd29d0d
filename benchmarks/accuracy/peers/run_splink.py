"""Splink 5 on DuckDB without labels: blocking, comparisons and training as its guides advise.

Run in its own environment: INPUT.parquet FOLDER. Writes clusters.parquet (record_id, cluster_id).
"""

import sys
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SOURCE, FOLDER = Path(sys.argv[1]), Path(sys.argv[2])
THRESHOLD = 0.95


def _names(has) -> list:
    if has("given_name", "surname"):
        return [cl.ForenameSurnameComparison("given_name", "surname", forename_surname_concat_col_name="full_name")]
    return [cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]).configure(term_frequency_adjustments=True)]


def _comparisons(has) -> list:
    made = _names(has)
    if has("dob"):
        made.append(cl.DateOfBirthComparison("dob", input_is_string=True, invalid_dates_as_null=True))
    for number in ("tax_id", "phone"):
        if has(number):
            made.append(cl.DamerauLevenshteinAtThresholds(number, [1, 2]))
    if has("email"):
        made.append(cl.EmailComparison("email"))
    for word in ("middle", "contact", "gender", "age"):
        if has(word):
            made.append(cl.ExactMatch(word).configure(term_frequency_adjustments=True))
    if has("address"):
        made.append(cl.DamerauLevenshteinAtThresholds("address", [1, 3]))
    if has("city"):
        made.append(cl.JaroWinklerAtThresholds("city", [0.9]).configure(term_frequency_adjustments=True))
    if has("postcode"):
        made.append(cl.DamerauLevenshteinAtThresholds("postcode", [1]).configure(term_frequency_adjustments=True))
    return made


KEYS = (
    ("tax_id",), ("phone",), ("email",), ("given_name", "surname"), ("surname", "dob"), ("given_name", "dob"),
    ("address",), ("dob", "postcode"), ("postcode", "given_name"), ("postcode", "surname"), ("name",),
    ("substr(given_name,1,3)", "substr(surname,1,4)"), ("substr(name,1,6)",),
    ("name_words[1]", "name_words[2]"), ("name", "dob"),
)  # fmt: skip


def _columns(key: tuple[str, ...]) -> list[str]:
    return [part.removeprefix("substr(").split(",")[0].split("[")[0] for part in key]


def _table(connection):
    names = connection.sql(f"select * from read_parquet('{SOURCE}')").columns
    extra = []
    if "given_name" in names:
        extra.append("given_name||' '||surname as full_name")
    if "name" in names:
        extra.append("string_split(name, ' ') as name_words")
    connection.execute(f"create table d as select {', '.join(['*', *extra])} from read_parquet('{SOURCE}')")
    return connection.table("d")


def main() -> None:
    """Train, predict and cluster."""
    connection = duckdb.connect()
    table = _table(connection)
    columns = set(table.columns)

    def has(*names: str) -> bool:
        return all(name in columns for name in names)

    rules = [block_on(*key) for key in KEYS if has(*_columns(key))]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        blocking_rules_to_generate_predictions=rules,
        comparisons=_comparisons(has),
    )
    linker = Linker(DuckDBAPI(connection=connection).register(table), settings)
    sure = [("tax_id",), ("phone", "given_name"), ("given_name", "surname", "dob"), ("name", "postcode"),
            ("name", "dob"), ("email",), ("given_name", "surname", "postcode"), ("name",)]  # fmt: skip
    sure = [block_on(*key) for key in sure if has(*key)][:3]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    if linker._settings_obj._probability_two_random_records_match <= 0:
        # no pair agrees on any sure key; zero would stop its arithmetic
        linker._settings_obj._probability_two_random_records_match = 1 / len(table)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=2)
    steps = [
        ("given_name", "surname"),
        ("name",),
        ("dob",),
        ("tax_id",),
        ("postcode",),
        ("address",),
        ("phone",),
    ]
    if len(settings.comparisons) == 1:
        # a rule on the only compared column trains nothing, and its failure leaves a model without comparisons
        steps = [("name_words[1]",), ("name_words[2]",)]
    for step in [key for key in steps if has(*_columns(key))][:3]:
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*step))
        except Exception as error:  # a step with no pairs teaches nothing; the others still count
            print("training step skipped:", step, type(error).__name__)
    predictions = linker.inference.predict(threshold_match_probability=0.01)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predictions, threshold_match_probability=THRESHOLD
    )
    clusters.as_duckdbpyrelation().project("record_id, cluster_id").write_parquet(str(FOLDER / "clusters.parquet"))


main()
