"""The campaign tests, segment by segment."""

from __future__ import annotations

from great_tables import GT
from pandas import DataFrame, Series

from analysis import french
from analysis.campaigns import NONE, RARE, UNKNOWN, Campaigns
from analysis.say.campaigns import plans, rate
from analysis.tables.segments import swatched
from analysis.tables.style import base, labelled, numbers, readable

VERDICTS = {
    "ready": "assez grand",
    "small": "trop petit",
    "rare": "retours rares",
    "none": "aucun retour",
    "unknown": "trop peu suivis",
}


def tests(found: Campaigns, portraits: DataFrame) -> GT:
    """Base rate, sizes of the groups and money at stake of each segment."""
    rows = plans(found, portraits)
    told = [row for _, row in rows.iterrows()]
    few = {RARE: "<"}
    table = rows.assign(
        rate=[bounded(row["status"], rate(row), few) for row in told],
        per_arm=[
            bounded(row["status"], french.number(row["per_arm"]), {RARE: ">"})
            for row in told
        ],
        detectable=[
            bounded(row["status"], french.percent(row["detectable"]), {RARE: ">"})
            for row in told
        ],
        at_stake=[
            bounded(row["status"], french.money(row["at_stake"], 0), few)
            for row in told
        ],
        verdict=[verdict(row) for row in told],
    )
    labels = {
        "rate": ("Rachètent", "sans campagne"),
        "per_arm": ("Par groupe", "il faudrait"),
        "control": ("Témoin", "clients"),
        "detectable": ("Visible", "par moitiés"),
        "at_stake": "En jeu",
        "verdict": "Verdict",
    }
    finished = base(table[["name", *labels]], stub="name", head="Segment")
    finished = numbers(finished, "control")
    texts = ["rate", "per_arm", "detectable", "at_stake"]
    finished = labelled(finished.cols_align("right", columns=texts), labels)
    return swatched(readable(finished, "verdict", "5rem"), table)


def verdict(row: Series) -> str:
    everybody = row["status"] == NONE and row["returned"] > 0
    return "tous reviennent" if everybody else VERDICTS[row["status"]]


def bounded(status: str, value: str, signs: dict[str, str]) -> str:
    """A value, with « < » or « > » where only a bound is known."""
    if status in (NONE, UNKNOWN) or value == french.ABSENT:
        return french.ABSENT
    sign = signs.get(status, "")
    return f"{sign}{french.NO_BREAK}{value}" if sign else value
