"""``olist score``: the segments of other customers, by a saved segmentation."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from analysis.commands.saved import Day, Model, chosen_segmentation
from analysis.commands.terminal import errors, guarded, show_table, terminal
from analysis.errors import InputError

if TYPE_CHECKING:
    from pandas import DataFrame

    from analysis.everyday.saved import SavedSegmentation

# At the fit, one customer in a thousand is far; ten times as many is a warning.
MANY_FAR = 0.01


@guarded
def score(
    data: Annotated[
        Path,
        typer.Option(
            help="The nine tables, or one CSV or Parquet file of ready customers."
        ),
    ],
    out: Annotated[Path, typer.Option(help="File to write: .csv or .parquet.")],
    as_of: Day = None,
    model: Model = None,
) -> None:
    """Assign other customers, or the same ones later, to the saved segments."""
    if not data.exists():
        raise InputError(f"--data {data}: nothing is there; correct the path.")
    if out.suffix not in (".csv", ".parquet"):
        raise InputError(f"--out {out}: expected a name that ends in .csv or .parquet.")
    if out.resolve() == data.resolve():
        raise InputError(f"--out {out}: this is the input; choose another file.")
    saved = chosen_segmentation(model)
    with errors.status("reads the customers and computes their features"):
        scored, moment = scored_customers(saved, data, as_of)
        write(scored, out)
    show_table("Segments", sizes(scored, saved))
    known = f", as of {moment:%Y-%m-%d %H:%M}" if moment else ""
    told = f"{len(scored):,} customers{known} → [bold]{escape(str(out))}[/]"
    terminal.print(told, soft_wrap=True, highlight=False)
    say_far(scored)


def scored_customers(
    saved: SavedSegmentation, data: Path, day: dt.datetime | None
) -> tuple[DataFrame, dt.datetime | None]:
    """Read customers in either form and assign them; the moment when it is known."""
    from analysis.everyday import scoring

    columns = scoring.needed_columns(saved)
    if not scoring.is_customer_table(data):
        customers, moment = scoring.read_tables(data, columns, day and day.date())
        return scoring.score(saved, customers), moment
    if day:
        raise InputError(
            f"--as-of: the features of {data} are already computed, as of their own "
            "date; leave the option out, or give the nine tables."
        )
    customers = scoring.read_customer_table(data, columns)
    return scoring.score(saved, customers), None


def write(scored: DataFrame, out: Path) -> None:
    from analysis.everyday.export import replaced, write_csv

    if out.suffix == ".csv":
        write_csv(scored, out)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    with replaced(out) as file:
        scored.to_parquet(file, index=False)


def sizes(scored: DataFrame, saved: SavedSegmentation) -> DataFrame:
    """Customers and far customers per segment, those without any included."""
    from pandas import DataFrame

    far = scored["far"].groupby(scored["segment"]).agg(["size", "sum"])
    far = far.reindex(range(len(saved.names)), fill_value=0)
    return DataFrame(
        {
            "segment": far.index,
            "name": saved.names,
            "customers": far["size"].astype(int).to_numpy(),
            "far": far["sum"].astype(int).to_numpy(),
        }
    )


def say_far(scored: DataFrame) -> None:
    """Say how many customers resemble no segment, and when that is too many."""
    far = int(scored["far"].sum())
    terminal.print(
        f"{far:,} customers resemble no segment: column far is true, their segment is "
        "only the nearest; look before writing to them.",
        soft_wrap=True,
        highlight=False,
    )
    if far > MANY_FAR * len(scored):
        terminal.print(
            f"That is {far / len(scored):.1%}, against 0.1% when the model was fitted: "
            "refresh the segmentation.",
            soft_wrap=True,
            highlight=False,
        )
