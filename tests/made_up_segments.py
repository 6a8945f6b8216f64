"""Small made-up results: portraits and campaign tests of chosen shapes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from pandas import DataFrame

from analysis.campaigns import Campaigns, plan
from analysis.settings import CampaignSettings

COLOURS = ("#0b7285", "#b5540f", "#a32638", "#6f7d2c", "#7a6aa8")


def portraits(
    *segments: tuple[str, int, float, float], without_purchase: int = 0
) -> DataFrame:
    """Portraits of segments given as (name, customers, spend, satisfaction).

    Everybody bought once, except the segments whose name starts with « Fidèles ».
    """
    rows = [
        {
            "segment": number,
            "name": name,
            "colour": COLOURS[number - 1],
            "customers": customers,
            "revenue": customers * spend,
            "recency": 100.0 * number,
            "frequency": 2.1 if name.startswith("Fidèles") else 1.0,
            "monetary": spend,
            "satisfaction": satisfaction,
            "delivery_delay": -10.0,
            "unhappy_share": 0.9 if satisfaction < 3 else 0.05,
            "late_share": 0.3 if satisfaction < 3 else 0.02,
        }
        for number, (name, customers, spend, satisfaction) in enumerate(segments, 1)
    ]
    if without_purchase:
        rows.append(nobody(without_purchase))
    table = DataFrame(rows)
    return table.assign(
        share=table["customers"] / table["customers"].sum(),
        revenue_share=table["revenue"] / table["revenue"].sum(),
        portrait="Ils achètent.",
        told=table["customers"].eq(0) | table["customers"].ge(20),
        rule="Plus de 100 R$ payés.",
        action="Leur écrire.",
        message="Merci de votre commande.",
        offer="Livraison offerte.",
        channel="Courriel.",
        timing="Cette semaine.",
        avoid="Les relances.",
        indicator="Part de ceux qui rachètent.",
    )


def campaign_tests(
    table: DataFrame,
    followed: int = 10_000,
    returned: int | Sequence[int] = 100,
    start: dt.date | None = dt.date(2018, 6, 2),
) -> Campaigns:
    """Campaign tests of portraits whose customers came back so often."""
    segments = table["segment"].to_list()
    settings = CampaignSettings()
    counts = [returned] * len(segments) if isinstance(returned, int) else returned
    past = DataFrame({"followed": followed, "returned": counts}, index=segments)
    sizes = table.set_index("segment")["customers"]
    spending = None if start is None else 150.0
    return Campaigns(
        start=start,
        end=dt.date(2018, 8, 31),
        truncated=True,
        **settings.model_dump(),
        spending=spending,
        tests=plan(sizes, past, spending, settings, minimum=20),
    )


def nobody(customers: int) -> dict[str, object]:
    """The group of those who never bought."""
    features = ("recency", "satisfaction", "delivery_delay", "late_share")
    unknown = dict.fromkeys(features, np.nan)
    return unknown | {
        "segment": 0,
        "name": "Sans achat",
        "colour": "#8d877c",
        "customers": customers,
        "revenue": 0.0,
        "frequency": 0.0,
        "monetary": 0.0,
        "unhappy_share": np.nan,
    }


def contrasted() -> DataFrame:
    """One unhappy segment of high value among happy ones."""
    return portraits(
        ("Gros paniers", 2000, 300.0, 4.6),
        ("Fidèles", 300, 250.0, 4.2),
        ("Déçus", 1500, 280.0, 1.4),
        ("Petits paniers", 4000, 60.0, 4.6),
        without_purchase=90,
    )
