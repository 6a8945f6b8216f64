"""The fitted segmentation: plain data that assigns any customer to a segment."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series
from pydantic import TypeAdapter, ValidationError

from analysis.errors import InputError
from analysis.segmentation.preparation import FUNCTIONS, has_purchased, raw_values


@dataclass(frozen=True)
class Segmentation:
    """Nearest-centroid segmentation of customers who purchased.

    Segment 0 is a rule, not a cluster: customers without any purchase.  Segments 1 to k
    are ordered by value, the mean amount that their customers paid, 1 being the most
    valuable.

    Attributes
    ----------
    features : tuple of str
        Columns of the customer table.
    transforms : tuple of str
        Per feature, ``"none"`` or ``"log"`` (of 1 + value).
    fill : tuple of float
        Per feature, what stands for a missing value, in the feature's own unit.
    centre, scale : tuple of float
        Per feature, mean and standard deviation of the transformed training values.
    centroids : tuple of tuple of float
        Per segment 1…k, coordinates in the standardised space.
    seed : int
        Seed of the k-means fit.
    trained_on : int
        Number of customers of the fit.
    inertia : float
        Sum of squared standardised distances to the nearest centroid, at the fit.
    """

    features: tuple[str, ...]
    transforms: tuple[str, ...]
    fill: tuple[float, ...]
    centre: tuple[float, ...]
    scale: tuple[float, ...]
    centroids: tuple[tuple[float, ...], ...]
    seed: int
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
        """Squared standardised distances, array of shape (customers, k).

        They are summed feature by feature, in the order of ``features``: a customer's
        distance does not depend on the other rows, as it may in a matrix product.
        """
        space = self.prepare(customers)
        distances = np.zeros((len(space), self.k))
        for position, centroid in enumerate(self.centroids):
            for values, coordinate in zip(space.T, centroid, strict=True):
                distances[:, position] += (values - coordinate) ** 2
        return distances

    def prepare(self, customers: DataFrame) -> NDArray[np.float64]:
        """Customers in the standardised space, array of shape (customers, features)."""
        transforms = dict(zip(self.features, self.transforms, strict=True))
        values = raw_values(customers, self.features, transforms).to_numpy()
        values = np.where(np.isnan(values), self.fill, values)
        for column, transform in enumerate(self.transforms):
            if function := FUNCTIONS[transform]:
                values[:, column] = function(values[:, column])
        return (values - self.centre) / self.scale

    def profile_of_centroids(self) -> DataFrame:
        """Centroids in the units of the features, indexed by segment 1…k."""
        space = np.array(self.centroids) * self.scale + self.centre
        for column, transform in enumerate(self.transforms):
            if transform == "log":
                space[:, column] = np.expm1(space[:, column])
        index = range(1, self.k + 1)
        return DataFrame(space, columns=list(self.features), index=index)

    def to_json(self) -> str:
        """Text from which :meth:`from_json` makes an equal segmentation."""
        return json.dumps(asdict(self), indent=1, allow_nan=False)

    @classmethod
    def from_json(cls, text: str, place: Path | str = "segmentation") -> Segmentation:
        """Read what :meth:`to_json` wrote.

        Raises
        ------
        InputError
            The text is not a segmentation; ``place`` is where it came from.
        """
        try:
            return TypeAdapter(cls).validate_json(text)
        except ValidationError as error:
            problem = error.errors()[0]
            where = " › ".join(map(str, problem["loc"])) or "content"
            raise InputError(
                f"{place}: this is not a saved segmentation ({where}: "
                f"{problem['msg'].lower()}); make it again with `olist build`."
            ) from error
