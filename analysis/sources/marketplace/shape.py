"""The shape of the demonstration marketplace: every parameter in one table.

Each parameter has the value found in Olist's published data (Kaggle:
olistbr/brazilian-ecommerce, CC BY-NC-SA 4.0) and says what it was computed from; what
depends on dates and reviews was measured on a copy of which a part is rebuilt.  Beside
this module, two files hold what varies by category and by state, from the same source.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).parent

MONTHLY_ORDERS = {
    "2016-09": 4,
    "2016-10": 324,
    "2016-12": 1,
    "2017-01": 800,
    "2017-02": 1780,
    "2017-03": 2682,
    "2017-04": 2404,
    "2017-05": 3700,
    "2017-06": 3245,
    "2017-07": 4026,
    "2017-08": 4331,
    "2017-09": 4285,
    "2017-10": 4631,
    "2017-11": 7544,
    "2017-12": 5673,
    "2018-01": 7269,
    "2018-02": 6728,
    "2018-03": 7211,
    "2018-04": 6939,
    "2018-05": 6873,
    "2018-06": 6167,
    "2018-07": 6292,
    "2018-08": 6512,
    "2018-09": 16,
    "2018-10": 4,
}
WEEKDAYS = (1.14, 1.13, 1.09, 1.04, 0.99, 0.77, 0.84)
HOURS = (43, 19, 8, 5, 4, 3, 11, 26, 63, 93, 116, 123)
HOURS += (124, 125, 123, 119, 130, 115, 114, 116, 123, 122, 106, 70)
STATUSES = {
    "delivered": 96478,
    "shipped": 1107,
    "canceled": 625,
    "unavailable": 609,
    "invoiced": 314,
    "processing": 301,
    "created": 5,
    "approved": 2,
}
INSTALLMENTS = (25455, 12413, 10461, 7098, 5239, 3920, 1626, 4268, 644, 5328, 23, 133)


def parameter(value: Any, source: str) -> Any:
    return field(default=value, metadata={"source": source})


@dataclass(frozen=True)
class Shape:
    """How the marketplace behaves; any parameter may be given to ``write_demo``.

    Shares lie between 0 and 1, money is in R$, durations are in days.
    """

    repeat_share: float = parameter(0.0312, "2 997 of 96 096 persons order again")
    again_share: float = parameter(0.084, "252 of 2 997 order a third time, and so on")
    gap: float = parameter(78.0, "mean days between two orders of a person")
    monthly_orders: dict[str, float] = field(
        default_factory=MONTHLY_ORDERS.copy,
        metadata={"source": "orders by month: growth, season, truncated edges"},
    )
    first_day: str = parameter("2016-09-04", "day of the first order")
    last_day: str = parameter("2018-10-17", "day of the last order")
    weekdays: tuple[float, ...] = parameter(WEEKDAYS, "orders by weekday, Monday first")
    hours: tuple[float, ...] = parameter(HOURS, "orders by hour since June 2018")
    peak_day: str = parameter("2017-11-24", "Black Friday, the busiest day")
    peak_share: float = parameter(0.156, "1 176 of the 7 544 orders of November 2017")
    states: tuple[str, ...] = parameter((), "all 27 states, SP 41.9 % of persons")
    statuses: dict[str, float] = field(
        default_factory=STATUSES.copy, metadata={"source": "orders by final status"}
    )
    canceled_without_items: float = parameter(0.26, "164 of 625 canceled orders")
    items: tuple[float, ...] = parameter(
        (88863, 7516, 1322, 505, 204, 256), "orders by number of items, 6 and more last"
    )
    other_product: float = parameter(0.27, "further items that are another product")
    products_per_person: float = parameter(0.343, "32 951 products, 96 096 persons")
    sellers_per_person: float = parameter(0.0322, "3 095 sellers, 96 096 persons")
    popularity: float = parameter(2.2, "a few products make most sales: a power law")
    price_factor: float = parameter(1.0, "log-normal prices by category, as published")
    free_freight: float = parameter(0.0034, "383 of 112 650 items")
    freight_spread: float = parameter(
        0.4, "log-normal spread of freight within a state"
    )
    boleto: float = parameter(0.199, "orders paid by boleto: 19 784 of 99 440")
    debit_card: float = parameter(0.0154, "orders paid by debit card: 1 527")
    voucher: float = parameter(0.0163, "orders paid by vouchers alone: 1 621")
    added_voucher: float = parameter(0.0302, "card orders completed by vouchers: 2 245")
    further_voucher: float = parameter(0.24, "payments beyond the second one")
    installments: tuple[float, ...] = parameter(INSTALLMENTS, "card payments, 1 to 12")
    installments_link: float = parameter(0.47, "correlation with the logarithm paid")
    late_share: float = parameter(0.081, "7 826 of 96 476 deliveries after the promise")
    late_days: float = parameter(8.2, "mean days beyond the promise when late")
    early_days: float = parameter(12.7, "mean days before the promise otherwise")
    delivery_spread: float = parameter(0.45, "log-normal spread of the delivery time")
    score_shares: tuple[float, ...] = parameter(
        (0.064, 0.027, 0.084, 0.207, 0.618), "scores 1 to 5 of orders on time: a J"
    )
    late_penalty: float = parameter(1.57, "stars lost: 4.29 on time, 2.72 when late")
    undelivered_penalty: float = parameter(2.53, "stars lost: 1.75 when undelivered")
    unanswered: float = parameter(0.0077, "768 of 99 441 orders have no review")
    second_review: float = parameter(0.0055, "547 orders with several reviews")
    shared_review: float = parameter(0.008, "789 review_id that stand for two orders")
    titles: float = parameter(0.117, "reviews with a title")
    messages: float = parameter(0.413, "reviews with a message")
    no_payment: float = parameter(1e-5, "1 order of 99 441")
    undefined_payment: float = parameter(0.005, "3 canceled orders of 625, not_defined")
    zero_voucher: float = parameter(0.001, "6 vouchers of 5 775 are worth 0")
    no_installment: float = parameter(2.6e-5, "2 card payments of 76 795")
    no_category: float = parameter(0.0185, "610 products of 32 951")
    no_weight: float = parameter(6.1e-5, "2 products of 32 951")
    late_approval: float = parameter(0.0137, "1 359 orders: carrier before approval")
    early_carrier: float = parameter(0.0017, "166 orders: carrier before purchase")
    late_carrier: float = parameter(2.4e-4, "23 orders: delivered before the carrier")
    no_delivery_date: float = parameter(8.3e-5, "8 delivered orders without a date")
    far_limit: float = parameter(3.6e-5, "4 items to be shipped by 2020")
    unknown_zip: float = parameter(0.0028, "278 customers whose prefix has no position")
    outside_brazil: float = parameter(4e-5, "about 40 of 1 000 163 positions")
    repeated_position: float = parameter(0.26, "261 831 of 1 000 163 rows are repeated")
    drift_date: str | None = parameter(
        None, "none: a date from which behaviour changes"
    )
    drift_price: float = parameter(1.0, "factor on the prices from that date")
    drift_late_share: float | None = parameter(None, "late share from that date")

    def __post_init__(self) -> None:
        unknown = set(self.states) - set(all_states()["code"])
        if unknown:
            raise ValueError(f"unknown states: {', '.join(sorted(unknown))}")
        for item in fields(self):
            share = getattr(self, item.name)
            if item.type == "float" and share < 0:
                raise ValueError(f"{item.name} is {share}, expected at least 0")

    def drifted(self, moments: np.ndarray) -> np.ndarray:
        """Whether moments (seconds since 1970) follow the planted change."""
        if self.drift_date is None:
            return np.zeros(len(moments), dtype=bool)
        return moments >= int(pd.Timestamp(self.drift_date).timestamp())

    @property
    def state_weights(self) -> np.ndarray:
        """Persons by state, 0 where nobody is wanted."""
        states = all_states()
        wanted = states["code"].isin(self.states or states["code"].tolist())
        return states["customers"].where(wanted, 0).to_numpy()


def parameters() -> pd.DataFrame:
    """The table of parameters: ``name``, ``value`` (as published) and ``source``."""
    shape = Shape()
    return pd.DataFrame(
        {
            "name": item.name,
            "value": getattr(shape, item.name),
            "source": item.metadata["source"],
        }
        for item in fields(shape)
    )


@cache
def all_states() -> pd.DataFrame:
    """States by weight: persons, sellers, median freight and delivery days, place."""
    table = pd.read_csv(HERE / "states.csv")
    table["cities"] = table["cities"].str.split(" / ")
    return table


@cache
def categories() -> pd.DataFrame:
    """Categories by weight: names, items, products, geometric mean price, spread."""
    return pd.read_csv(HERE / "categories.csv", keep_default_na=False)
