"""The anomalies that the study knows, looks for and lives with: declared data.

Each one says in French what it is and what was decided; its SQL condition selects the
rows concerned.  A check that finds nothing stays in the register with a count of 0.
"""

from __future__ import annotations

from dataclasses import dataclass


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
    among : str
        What stands after ``FROM``; the table itself unless said otherwise.
    needs : tuple of str
        Other tables that the condition reads.
    """

    table: str
    label: str
    decision: str
    condition: str
    among: str = ""
    needs: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """SQL that yields the rows concerned and the rows looked at."""
        among = self.among or self.table
        return f"SELECT count(*) FILTER ({self.condition}), count(*) FROM {among}"


ANOMALIES: tuple[Anomaly, ...] = (
    Anomaly(
        "orders",
        "Commandes annulées ou indisponibles",
        "Ne comptent pas comme achats ; le client reste dans l’étude.",
        "order_status IN ('canceled', 'unavailable')",
    ),
)
