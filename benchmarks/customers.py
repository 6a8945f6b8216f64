"""Time and memory of the customer table of a large demonstration marketplace.

    python benchmarks/customers.py [CUSTOMERS]

Makes the marketplace (1 000 000 customers by default), then computes the customer table
in a process of its own and writes it to Parquet: no row passes through pandas.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq
from measure import machine, run, write_section

from analysis.customers import customers
from analysis.schema import ingest
from analysis.sources import Tables, find
from analysis.sources.demo import write_demo

ROOT = Path(__file__).parent.parent
MILLION = 1_000_000
TITLE = "The customer table (`customers.py`)"


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else MILLION
    with tempfile.TemporaryDirectory() as folder:
        checked, result = Path(folder) / "checked", Path(folder) / "customers.parquet"
        preparation = prepare(Path(folder) / "demo", checked, size)
        command = [sys.executable, __file__, "--only", str(checked), str(result)]
        cost = run(command, ROOT)
        rows = pq.ParquetFile(result).metadata.num_rows
        megabytes = result.stat().st_size / 1e6
    text = (
        f"`customers()` of {rows:,} demonstration customers to Parquet "
        f"({megabytes:.0f} MB): **{cost.seconds:.1f} s**, peak memory "
        f"**{cost.gigabytes:.1f} GB** (making and checking the marketplace before: "
        f"{preparation:.0f} s)."
    )
    print(machine(), text, sep="\n")
    write_section(TITLE, text)


def prepare(demo: Path, checked: Path, size: int) -> float:
    """Write and check the marketplace; seconds that it took."""
    began = time.perf_counter()
    write_demo(demo, size, seed=1)
    ingest(find(demo), checked)
    return time.perf_counter() - began


def compute(checked: Path, result: Path) -> None:
    """The measured work: from typed tables to the file of customers."""
    tables = Tables.read(checked)
    as_of = tables.orders.order_purchase_timestamp.max().execute()
    customers(tables, as_of.to_pydatetime()).to_parquet(result)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--only"]:
        compute(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
