"""From customer features to the space in which distances are measured.

Three scikit-learn steps, fitted on the training customers only: fill what is missing
with the feature's mean, transform, standardise.  The mean is neutral: a customer who
gave no score stands at the centre of the scale, neither happy nor unhappy (the median
of the scores, 5, would call silent customers enthusiasts).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from pandas import DataFrame, Series
from pandas.api.types import is_bool_dtype, is_numeric_dtype
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from analysis.errors import InputError

# What study.yml calls a transform, as a function of the feature's values.
FUNCTIONS = {"none": None, "log": np.log1p}


def preparation(features: Sequence[str], transforms: Mapping[str, str]) -> Pipeline:
    """Pipeline from raw features to the standardised space.

    Parameters
    ----------
    features : sequence of str
        Columns, in the order in which the pipeline receives them.
    transforms : mapping of str to str
        Per feature ``"none"`` (also when absent) or ``"log"`` (of 1 + value).

    Returns
    -------
    Pipeline
        Takes an array of shape (customers, features), missing values as NaN; gives an
        array of the same shape with mean 0 and variance 1 per feature.
    """
    per_feature = [
        (feature, FunctionTransformer(FUNCTIONS[transforms.get(feature, "none")]), [i])
        for i, feature in enumerate(features)
    ]
    return make_pipeline(
        SimpleImputer(strategy="mean", keep_empty_features=True),
        ColumnTransformer(per_feature),
        StandardScaler(),
    )


def has_purchased(customers: DataFrame) -> Series:
    """Which customers are segmented; the others form the group « sans achat »."""
    return raw_values(customers, ["frequency"])["frequency"] > 0


def raw_values(
    customers: DataFrame, features: Sequence[str], transforms: Mapping[str, str] = {}
) -> DataFrame:
    """The features as floats, refused when they cannot be used.

    Parameters
    ----------
    customers : DataFrame
    features : sequence of str
    transforms : mapping of str to str, optional
        A feature of which the logarithm is taken may hold no negative value.

    Raises
    ------
    InputError
        A column is missing, not numeric, infinite or outside its transform's domain.
    """
    missing = [feature for feature in features if feature not in customers]
    if missing:
        found = ", ".join(map(str, customers.columns))
        raise InputError(
            f"customer table: column {missing[0]} is missing (found: {found}); build "
            "the table again with `olist build`."
        )
    for feature in features:
        check_feature(customers[feature], transforms.get(feature, "none"))
    return customers[list(features)].astype("float64")


def check_feature(values: Series, transform: str) -> None:
    """Refuse values in which no distance can be measured."""
    if not is_numeric_dtype(values) or is_bool_dtype(values):
        example = next(iter(values.dropna()), None)
        raise InputError(
            f"customer table: column {values.name} must hold numbers (found for "
            f"example {example!r}); correct it or remove it from study.yml › "
            "segmentation › features."
        )
    known = values.astype("float64").dropna()
    if np.isinf(known).any():
        raise InputError(
            f"customer table: column {values.name} holds an infinite value; correct "
            "the table."
        )
    if transform == "log" and (known < 0).any():
        raise InputError(
            f"customer table: column {values.name} holds negative values (smallest: "
            f"{known.min():g}), which have no logarithm; set study.yml › segmentation "
            f"› transforms › {values.name} to none."
        )
