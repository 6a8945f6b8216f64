"""The families of methods, on points whose segments are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, is_valid_linkage, linkage
from scipy.spatial.distance import pdist
from sklearn.cluster import DBSCAN
from sklearn.metrics import adjusted_rand_score

from analysis.segmentation import families
from analysis.segmentation.families import FAMILIES, Points, gathered, micro_clusters
from analysis.segmentation.ward import weighted_linkage

CENTRES = np.array([[0, 0], [6, 0], [0, 6]])


def crowds(size: int = 150, seed: int = 0) -> tuple[Points, np.ndarray]:
    """Three round crowds; their customers differ on every variable."""
    draw = np.random.default_rng(seed)
    truth = np.repeat([0, 1, 2], size)
    values = CENTRES[truth] + draw.normal(0, 0.5, (len(truth), 2))
    customers = pd.DataFrame(
        {
            "recency": 100.0 * truth + draw.uniform(0, 20, len(truth)),
            "frequency": np.array([1, 1, 4])[truth],
            "monetary": np.array([100.0, 900, 100])[truth] * draw.uniform(0.9, 1.1),
            "satisfaction": np.array([5.0, 1, np.nan])[truth],
        }
    )
    return Points("made up", customers, values), truth


@pytest.mark.parametrize(
    ("family", "parameters"),
    [
        ("kmeans", {"k": 3, "init": "k-means++", "n_init": 2}),
        ("kmeans", {"k": 3, "init": "random", "n_init": 5}),
        ("ward", {"k": 3, "reduced_to": 40}),
        ("dbscan", {"eps": 0.9, "min_samples": 5}),
        ("hdbscan", {"smallest": 0.1, "min_samples": 5}),
        ("mixture", {"k": 3, "covariance": "full"}),
        ("latent_classes", {"k": 3}),
    ],
)
def test_each_family_finds_what_was_planted(family, parameters):
    points, truth = crowds()
    labels = FAMILIES[family](points, 1, **parameters).labels
    kept = labels >= 0
    assert kept.mean() > 0.95
    assert adjusted_rand_score(truth[kept], labels[kept]) > 0.98


def test_latent_classes_do_without_any_score():
    points, truth = crowds()
    silent = points.customers.assign(satisfaction=np.nan)
    found = FAMILIES["latent_classes"](
        Points("silent", silent, points.values), seed=1, k=3
    )
    assert adjusted_rand_score(truth, found.labels) > 0.98


def test_every_family_is_named_as_in_the_settings():
    from analysis.settings import AnyGrid

    [choice, _] = AnyGrid.__origin__, AnyGrid.__metadata__
    names = {
        grid.model_fields["family"].annotation.__args__[0] for grid in choice.__args__
    }
    assert set(FAMILIES) == names


def test_the_grid_collapses_on_a_variable_with_one_value():
    points, _ = crowds()
    once = points.customers.assign(frequency=1)
    grid = FAMILIES["rfm_grid"](Points("rfm", once, points.values), 0, levels=2)
    assert len(np.unique(grid.labels)) <= 4
    several = FAMILIES["rfm_grid"](points, 0, levels=2)
    cells = points.customers.groupby(several.labels)["recency"]
    assert cells.max().max() <= points.customers["recency"].max()


@given(
    values=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=40
    )
)
def test_ward_of_unit_weights_is_that_of_scipy(values):
    points = np.array(values, dtype=float)
    ours = weighted_linkage(points, np.ones(len(points)))
    assert is_valid_linkage(ours)
    heights = linkage(pdist(points), "ward")[:, 2]
    if len(np.unique(points, axis=0)) == len(points):
        np.testing.assert_allclose(ours[-1, 2], heights[-1], atol=1e-8)
    assert (np.diff(ours[:, 2]) >= 0).all()


@given(seed=st.integers(0, 1000), k=st.integers(2, 6))
def test_a_weight_is_as_many_points_at_the_same_place(seed, k):
    draw = np.random.default_rng(seed)
    points, weights = draw.normal(size=(25, 3)), draw.integers(1, 6, 25)
    weighted = weighted_linkage(points, weights)
    repeated = linkage(np.repeat(points, weights, axis=0), "ward")
    np.testing.assert_allclose(weighted[-10:, 2], repeated[-10:, 2])
    ours = fcluster(weighted, k, "maxclust")
    theirs = fcluster(repeated, k, "maxclust")[np.cumsum(weights) - 1]
    assert adjusted_rand_score(ours, theirs) == 1


def test_micro_clusters_are_small_and_keep_their_means():
    points, _ = crowds()
    centres, members = micro_clusters(points.values, 0, 60)
    assert len(centres) <= 60
    spread = np.linalg.norm(points.values - centres[members], axis=1)
    assert spread.max() < 1
    np.testing.assert_allclose(
        np.average(centres, axis=0, weights=np.bincount(members)),
        points.values.mean(axis=0),
    )


def test_cells_hardly_change_what_dbscan_finds(monkeypatch: pytest.MonkeyPatch):
    points, _ = crowds(600)
    direct = DBSCAN(eps=0.6, min_samples=10).fit(points.values).labels_
    monkeypatch.setattr(families, "MOST_NEIGHBOURS", 100)
    reduced = families.dbscan(points, 0, eps=0.6, min_samples=10).labels
    assert len(gathered(points.values, families.CELL)[0]) < len(points.values)
    assert adjusted_rand_score(direct, reduced) > 0.95
