"""What an anomaly is, and what deciding about it changes.

Conditions are SQL.  They may use the nine tables by their short names, the variables
``as_of`` (timestamp), ``first_month`` and ``last_month`` (the edges of the busy months)
and ``known``: one row per order known at the date of the study, with ``order_id``,
``customer_unique_id``, ``is_purchase``, ``paid`` (R$), ``score``, ``delay`` and
``inside`` (the study window).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WITH_ORDERS = ("orders", "items", "payments", "reviews")


@dataclass(frozen=True)
class Effect:
    """What a decision changes in the study.

    Attributes
    ----------
    text : str
        French: what happens to the customers, orders or reais concerned; or why nothing
        changes.
    measure : {"customers", "orders", "money", ""}
        What is counted over the rows of ``known``; empty when nothing changes.
    condition : str
        SQL condition of a row of ``known`` that is concerned; by default, its order is
        one of those of the anomaly.
    """

    text: str
    measure: Literal["customers", "orders", "money", ""] = ""
    condition: str = ""


@dataclass(frozen=True)
class Anomaly:
    """Something unexpected that does not prevent the study.

    Attributes
    ----------
    table : str
        The table whose rows are looked at.
    label, decision : str
        What it is and what is done about it, in French.
    condition : str
        SQL condition of a row concerned.
    effect : Effect
        What the decision changes.
    among : str
        What stands after ``FROM``; the table itself unless said otherwise.
    needs : tuple of str
        Other tables that the conditions read.
    """

    table: str
    label: str
    decision: str
    condition: str
    effect: Effect
    among: str = ""
    needs: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """SQL that yields the rows concerned and the rows looked at."""
        among = self.among or self.table
        return f"SELECT count(*) FILTER ({self.condition}), count(*) FROM {among}"

    @property
    def concerned(self) -> str:
        """SQL condition of a row of ``known`` that the decision concerns."""
        if self.effect.condition:
            return self.effect.condition
        among = self.among or self.table
        return f"order_id IN (SELECT order_id FROM {among} WHERE {self.condition})"


def without(table: str, column: str, other: str) -> str:
    """SQL condition: the value of a column is not found in another table."""
    return f"{table}.{column} NOT IN (SELECT {column} FROM {other})"
