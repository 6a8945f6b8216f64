"""Chapters and slides on marketplaces unlike Olist's: every cell runs, none tells nan.

The cells run in this process, one after the other: a render would show the first
failure only, and start a kernel for each chapter.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from analysis.sources.demo import write_demo
from folio import cells, source
from folio.book import chapters
from folio.messages import Messages
from folio.page import Page
from folio.project import Project
from folio.tasks import Task

ROOT = Path(__file__).parent.parent
QUICK = """\
data: tables
segmentation:
  spaces:
    rfm: {features: [recency, frequency, monetary]}
    rfm_satisfaction: {features: [recency, frequency, monetary, satisfaction]}
    rfm_satisfaction_yeo_johnson:
      features: [recency, frequency, monetary, satisfaction]
      transforms: {monetary: yeo-johnson, satisfaction: yeo-johnson}
    categories: {features: [recency, monetary, satisfaction, main_category]}
  grids:
    - {family: kmeans, n_init: [1], k: [2, 3, 4, 5]}
    - {family: rfm_grid, spaces: [rfm], in_full: always, levels: [2, 5]}
    - {family: ward, spaces: [rfm_satisfaction], in_full: always, k: [3, 4]}
    - {family: dbscan, spaces: [rfm_satisfaction], min_samples: [10], eps: [0.3, 1]}
    - {family: hdbscan, spaces: [rfm_satisfaction], min_samples: [10], smallest: [0.1]}
    - {family: mixture, spaces: [rfm_satisfaction], covariance: [diag], k: [3, 4]}
    - {family: latent_classes, spaces: [rfm_satisfaction], k: [3]}
  seeds: 2
  bootstraps: 2
  sample: 500
maintenance: {horizon_weeks: 8, minimum_share: 0.6, n_init: 1, bootstraps: 20}
"""
OPTIONAL = ("products", "sellers", "geolocation", "category_name_translation")
DAY = {"first_day": "2018-01-10", "last_day": "2018-01-10"}
CALM = {"late_share": 0.0, "late_penalty": 0.0, "undelivered_penalty": 0.0}
CONTENT = {"score_shares": (0, 0, 0, 0, 1.0)}
MARKETS = {
    "no repeat customers": {"repeat_share": 0.0},
    "everyone satisfied": {**CONTENT, "late_penalty": 0.0, "undelivered_penalty": 0.0},
    "two states only": {"states": ("SP", "RJ")},
    "five hundred customers": {"customers": 500},
    "required tables only": {},
    "a handful of customers": {"customers": 120},
    "all orders of one day": {"monthly_orders": {"2018-01": 1}, **DAY},
    "all alike": {
        "states": ("SP",),
        "repeat_share": 0.0,
        "statuses": {"delivered": 1.0},
        **CONTENT,
        **CALM,
    },
    "nothing delivered": {"statuses": {"shipped": 1.0}},
    "seen from the past": {"customers": 900},
}
SETTINGS = {
    "a handful of customers": "publication: {minimum_cell: 30}\n",
    "seen from the past": "as_of: 2017-11-15\nwindow: {start: 2017-06-10}\n",
}


@pytest.fixture(params=MARKETS)
def market(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A project on odd data, in which the cells find themselves."""
    shape = {"customers": 600} | MARKETS[request.param]
    write_demo(tmp_path / "tables", seed=5, **shape)
    if request.param == "required tables only":
        for file in list((tmp_path / "tables").iterdir()):
            if any(name in file.name for name in OPTIONAL):
                file.unlink()
    settings = QUICK + SETTINGS.get(request.param, "")
    (tmp_path / "study.yml").write_text(settings, encoding="utf8")
    monkeypatch.chdir(tmp_path)
    for name in ("OLIST_DATA", "OLIST_CACHE"):
        monkeypatch.delenv(name, raising=False)
    # The study is opened when this module is imported.
    monkeypatch.delitem(sys.modules, "analysis.document", raising=False)
    return tmp_path


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    """What stands for the kernel of a document."""
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def documents() -> Iterator[Page]:
    """The pages of the book, and the deck."""
    for folder in (ROOT, ROOT / "slides"):
        project = Project.open(folder, Messages(quiet=True))
        if project.is_book:
            yield from chapters(project)
            continue
        for name in project.sources:
            yield Page(project, source.read(project, name), "revealjs")


def shown(shell: InteractiveShell, task: Task) -> str:
    """Run a cell, and give what it shows in a document."""
    with capture_output() as captured:
        result = shell.run_cell(task.code)
    result.raise_error()
    outputs = [output.data for output in captured.outputs]
    if result.result is not None:
        outputs.append(shell.display_formatter.format(result.result)[0])
    return "\n".join(data.get("text/markdown", "") for data in outputs)


def test_every_cell_runs_and_tells_no_missing_value(
    market: Path, shell: InteractiveShell
):
    count = 0
    for page in documents():
        shell.reset()
        for task in cells.tasks(page.document, page.options):
            text = shown(shell, task)
            words = re.sub(r"(?s)<(script|style)>.*?</\1>", "", text)
            missing = re.search(r"\b(nan|NaN|NaT|None|inf)\b", words)
            assert not missing, f"{task.place}: {missing}"
            count += bool(text)
    assert count > 100
