"""Time and memory of the simulation of maintenance, and of its parts.

    python benchmarks/maintenance.py [DATA]

The simulation is a program of its own that reads the checked tables, the customer table
and the trials, made before.  Beside it, the same customer tables made one date after
the other, as one would without thinking of it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from measure import Cost, run, write_section

from analysis.maintenance.origins import monthly_origins, simulated_dates
from analysis.study import Study

ROOT = Path(__file__).parent.parent
PREPARED = """
from pathlib import Path
from analysis.maintenance.origins import simulated_dates
from analysis.study import Study
study = Study.open(Path({root!r}))
options, period, tables = study.settings.maintenance, study.period, study.tables
dates = simulated_dates(tables, period.start, period.end, options.minimum_share)
"""
SIMULATION = """
from analysis.maintenance.simulation import simulate
from analysis.maintenance.variants import variants_of
variants = variants_of(study.settings.segmentation.spaces, study.trials)
simulate(tables, options, study.segmentation, variants, start=period.start,
         end=period.end, seed=study.settings.seed)
"""
TOGETHER = """
from analysis.maintenance.snapshots import snapshots
snapshots(tables, dates, study.segmentation.features)
"""
ONE_BY_ONE = """
from analysis.customers import customers
from analysis.period import end_of_day
for date in dates:
    customers(tables, end_of_day(date)).to_pandas()
"""


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared" / "olist")
    os.environ["OLIST_DATA"] = str(data.resolve())
    study = Study.open(ROOT)
    study.result("segmentation")  # and what it needs, so that it is not measured
    write_section("The simulation of maintenance (`maintenance.py`)", table(study))


def table(study: Study) -> str:
    whole, together, one_by_one = (
        run([sys.executable, "-c", PREPARED.format(root=str(ROOT)) + part], ROOT)
        for part in (SIMULATION, TOGETHER, ONE_BY_ONE)
    )
    options, period = study.settings.maintenance, study.period
    dates = simulated_dates(
        study.tables, period.start, period.end, options.minimum_share
    )
    origins = monthly_origins(dates, options.horizon_weeks)
    return "\n".join(
        [
            "| real tables | seconds | peak memory |",
            "|---|---:|---:|",
            row(f"{len(origins)} origins, {options.horizon_weeks} weeks", whole),
            row(f"customer tables of {len(dates)} weeks, one query", together),
            row(f"customer tables of {len(dates)} weeks, one by one", one_by_one),
            "",
            f"Ratio of the last two: **{one_by_one.seconds / together.seconds:.1f}**.",
        ]
    )


def row(what: str, cost: Cost) -> str:
    return f"| {what} | {cost.seconds:.1f} | {cost.gigabytes:.1f} GB |"


if __name__ == "__main__":
    main()
