"""What a transform does to the shape of each feature."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series
from scipy.stats import skew

from analysis.feature_names import NUMERIC
from analysis.publication import publishable
from analysis.segmentation.preparation import filled_and_transformed
from analysis.settings import Space

TRANSFORMS = ("none", "log", "yeo-johnson", "quantile")

# Classes of a shape, in standard deviations from the mean; the last ones are open.
LOWEST, HIGHEST, WIDTH = -3.0, 5.0, 0.5
# A spread of this part of the values is but the rounding of floating point numbers.
ROUNDING = 1e-9


def obstacle(known: Series, transform: str) -> str:
    """Why a transform makes no sense for known values; empty when it does."""
    if known.empty:
        return "unknown"
    if known.nunique() == 1:
        return "constant"
    if transform == "log" and known.min() < 0:
        return "negative"
    return ""


def transformed(known: Series, transform: str) -> tuple[NDArray[np.float64], str]:
    """The known values of a feature after a transform fitted on them.

    Parameters
    ----------
    known : Series
        Without missing values; its name is the feature.
    transform : str
        One of ``TRANSFORMS``.

    Returns
    -------
    ndarray of shape (customers,)
        Empty when the transform fails.
    str
        Why it fails: ``"unknown"`` (no value), ``"constant"``, ``"negative"`` (no
        logarithm), ``"crushed"`` (different values become equal but for rounding);
        empty when it does not.
    """
    if problem := obstacle(known, transform):
        return np.empty(0), problem
    name = str(known.name)
    alone = Space(features=(name,), transforms={name: transform})
    steps = filled_and_transformed(name, alone, len(known))
    after = np.asarray(steps.fit_transform(known.to_frame()))[:, 0]
    if np.ptp(after) <= ROUNDING * np.abs(after).max():
        return np.empty(0), "crushed"
    return after, ""


def skewness(buyers: DataFrame) -> DataFrame:
    """Skewness of each feature before and after each transform.

    Parameters
    ----------
    buyers : DataFrame
        Customers with a purchase: those on whom the transforms are fitted.

    Returns
    -------
    DataFrame
        ``feature``, ``transform``, ``skewness`` (0: symmetrical; positive: a tail of
        large values; NaN when undefined), ``problem`` (see `transformed`).
    """
    rows = []
    for feature in NUMERIC:
        known = buyers[feature].dropna().astype("float64")
        for transform in TRANSFORMS:
            after, problem = transformed(known, transform)
            value = float(skew(after)) if not problem else np.nan
            rows.append((feature, transform, value, problem))
    return DataFrame(rows, columns=["feature", "transform", "skewness", "problem"])


def shapes(buyers: DataFrame, features: tuple[str, ...], minimum: int) -> DataFrame:
    """Histograms of some features before and after each transform.

    Parameters
    ----------
    buyers : DataFrame
    features : tuple of str
    minimum : int
        Classes of fewer customers are left out.

    Returns
    -------
    DataFrame
        ``feature``, ``transform``, ``low``, ``high`` (standard deviations from the
        mean), ``customers``, ``share`` (of those whose value is known), ``height``
        (1: the fullest class of the histogram).
    """
    edges = np.arange(LOWEST, HIGHEST + WIDTH, WIDTH)
    rows = []
    for feature in features:
        known = buyers[feature].dropna().astype("float64")
        for transform in TRANSFORMS:
            after, problem = transformed(known, transform)
            if problem:
                continue
            standard = (after - after.mean()) / after.std()
            inside = np.clip(standard, LOWEST, HIGHEST - WIDTH / 2)
            counts, _ = np.histogram(inside, edges)
            rows += [
                (feature, transform, low, low + WIDTH, count, count / len(known))
                for low, count in zip(edges[:-1], counts, strict=True)
            ]
    names = ["feature", "transform", "low", "high", "customers", "share"]
    table = DataFrame(rows, columns=names).astype({"customers": "int64"})
    table = publishable(table[table["customers"] > 0], "customers", minimum)
    fullest = table.groupby(["feature", "transform"])["share"].transform("max")
    return table.assign(height=table["share"] / fullest)
