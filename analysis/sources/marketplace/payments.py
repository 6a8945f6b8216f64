"""How each order is paid: means, instalments and vouchers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from scipy.special import ndtr

from analysis.sources.marketplace import draws
from analysis.sources.marketplace.shape import Shape

TYPES = ("credit_card", "boleto", "debit_card", "voucher", "not_defined")
CARD, BOLETO, DEBIT, VOUCHER, UNDEFINED = range(len(TYPES))
VOUCHER_PART = 0.8


def payments_table(
    random: np.random.Generator,
    shape: Shape,
    order_ids: pa.StringArray,
    totals: np.ndarray,
    status: np.ndarray,
) -> pa.Table:
    """Split the total of each order into its payments, to the cent.

    Parameters
    ----------
    random : Generator
    shape : Shape
    order_ids : StringArray, shape (orders,)
    totals : ndarray of int, shape (orders,)
        Cents.
    status : ndarray of str, shape (orders,)
    """
    first, further = draw_types(random, shape, status)
    order = np.repeat(np.arange(len(totals)), 1 + further)
    rank = 1 + np.arange(len(order)) - first_rows(further)[order]
    added = rank > 1
    kind = np.where(added, VOUCHER, first[order])
    part = random.random(len(order)) * VOUCHER_PART / np.maximum(further[order], 1)
    value = np.where(added, totals[order] * part, 0).astype(np.int64)
    value[added & (random.random(len(order)) < shape.zero_voucher)] = 0
    rest = totals - np.bincount(order, value, len(totals)).astype(np.int64)
    value = np.where(added, value, rest[order])
    value[kind == UNDEFINED] = 0
    months = draw_installments(random, shape, value)
    months[kind != CARD] = 1
    months[(kind == CARD) & (random.random(len(order)) < shape.no_installment)] = 0
    kept = np.flatnonzero(random.random(len(totals))[order] >= shape.no_payment)
    return pa.table(
        {
            "order_id": order_ids.take(pa.array(order[kept])),
            "payment_sequential": rank[kept],
            "payment_type": draws.texts(TYPES, kind[kept]),
            "payment_installments": months[kept],
            "payment_value": draws.money(value[kept]),
        }
    )


def first_rows(further: np.ndarray) -> np.ndarray:
    """Row of the first payment of each order."""
    count = 1 + further
    return np.cumsum(count) - count


def draw_types(
    random: np.random.Generator, shape: Shape, status: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Means of the first payment, and number of vouchers that follow it."""
    others = (shape.boleto, shape.debit_card, shape.voucher)
    card = max(1 - sum(others), 0)
    kind = draws.choose(random, (card, *others), len(status))
    undefined = (status == "canceled") & (
        random.random(len(status)) < shape.undefined_payment
    )
    kind[undefined] = UNDEFINED
    count = random.geometric(1 - shape.further_voucher, len(status))
    completed = random.random(len(status)) < shape.added_voucher
    further = np.where((kind == CARD) & completed, count, 0)
    return kind, np.where(kind == VOUCHER, count - 1, further)


def draw_installments(
    random: np.random.Generator, shape: Shape, value: np.ndarray
) -> np.ndarray:
    """Number of instalments: the published shares, longer for larger amounts.

    A Gaussian copula links the rank of the amount to the rank of the number.
    """
    amount = np.log(np.maximum(value, 1))
    spread = amount.std() or 1.0
    link = shape.installments_link
    noise = random.standard_normal(len(value))
    level = link * (amount - amount.mean()) / spread + np.sqrt(1 - link**2) * noise
    cumulative = np.cumsum(shape.installments) / np.sum(shape.installments)
    return 1 + np.searchsorted(cumulative[:-1], ndtr(level), "right")
