"""The contract of the nine tables, and what it makes of a source.

``CONTRACTS`` declares the tables; ``ingest`` checks a source against it, writes typed
Parquet files and the inventory of the tables; ``anomalies`` declares what a usable
source may still have wrong.
"""

from analysis.schema.contract import CONTRACTS, Column, Contract, Reference
from analysis.schema.ingest import ingest

__all__ = ["CONTRACTS", "Column", "Contract", "Reference", "ingest"]
