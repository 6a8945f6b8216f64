"""How the features go together: correlations, principal components."""

from __future__ import annotations

from itertools import product

import numpy as np
from pandas import DataFrame
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from analysis.feature_names import NUMERIC


def correlations(buyers: DataFrame, minimum: int) -> DataFrame:
    """Spearman's correlation of each pair of features.

    Parameters
    ----------
    buyers : DataFrame
    minimum : int
        A pair that fewer customers have both is not told.

    Returns
    -------
    DataFrame
        ``left``, ``right``, ``correlation`` (of ranks, -1 to 1; NaN when a feature is
        constant or the pair too rare), ``customers`` (with both values known); a
        feature is not paired with itself, and each pair stands in both orders.
    """
    values = buyers[list(NUMERIC)].astype("float64")
    ranks = values.corr("spearman", min_periods=minimum)
    known = values.notna().astype(int)
    together = known.T @ known
    rows = [
        (left, right, ranks.loc[left, right], together.loc[left, right])
        for left, right in product(NUMERIC, repeat=2)
        if left != right
    ]
    return DataFrame(rows, columns=["left", "right", "correlation", "customers"])


def components(buyers: DataFrame) -> tuple[DataFrame, DataFrame]:
    """Principal components of the standardised features that vary.

    A missing value is replaced by the mean of its feature, which moves no component.

    Returns
    -------
    explained : DataFrame
        ``component`` (1, 2, …), ``share`` (of the variance), ``cumulative``.
    loadings : DataFrame
        ``component``, ``feature``, ``loading``: correlation of the feature with the
        component; each component has the sign that makes its largest loading positive.
    """
    values = buyers[[name for name in NUMERIC if buyers[name].nunique() > 1]]
    if values.shape[1] < 2:
        return (
            DataFrame({"component": [], "share": [], "cumulative": []}, dtype=float),
            DataFrame({"component": [], "feature": [], "loading": []}),
        )
    steps = make_pipeline(SimpleImputer(), StandardScaler())
    model = PCA().fit(steps.fit_transform(values.astype("float64")))
    shares = model.explained_variance_ratio_
    numbers = np.arange(1, len(shares) + 1)
    explained = DataFrame(
        {"component": numbers, "share": shares, "cumulative": shares.cumsum()}
    )
    loadings = model.components_ * np.sqrt(model.explained_variance_)[:, np.newaxis]
    strongest = np.abs(loadings).argmax(axis=1)[:, np.newaxis]
    loadings *= np.sign(np.take_along_axis(loadings, strongest, axis=1))
    wide = DataFrame(loadings, numbers, values.columns).rename_axis("component")
    long = wide.reset_index().melt(
        "component", var_name="feature", value_name="loading"
    )
    return explained, long
