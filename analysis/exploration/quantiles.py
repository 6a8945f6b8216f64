"""What scores by quantile, the usual RFM recipe, would do to the customers."""

from __future__ import annotations

from pandas import DataFrame, Series

QUANTILES = 5
COLUMNS = ["feature", "fifths", "common", "mean", "last", "customers"]
SCORED = ("recency", "frequency", "monetary", "satisfaction")


def quantile_scores(customers: DataFrame, minimum: int) -> DataFrame:
    """Cut the variables of buyers in fifths, and say what becomes of the customers.

    Parameters
    ----------
    customers : DataFrame
        The customer table.
    minimum : int
        A variable known for fewer buyers is left out.

    Returns
    -------
    DataFrame
        ``feature``; ``fifths``, the number of different classes of equal size that its
        values allow (5 at most); ``common``, the share of buyers who have its most
        frequent value (missing when they are fewer than ``minimum``); ``mean``, of all,
        and ``last``, of the fifth with the largest values (days, purchases, R$, stars);
        ``customers``, the buyers who have a value.
    """
    buyers = customers[customers["frequency"] > 0]
    rows = [
        (feature, *fifths(buyers[feature].dropna()))
        for feature in SCORED
        if buyers[feature].notna().sum() >= minimum
    ]
    table = DataFrame(rows, columns=COLUMNS)
    few = table["common"] * table["customers"] < minimum
    return table.assign(common=table["common"].mask(few))


def fifths(values: Series) -> tuple[int, float, float, float, int]:
    """Distinct fifths, share of the commonest value, two means, and the count."""
    edges = values.quantile([rank / QUANTILES for rank in range(QUANTILES + 1)])
    distinct = max(edges.nunique() - 1, 1)
    common = float(values.value_counts(normalize=True).iloc[0])
    last = values.nlargest(max(len(values) // QUANTILES, 1)).mean()
    return distinct, common, float(values.mean()), float(last), len(values)
