"""The fitted segmentation: plain data that assigns any customer to a segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series
from scipy.special import boxcox1p, inv_boxcox1p

from analysis.segmentation.preparation import has_purchased, raw_values


def yeo_johnson(values: NDArray, exponent: float) -> NDArray[np.float64]:
    """Power transform of values of any sign (Yeo and Johnson, Biometrika 87, 2000)."""
    positive = boxcox1p(np.maximum(values, 0), exponent)
    return np.where(
        values >= 0, positive, -boxcox1p(np.maximum(-values, 0), 2 - exponent)
    )


def inverse_yeo_johnson(values: NDArray, exponent: float) -> NDArray[np.float64]:
    """Values of which `yeo_johnson` gives these."""
    positive = inv_boxcox1p(np.maximum(values, 0), exponent)
    return np.where(
        values >= 0, positive, -inv_boxcox1p(np.maximum(-values, 0), 2 - exponent)
    )


# Per transform, the function of the values and of the exponent, and its inverse.
FORWARD = {
    "none": lambda values, exponent: values,
    "log": lambda values, exponent: np.log1p(values),
    "yeo-johnson": yeo_johnson,
}
BACKWARD = {
    "none": lambda values, exponent: values,
    "log": lambda values, exponent: np.expm1(values),
    "yeo-johnson": inverse_yeo_johnson,
}


@dataclass(frozen=True)
class Segmentation:
    """Nearest-centroid segmentation of customers who purchased.

    Segment 0 is a rule, not a cluster: customers without any purchase.  Segments 1 to k
    are ordered by value, the mean amount that their customers paid, 1 being the most
    valuable.  :class:`analysis.everyday.saved.SavedSegmentation` keeps it as JSON.

    Attributes
    ----------
    space : str
        Name of the space in ``study.yml``.
    features : tuple of str
        Columns of the customer table.
    transforms : tuple of str
        Per feature, ``"none"``, ``"log"`` (of 1 + value) or ``"yeo-johnson"``.
    exponents : tuple of float
        Per feature, the exponent of Yeo and Johnson; 1 for another transform.
    fill : tuple of float
        Per feature, what stands for a missing value, in the feature's own unit.
    centre, scale : tuple of float
        Per feature, what is subtracted from the transformed values, then divides them.
    centroids : tuple of tuple of float
        Per segment 1…k, coordinates in the space.
    reach : float
        Distance in the space that all but one in a thousand training customers keep to
        their centroid: beyond it, a customer resembles no segment.
    seed, n_init : int
        Seed of the k-means fit, and how many times it started.
    trained_on : int
        Number of customers of the fit.
    inertia : float
        Sum of squared distances to the nearest centroid, at the fit.
    """

    space: str
    features: tuple[str, ...]
    transforms: tuple[str, ...]
    exponents: tuple[float, ...]
    fill: tuple[float, ...]
    centre: tuple[float, ...]
    scale: tuple[float, ...]
    centroids: tuple[tuple[float, ...], ...]
    reach: float
    seed: int
    n_init: int
    trained_on: int
    inertia: float

    @property
    def k(self) -> int:
        """Number of fitted segments, the group without purchase not counted."""
        return len(self.centroids)

    def assign(self, customers: DataFrame) -> Series:
        """Segment of each customer.

        Parameters
        ----------
        customers : DataFrame of shape (customers, …)
            Holds ``frequency`` and the features; missing values are filled.

        Returns
        -------
        Series of int
            On the index of ``customers``: 0 without purchase, otherwise 1…k.  As far
            from two centroids, a customer belongs to the more valuable segment.

        Raises
        ------
        InputError
            A feature is missing or unusable.
        """
        nearest = self.squared_distances(customers).argmin(axis=1) + 1
        segments = np.where(has_purchased(customers), nearest, 0)
        return Series(segments, index=customers.index, name="segment", dtype="int64")

    def squared_distances(self, customers: DataFrame) -> NDArray[np.float64]:
        """Squared distances to the centroids, array of shape (customers, k).

        They are summed feature by feature, in the order of ``features``: a customer's
        distance does not depend on the other rows, as it may in a matrix product.
        """
        space = self.prepare(customers)
        distances = np.zeros((len(space), self.k))
        for position, centroid in enumerate(self.centroids):
            for values, coordinate in zip(space.T, centroid, strict=True):
                distances[:, position] += (values - coordinate) ** 2
        return distances

    def is_far(self, customers: DataFrame) -> Series:
        """Whether a customer resembles no segment: farther than ``reach`` from all.

        Parameters
        ----------
        customers : DataFrame of shape (customers, …)
            See :meth:`assign`.

        Returns
        -------
        Series of bool
            False for those without a purchase, whose segment is a rule.
        """
        far = self.squared_distances(customers).min(axis=1) > self.reach**2
        bought = has_purchased(customers)
        return Series(far & bought, index=customers.index, name="far", dtype="bool")

    def prepare(self, customers: DataFrame) -> NDArray[np.float64]:
        """Customers in the space, array of shape (customers, features)."""
        transforms = dict(zip(self.features, self.transforms, strict=True))
        values = raw_values(customers, self.features, transforms).to_numpy()
        values = np.where(np.isnan(values), self.fill, values)
        for column, transform in enumerate(self.transforms):
            function = FORWARD[transform]
            values[:, column] = function(values[:, column], self.exponents[column])
        return (values - self.centre) / self.scale

    def profile_of_centroids(self) -> DataFrame:
        """Centroids in the units of the features, indexed by segment 1…k."""
        values = np.array(self.centroids) * self.scale + self.centre
        for column, transform in enumerate(self.transforms):
            function = BACKWARD[transform]
            values[:, column] = function(values[:, column], self.exponents[column])
        index = range(1, self.k + 1)
        return DataFrame(values, columns=list(self.features), index=index)
