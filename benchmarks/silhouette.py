"""Exact silhouettes of k = 2…15 on all customers: one pass against one call per k.

    python benchmarks/silhouette.py [DATA]

Both run here, one after the other, on the same partitions; scikit-learn's takes about a
minute per k.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
from measure import write_section
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_samples as reference

from analysis.segmentation.preparation import prepared
from analysis.segmentation.silhouette import silhouette_samples
from analysis.settings import Space
from analysis.study import Study

ROOT = Path(__file__).parent.parent
CANDIDATES = range(2, 16)


def main() -> None:
    data = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared" / "olist")
    os.environ["OLIST_DATA"] = str(data.resolve())
    study = Study.open(ROOT)
    space, _ = prepared(study.customers, Space())
    partitions = [
        KMeans(k, n_init=1, random_state=0).fit_predict(space) for k in CANDIDATES
    ]
    began = time.perf_counter()
    ours = silhouette_samples(space, partitions)
    middle = time.perf_counter()
    theirs = [reference(space, labels) for labels in partitions]
    together, apart = middle - began, time.perf_counter() - middle
    gap = max(np.abs(a - b).max() for a, b in zip(ours, theirs, strict=True))
    write_section(
        "Exact silhouettes (`silhouette.py`)",
        f"k = {CANDIDATES[0]}…{CANDIDATES[-1]}, {len(space):,} customers, "
        f"{space.shape[1]} features: **{together:.1f} s** in one pass, {apart:.0f} s "
        f"with scikit-learn called once per k, **{apart / together:.0f} times** "
        f"longer; largest difference {gap:.0e}.",
    )


if __name__ == "__main__":
    main()
