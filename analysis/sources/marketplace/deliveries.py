"""What became of each order: status, dates, and the delays that hurt reviews."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from analysis.sources.marketplace import draws
from analysis.sources.marketplace.draws import DAY
from analysis.sources.marketplace.shape import Shape, all_states

HOUR = 3600
CARD_HOURS, CARD_SPREAD = 0.35, 1.6
SHIPPED = ("delivered", "shipped")


@dataclass(frozen=True)
class Deliveries:
    """The dates of the orders, in seconds since 1970.

    Attributes
    ----------
    status : ndarray of str, shape (orders,)
    approved, carrier, delivered, estimated : ndarray of int, shape (orders,)
        What would happen if the order went through.
    known : dict of str to ndarray of bool
        Which of ``approved``, ``carrier`` and ``delivered`` did happen.
    lateness : ndarray of float, shape (orders,)
        Rank of the delay among the late orders (0 short, 1 long); nan when on time.
    """

    status: np.ndarray
    approved: np.ndarray
    carrier: np.ndarray
    delivered: np.ndarray
    estimated: np.ndarray
    lateness: np.ndarray
    known: dict[str, np.ndarray] = field(default_factory=dict)


def draw_deliveries(
    random: np.random.Generator,
    shape: Shape,
    state: np.ndarray,
    purchased: np.ndarray,
    status: np.ndarray,
) -> Deliveries:
    """Draw the dates of orders; a given share of them arrives after the promise."""
    size = len(state)
    days = all_states()["days"].to_numpy()[state] - 1
    days = 1 + days * np.exp(shape.delivery_spread * random.standard_normal(size))
    late = random.random(size) < late_shares(shape, state, purchased)
    rank = random.random(size)
    delay = -shape.late_days * np.log1p(-rank)
    # A promise is a day: one day more keeps an early delivery early after rounding.
    early = 1 + random.gamma(2.2, (shape.early_days - 1.5) / 2.2, size)
    days = np.where(late, days + delay, days)
    delivered = purchased + (days * DAY).astype(np.int64)
    promised = delivered + (np.where(late, -delay, early) * DAY).astype(np.int64)
    wait = CARD_HOURS * HOUR * np.exp(CARD_SPREAD * random.standard_normal(size))
    approved = purchased + np.minimum(wait, days * DAY / 2).astype(np.int64)
    handed = random.beta(1.6, 5, size) * (delivered - approved)
    deliveries = Deliveries(
        status=status,
        approved=approved,
        carrier=approved + handed.astype(np.int64),
        delivered=delivered,
        estimated=draws.midnight(promised),
        lateness=np.where(late, rank, np.nan),
        known={
            "approved": status != "created",
            "carrier": np.isin(status, SHIPPED),
            "delivered": status == "delivered",
        },
    )
    plant_anomalies(random, shape, deliveries, purchased)
    return deliveries


def late_shares(shape: Shape, state: np.ndarray, purchased: np.ndarray) -> np.ndarray:
    """Probability that each order is late: by state, and by date when it drifts."""
    lateness = all_states()["lateness"].to_numpy()
    lateness = lateness / np.average(lateness, weights=shape.state_weights)
    share = np.full(len(state), shape.late_share)
    if shape.drift_late_share is not None:
        share[shape.drifted(purchased)] = shape.drift_late_share
    return share * lateness[state]


def plant_anomalies(
    random: np.random.Generator,
    shape: Shape,
    deliveries: Deliveries,
    purchased: np.ndarray,
) -> None:
    """Give a few orders the impossible dates that the published data have."""
    draw = random.random(len(purchased))
    hours = random.integers(1, 24, len(purchased)) * HOUR
    edges = np.cumsum(
        [
            shape.early_carrier,
            max(shape.late_approval - shape.early_carrier, 0),
            shape.late_carrier,
            shape.no_delivery_date,
        ]
    )
    kind = np.searchsorted(edges, draw, "right")
    carrier, delivered = deliveries.carrier, deliveries.delivered
    before, unapproved, after = (kind == position for position in range(3))
    carrier[before] = purchased[before] - hours[before]
    deliveries.approved[unapproved] = carrier[unapproved] + hours[unapproved]
    carrier[after] = delivered[after] + hours[after]
    deliveries.known["delivered"][kind == 3] = False


def orders_table(
    order_ids: pa.StringArray,
    customer_ids: pa.StringArray,
    purchased: np.ndarray,
    deliveries: Deliveries,
) -> pa.Table:
    known = deliveries.known
    return pa.table(
        {
            "order_id": order_ids,
            "customer_id": customer_ids,
            "order_status": pa.array(deliveries.status, pa.string()),
            "order_purchase_timestamp": draws.timestamps(purchased),
            "order_approved_at": draws.timestamps(
                deliveries.approved, known["approved"]
            ),
            "order_delivered_carrier_date": draws.timestamps(
                deliveries.carrier, known["carrier"]
            ),
            "order_delivered_customer_date": draws.timestamps(
                deliveries.delivered, known["delivered"]
            ),
            "order_estimated_delivery_date": draws.timestamps(deliveries.estimated),
        }
    )
