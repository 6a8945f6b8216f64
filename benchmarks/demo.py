"""Time and memory of a demonstration marketplace: to write it, and to check it.

``.venv/bin/python benchmarks/demo.py [CUSTOMERS …]`` (default: 100 000 and 1 000 000).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure import Cost, run, write_section

SIZES = (100_000, 1_000_000)
WRITE = """
import sys
from pathlib import Path
from analysis.sources.demo import write_demo
write_demo(Path(sys.argv[1]), int(sys.argv[2]), seed=42)
"""
CHECK = """
import sys
from pathlib import Path
from analysis.schema import ingest
from analysis.sources import find
ingest(find(Path(sys.argv[1])), Path(sys.argv[2]))
"""


def main(sizes: list[int]) -> None:
    rows = [measured(size) for size in sizes or SIZES]
    heading = "| persons | on disk | to write | memory | to check | memory |"
    text = "\n".join([heading, "|--:|--:|--:|--:|--:|--:|", *rows])
    print(text)
    write_section("Demonstration data (`demo.py`)", text)


def measured(size: int) -> str:
    """One row of the table: a marketplace written, then checked and typed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        demo, tables = place / "demo", place / "tables"
        write = run([sys.executable, "-c", WRITE, str(demo), str(size)], place)
        weight = sum(file.stat().st_size for file in demo.iterdir()) / 1e9
        check = run([sys.executable, "-c", CHECK, str(demo), str(tables)], place)
    return f"| {size:,} | {weight:.2f} GB | {told(write)} | {told(check)} |"


def told(cost: Cost) -> str:
    return f"{cost.seconds:.1f} s | {cost.gigabytes:.2f} GB"


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
