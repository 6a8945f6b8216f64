"""Everyday use of the segmentation: keep it, score with it, follow it in time."""

from __future__ import annotations

from enum import StrEnum


class Dialect(StrEnum):
    """The databases for which the scoring query can be written."""

    duckdb = "duckdb"
    postgres = "postgres"
    mysql = "mysql"
    bigquery = "bigquery"
    spark = "spark"
