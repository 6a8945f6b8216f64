"""Write an Ibis expression as the SQL of a database that is elsewhere."""

from __future__ import annotations

from itertools import chain, count
from typing import Any

import sqlglot
from ibis.backends.sql import compilers
from ibis.backends.sql.compilers.base import SQLGlotCompiler
from ibis.expr import operations as ops
from ibis.expr import types as ir
from sqlglot import expressions as sge
from sqlglot.optimizer.eliminate_subqueries import eliminate_subqueries
from sqlglot.optimizer.pushdown_projections import pushdown_projections

from analysis.everyday import Dialect


class MySQL(compilers.MySQLCompiler):
    """MySQL, with the difference of two moments, which Ibis lacks."""

    UNSUPPORTED_OPS = tuple(
        operation
        for operation in compilers.MySQLCompiler.UNSUPPORTED_OPS
        if operation is not ops.TimestampDelta
    )
    visit_TimestampDelta = compilers.MySQLCompiler.visit_DateTimeDelta  # noqa: N815


class Spark(compilers.PySparkCompiler):
    """Spark, without the session that Ibis asks how it reads a number."""

    visit_Field = SQLGlotCompiler.visit_Field  # noqa: N815

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:  # noqa: N802
        if dtype.is_floating():
            return None
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)


# What a step of the query is called, by the first of these columns that it gives.
STEPS = {
    "segment": "assigned",
    "nearest": "nearest",
    "distance_1": "distances",
    "purchased": "positions",
    "frequency": "people",
    "customer_id": "persons",
    "purchased_at": "known_orders",
    "paid": "paid_per_order",
    "freight": "items_per_order",
    "rank": "ranked_reviews",
    "review_answer_timestamp": "known_reviews",
    "score": "scores",
}

COMPUTED_ONCE = ("people", "positions", "distances", "nearest", "assigned")

COMPILERS = {
    Dialect.duckdb: compilers.DuckDBCompiler(),
    Dialect.postgres: compilers.PostgresCompiler(),
    Dialect.mysql: MySQL(),
    Dialect.bigquery: compilers.BigQueryCompiler(),
    Dialect.spark: Spark(),
}


def written(expression: ir.Table, dialect: Dialect) -> str:
    """SQL of an expression over tables that are only named.

    Names and values are quoted by sqlglot, in the dialect's own way.

    Returns
    -------
    str
        One ``SELECT``: a list of named steps, each with the columns that later ones
        need and no other.
    """
    compiler = COMPILERS[dialect]
    tree = compiler.to_sqlglot(expression)
    # Ibis shares parts between branches of its tree; sqlglot's rules want one parent.
    text = tree.sql(compiler.dialect)
    tree = sqlglot.parse_one(text, dialect=compiler.dialect)
    tree = eliminate_subqueries(pushdown_projections(tree))
    tree = named_steps(tree.transform(as_float))
    if dialect is Dialect.postgres:
        # It would otherwise compute a step again wherever a later one reads it.
        for step in tree.ctes:
            if step.alias in COMPUTED_ONCE:
                step.set("materialized", True)
    return tree.sql(compiler.dialect, pretty=True)


def as_float(node: sge.Expression) -> sge.Expression:
    """Write 0.25 as 0.25e0: several databases read the former as an exact decimal."""
    if not isinstance(node, sge.Literal) or node.is_string:
        return node
    if "." in node.this and "e" not in node.this.lower():
        return sge.Literal.number(f"{node.this}e0")
    return node


def named_steps(tree: sge.Select) -> sge.Select:
    """Call the steps after what they give; never as one of the database's tables."""
    steps = {step.alias: step for step in tree.ctes}
    uses = [table for table in tree.find_all(sge.Table) if not table.args.get("db")]
    taken = {table.name for table in tree.find_all(sge.Table)}
    for old, step in steps.items():
        given = step.this.named_selects
        called = next((STEPS[column] for column in STEPS if column in given), old)
        numbers = (f"{called}_{rank}" for rank in count(2))
        name = next(name for name in chain([called], numbers) if name not in taken)
        taken.add(name)
        step.set("alias", sge.TableAlias(this=sge.to_identifier(name)))
        for table in uses:
            if table.name == old:
                table.set("this", sge.to_identifier(name))
    return tree
