"""The anomalies that the study knows, looks for and lives with: declared data."""

from analysis.schema.anomalies.anomaly import Anomaly, Effect
from analysis.schema.anomalies.catalogue import CATALOGUE_ANOMALIES
from analysis.schema.anomalies.money import MONEY_ANOMALIES
from analysis.schema.anomalies.orders import ORDER_ANOMALIES
from analysis.schema.anomalies.persons import PERSON_ANOMALIES
from analysis.schema.anomalies.reviews import REVIEW_ANOMALIES

__all__ = ["ANOMALIES", "Anomaly", "Effect"]

ANOMALIES: tuple[Anomaly, ...] = (
    *ORDER_ANOMALIES,
    *PERSON_ANOMALIES,
    *MONEY_ANOMALIES,
    *REVIEW_ANOMALIES,
    *CATALOGUE_ANOMALIES,
)
