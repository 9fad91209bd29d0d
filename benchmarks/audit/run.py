"""The whole audit against Great Expectations alone and ydata-profiling, on one file, as ratios.

python -m benchmarks.audit.run                                  1 M customers × 20 columns, all three
python -m benchmarks.audit.run --rows 1e6,3e6,10e6 --only ours  seconds and memory by size

ydata-profiling runs in an environment of its own, made on first use in the cache of the benchmarks; it is no
dependency. Seconds of the processor are those of the contender's process, memory is its peak resident size, pages
of mapped files included.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.accuracy.environment import python_of

OURS = """
import datetime as dt, pyarrow.parquet as pq
from benchmarks.audit.data import FIELDS
from quality.findings import AuditSettings, AuditSource, audit
from quality.spool import Spool
file = pq.ParquetFile(PATH, pre_buffer=False)
records = Spool().table(file.iter_batches(), file.schema_arrow)
source = AuditSource(records, entity="customer", fields=FIELDS)
found = audit({"crm": source}, settings=AuditSettings(as_of=dt.date(2026, 6, 30)))
FACTS.update(findings=found.findings.num_rows, rules=found.summary.num_rows, score=found.score["total"])
"""
GX = """
import warnings; warnings.simplefilter("ignore")
import pyarrow.parquet as pq, great_expectations as gx
from great_expectations import expectations as e
from great_expectations.data_context.types.base import ProgressBarsConfig
frame = pq.read_table(PATH).to_pandas()
dates = ("建档日期", "更新时间", "最近跟进时间")
suite = [e.ExpectColumnValuesToNotBeNull(column=c) for c in ("客户编号", "客户名称", "税号", "所属销售", "授信金额")]
suite += [e.ExpectColumnValuesToBeUnique(column="客户编号")]
suite += [e.ExpectColumnValuesToMatchRegex(column="手机", regex=r"^1[3-9]\\d{9}$"),
          e.ExpectColumnValuesToMatchRegex(column="电话", regex=r"^0\\d{2,3}-\\d{7,8}$"),
          e.ExpectColumnValuesToMatchRegex(column="税号", regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
          e.ExpectColumnValuesToMatchRegex(column="邮箱", regex=r"^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$"),
          e.ExpectColumnValuesToMatchRegex(column="授信金额", regex=r"^-?\\d+(\\.\\d+)?$")]
suite += [e.ExpectColumnValuesToMatchRegex(column=c, regex=r"^(19|20)\\d\\d-[01]\\d-[0-3]\\d$") for c in dates]
suite += [e.ExpectColumnValuesToNotBeInSet(column=c, value_set=["无", "测试", "13800138000", "0" * 18])
          for c in ("客户名称", "联系人", "手机", "税号", "邮箱")]
suite += [e.ExpectColumnValuesToBeInSet(column="币种", value_set=["CNY", "USD"])]
suite += [e.ExpectColumnValuesToNotMatchRegex(column=c, regex=r"[\\u200b\\ufeff\\uff10-\\uff5a\\ufffd]")
          for c in ("客户名称", "联系人", "地址", "备注")]
context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = ProgressBarsConfig(globally=False)
asset = context.data_sources.add_pandas("p").add_dataframe_asset("crm").add_batch_definition_whole_dataframe("all")
found = asset.get_batch({"dataframe": frame}).validate(gx.ExpectationSuite("s", expectations=suite),
                                                       result_format="COMPLETE")
FACTS.update(rules=len(found.results), findings=sum(r.result.get("unexpected_count", 0) for r in found.results))
"""
YDATA = """
import warnings; warnings.simplefilter("ignore")
import pandas as pd
from ydata_profiling import ProfileReport
ProfileReport(pd.read_parquet(PATH), minimal=True, progress_bar=False).to_json()
"""
PEAK = """
import resource
FACTS["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
"""
AROUND = """
import json, sys, time
PATH, FACTS = sys.argv[1], {}
start = time.perf_counter()
exec(compile(sys.argv[2], "run", "exec"))
FACTS["seconds"], FACTS["cpu"] = round(time.perf_counter() - start, 1), round(time.process_time(), 1)
print("FACTS " + json.dumps(FACTS))
"""


def measured(name: str, code: str, path: Path, python: str) -> dict:
    """Run one contender in a process of its own; return its seconds, peak memory (MB) and what it says."""
    start = time.perf_counter()
    ran = subprocess.run([python, "-c", AROUND, str(path), code], capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    line = next((x for x in ran.stdout.splitlines() if x.startswith("FACTS ")), None)
    if line is None:
        return {"name": name, "error": (ran.stderr.strip().splitlines() or ["no output"])[-1]}
    return {"name": name, "wall": round(wall, 1), **json.loads(line.removeprefix("FACTS "))}


def sizes(text: str) -> list[int]:
    """Read `1e6,3e6` as numbers of rows."""
    return [int(float(part)) for part in text.split(",")]


def compared(rows: int, contenders: dict[str, tuple[str, str]]) -> list[dict]:
    """Run the contenders on one file of `rows` customers; print and return what was measured."""
    results = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crm.parquet"
        made = f"from benchmarks.audit.data import write; write({str(path)!r}, {rows})"
        subprocess.run([sys.executable, "-c", made], check=True)
        for name, (code, python) in contenders.items():
            results.append({"rows": rows, **measured(name, code + PEAK, path, python)})
            print(results[-1], flush=True)
    return results


def show(results: list[dict]) -> None:
    """Print ratios to our audit of the same rows, and seconds for each million rows."""
    for result in results:
        if "seconds" not in result:
            continue
        rows, million = result["rows"], result["rows"] / 1e6
        ours = next((r for r in results if r["name"] == "ours" and r["rows"] == rows and "seconds" in r), None)
        ratio = ""
        if ours and result is not ours:
            ratio = f"{result['seconds'] / ours['seconds']:.2f} x our time, {result['cpu'] / ours['cpu']:.2f} x our CPU"
        print(
            f"{result['name']:6} {rows:>10,} rows  {result['seconds'] / million:8.1f} s and "
            f"{result['cpu'] / million:8.1f} s CPU a million  peak {result['peak_mb']:,} MB  {ratio}"
        )


def main() -> None:
    """Measure at the first size with every contender, at the other sizes ours alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=sizes, default=[1_000_000], help="one size or several: 1e6,3e6,10e6")
    parser.add_argument("--only", choices=["ours", "gx", "ydata"], default=None)
    parser.add_argument("--peer-python", default=None, help="an interpreter that has ydata-profiling")
    given = parser.parse_args()
    contenders = {"ours": (OURS, sys.executable), "gx": (GX, sys.executable)}
    if given.only in (None, "ydata"):
        contenders["ydata"] = (YDATA, given.peer_python or str(python_of("ydata")))
    wanted = {name: how for name, how in contenders.items() if given.only in (None, name)}
    results = []
    for at, rows in enumerate(given.rows):
        results += compared(rows, wanted if not at or given.only else {"ours": contenders["ours"]})
    show(results)


if __name__ == "__main__":
    main()
