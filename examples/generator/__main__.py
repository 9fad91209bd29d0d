"""Command line: `python -m examples.generator --out DIR`."""

import datetime as dt
import os
from pathlib import Path

import click

from . import NOISES, Settings, generate


@click.command(epilog="Example: python -m examples.generator --out /tmp/legacy --customers 20000 --noise hell")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True,
              help="Folder to write: exports/ (what departments hand over), truth/ (what is right).")  # fmt: skip
@click.option("--customers", type=click.IntRange(50), default=2_500, show_default=True,
              help="Real customers in the world; records are about 1.7 times as many.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=7, show_default=True, help="Same seed, same bytes.")
@click.option("--noise", type=click.Choice(list(NOISES)), default="medium", show_default=True,
              help="How badly the departments kept their data.")  # fmt: skip
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), default="2026-06-30", show_default=True,
              help="The day the exports were made; no clock is read.")  # fmt: skip
@click.option("--corpora", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Folder with larger name lists (zh_surname_freq.csv, zh_given_name_freq.csv).")  # fmt: skip
@click.option(
    "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help="Processes to use; same bytes for any."
)
def main(out: Path, customers: int, seed: int, noise: str, as_of: dt.datetime, corpora: Path | None, jobs: int) -> None:  # noqa: PLR0913, PLR0917 -- one argument per option
    """Make a legacy customer set: sales CRM (GB18030), service desk (XLSX), web shop (UTF-8 with BOM), ERP (pipes).

    Customers appear in several departments, written differently each time; orders, tickets and ledger hang on
    the departments' own ids. What is right stands in truth/: entities.csv (who each record is), forbidden.csv
    (pairs that must never merge), defects.csv (every planted defect), golden.csv (the right values).
    """
    settings = Settings(customers, seed, noise, as_of.date(), corpora)
    with click.progressbar(length=settings.blocks, label="blocks", hidden=settings.blocks < 4) as bar:
        generate(settings, out, jobs, lambda _: bar.update(1))
    click.echo(f"{out}: exports and truth of {customers:,} customers, seed {seed}, noise {noise}")


if __name__ == "__main__":
    main()
