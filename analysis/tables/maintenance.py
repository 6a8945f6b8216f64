"""Tables of the maintenance chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from great_tables import GT
from pandas import DataFrame

from analysis.charts.theme import Note, missing
from analysis.french import date
from analysis.tables.style import base, emphasised, labelled, numbers, percents

if TYPE_CHECKING:
    from analysis.maintenance import Maintenance

DAYS_PER_WEEK, DAYS_PER_MONTH = 7, 28
COLUMNS = {
    "age_weeks": ("Âge", "semaines"),
    "customers": ("Acheteurs", "comparés"),
    "new_customers": ("Nouveaux", "depuis l’origine"),
    "ari": ("Accord", "M0 contre refait"),
    "refit_ari": ("Bruit", "refait contre refait"),
    "moved_share": ("Mal rangés", "part des acheteurs"),
}


def months(maintenance: Maintenance) -> GT | Note:
    """Show one line every four weeks; the first under the threshold in bold."""
    if maintenance.curve.empty:
        return missing(maintenance.reason)
    table = monthly(maintenance.curve)
    below = table.index[table["ari"] < maintenance.threshold]
    shown = table[["date", *COLUMNS]].assign(date=table["date"].map(date))
    finished = base(shown, stub="date", head="Date")
    whole = (table["age_days"] % DAYS_PER_WEEK == 0).all()
    finished = numbers(finished, "age_weeks", 0 if whole else 1)
    finished = numbers(finished, ["customers", "new_customers"])
    finished = numbers(finished, ["ari", "refit_ari"], 2)
    finished = percents(finished, "moved_share")
    return emphasised(labelled(finished, COLUMNS), list(below[:1]))


def monthly(curve: DataFrame) -> DataFrame:
    """Keep the first simulated date of each four weeks since the origin."""
    month = curve["age_days"] // DAYS_PER_MONTH
    return curve[~month.duplicated()].reset_index(drop=True)
