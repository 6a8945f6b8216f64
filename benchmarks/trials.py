"""Time and memory of the trials: cold, after an interruption, and again.

    python benchmarks/trials.py [DATA]

Each search is a program of its own that reads the customer table, made before, and
keeps its candidates in a folder that is empty at first.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import Cost, run, write_section

from analysis.study import Study

ROOT = Path(__file__).parent.parent
INTERRUPTED_AFTER = 60
SEARCH = """
import signal
import sys
from pathlib import Path
import pandas as pd
from analysis.segmentation.trials import search
from analysis.settings import read_settings
# A program in the background is born deaf to Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
customers, settings, shelf = sys.argv[1:]
chosen = read_settings(Path(settings))
search(pd.read_parquet(customers), chosen.segmentation, chosen.seed, Path(shelf))
"""


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared" / "olist")
    os.environ["OLIST_DATA"] = str(data.resolve())
    with tempfile.TemporaryDirectory() as folder:
        customers = Path(folder) / "customers.parquet"
        Study.open(ROOT).customers.to_parquet(customers)
        settings = ROOT / "study.yml"
        command = [sys.executable, "-c", SEARCH, str(customers), str(settings)]
        cold = run([*command, f"{folder}/cold"], ROOT)
        interrupt([*command, f"{folder}/interrupted"])
        resumed = run([*command, f"{folder}/interrupted"], ROOT)
        again = run([*command, f"{folder}/cold"], ROOT)
    write_section("The trials (`trials.py`)", table(cold, resumed, again))


def interrupt(command: list[str]) -> None:
    """Start a search and stop it as Ctrl-C does."""
    program = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    time.sleep(INTERRUPTED_AFTER)
    program.send_signal(signal.SIGINT)
    program.wait()


def table(cold: Cost, resumed: Cost, again: Cost) -> str:
    return "\n".join(
        [
            "| search of `study.yml`, real tables | seconds | peak memory |",
            "|---|---:|---:|",
            row("cold: nothing tried", cold),
            row(f"resumed, interrupted after {INTERRUPTED_AFTER} s", resumed),
            row("again, every candidate known", again),
        ]
    )


def row(what: str, cost: Cost) -> str:
    return f"| {what} | {cost.seconds:.1f} | {cost.gigabytes:.1f} GB |"


if __name__ == "__main__":
    main()
