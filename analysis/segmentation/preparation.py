"""From customer features to the space in which distances are measured.

Three scikit-learn steps, fitted on the training customers only: fill what is missing,
transform, scale.  The default fill, the mean, is neutral: a customer who gave no score
stands at the centre of the scale, neither happy nor unhappy (the median of the scores,
5, would call silent customers enthusiasts).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series
from pandas.api.types import is_bool_dtype, is_numeric_dtype
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    OneHotEncoder,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

from analysis.errors import InputError
from analysis.settings import Space

NAMED = "main_category"
SCALERS = {"standard": StandardScaler, "robust": RobustScaler, "min-max": MinMaxScaler}
# A category with a smaller share of the customers than this joins the others.
RARE_CATEGORY = 0.02
# The middle of the five stars; other features have no neutral value but their mean.
NEUTRAL = {"satisfaction": 3.0}
MOST_QUANTILES = 1000


def prepared(
    customers: DataFrame, space: Space
) -> tuple[NDArray[np.float64], Pipeline]:
    """Customers who purchased, in a space whose steps are fitted on them.

    Parameters
    ----------
    customers : DataFrame
        The customer table; those without any purchase are left out.
    space : Space

    Returns
    -------
    points : ndarray of shape (customers who purchased, coordinates)
    steps : Pipeline
        The fitted steps, see `preparation`.

    Raises
    ------
    InputError
        A feature is missing or cannot be used.
    """
    values = features_of(customers[has_purchased(customers)], space)
    if values.empty:
        raise InputError(
            "customer table: no customer has a purchase; give more data, or a later "
            "study.yml › as_of."
        )
    steps = preparation(space, len(values))
    return steps.fit_transform(values), steps


def preparation(space: Space, customers: int) -> Pipeline:
    """Pipeline from raw features to the space.

    Parameters
    ----------
    space : Space
    customers : int
        Number of customers that it will be fitted on.

    Returns
    -------
    Pipeline
        Takes a DataFrame with the features of the space, missing values as NaN; gives
        an array of shape (customers, coordinates): one coordinate per numeric feature,
        in the order of ``space.features``, then one per category.
    """
    numeric = [feature for feature in space.features if feature != NAMED]
    branches = [
        (name, filled_and_transformed(name, space, customers), [name])
        for name in numeric
    ]
    if NAMED in space.features:
        encoder = OneHotEncoder(
            min_frequency=RARE_CATEGORY,
            handle_unknown="infrequent_if_exist",
            sparse_output=False,
        )
        branches.append((NAMED, encoder, [NAMED]))
    return make_pipeline(ColumnTransformer(branches), SCALERS[space.scaling]())


def filled_and_transformed(feature: str, space: Space, customers: int) -> Pipeline:
    """Steps of one numeric feature before it is scaled with the others."""
    neutral = NEUTRAL.get(feature)
    fill = (
        SimpleImputer(strategy="constant", fill_value=neutral, keep_empty_features=True)
        if space.missing == "neutral" and neutral is not None
        else SimpleImputer(
            strategy="median" if space.missing == "median" else "mean",
            keep_empty_features=True,
        )
    )
    transforms = {
        "none": FunctionTransformer(),
        "log": FunctionTransformer(np.log1p),
        "yeo-johnson": PowerTransformer("yeo-johnson", standardize=False),
        "quantile": QuantileTransformer(
            n_quantiles=min(customers, MOST_QUANTILES),
            output_distribution="normal",
            random_state=0,
        ),
    }
    return make_pipeline(fill, transforms[space.transforms.get(feature, "none")])


def features_of(customers: DataFrame, space: Space) -> DataFrame:
    """The features of a space: numbers as floats, the category as text.

    Raises
    ------
    InputError
        A feature is missing or cannot be used.
    """
    numeric = [feature for feature in space.features if feature != NAMED]
    values = raw_values(customers, numeric, space.transforms)
    if NAMED in space.features:
        check_present(customers, [NAMED])
        values[NAMED] = customers[NAMED].fillna("").astype(str)
    return values


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
    check_present(customers, features)
    for feature in features:
        check_feature(customers[feature], transforms.get(feature, "none"))
    return customers[list(features)].astype("float64")


def check_present(customers: DataFrame, features: Sequence[str]) -> None:
    """Refuse a table that lacks a feature."""
    missing = [feature for feature in features if feature not in customers]
    if missing:
        found = ", ".join(map(str, customers.columns))
        raise InputError(
            f"customer table: column {missing[0]} is missing (found: {found}); build "
            "the table again with `olist build`."
        )


def check_feature(values: Series, transform: str) -> None:
    """Refuse values in which no distance can be measured."""
    if not is_numeric_dtype(values) or is_bool_dtype(values):
        example = next(iter(values.dropna()), None)
        raise InputError(
            f"customer table: column {values.name} must hold numbers (found for "
            f"example {example!r}); correct it or remove it from study.yml › "
            "segmentation › spaces."
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
            f"{known.min():g}), which have no logarithm; set the transform of "
            f"{values.name} in study.yml › segmentation › spaces to none."
        )
