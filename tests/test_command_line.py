"""The command `olist`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import dataclasses
import errno
import os
import shutil
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import sqlglot
import typer

from analysis.commands import computing, report, terminal
from analysis.everyday.saved import FILE, SavedSegmentation
from analysis.provenance import SIGNATURE

SETTINGS = """\
segmentation:
  seeds: 2
  bootstraps: 2
  grids: [{family: kmeans, n_init: [1], k: [4]}]
  previous:
maintenance: {horizon_weeks: 4, minimum_share: 0.8, n_init: 1, bootstraps: 20}
demo: {customers: 1500}
"""


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose demonstration is computed as far as the segments' names."""
    root = tmp_path_factory.mktemp("project")
    (root / "study.yml").write_text(SETTINGS, encoding="utf8")
    finished = olist(root, "segments", "--out", str(root.parent / "unused"))
    assert finished.returncode == 0, finished.stderr
    return root


@pytest.fixture
def project(computed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(computed, tmp_path / "project")


def olist(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "200"}
    environment.pop("OLIST_DATA", None)
    return subprocess.run(
        [sys.executable, "-m", "analysis", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_help_names_every_command(tmp_path: Path):
    shown = olist(tmp_path, "--help")
    assert shown.returncode == 0
    for name in ("data", "build", "render", "segments", "score", "sql", "serve"):
        assert f" {name} " in shown.stdout


def test_every_command_says_that_the_data_are_a_demonstration(project: Path):
    for command in ("data", "segments"):
        shown = olist(project, command)
        assert shown.returncode == 0
        assert "demonstration data" in shown.stdout


def test_a_computation_tells_the_time_of_each_step(tmp_path: Path):
    told = []

    class Quick:
        """A study of two steps, of which one is already computed."""

        source = SimpleNamespace(demo=True, path=tmp_path, kind="csv")
        timings = ("first", "second")

        def compute(self) -> None:
            for state in ("runs", "computed"):
                self.report("first", state, 2.5)
            self.report("second", "reused", 0.0)
            told.append("computed")

    with computing.terminal.capture() as shown:
        computing.compute(Quick())
    assert told == ["computed"]
    assert "first            2.5 s" in shown.get()
    assert "second" not in shown.get()


def test_data_shows_the_tables_and_the_quality_register(computed: Path):
    shown = olist(computed, "data")
    assert shown.returncode == 0
    assert "customers" in shown.stdout
    assert "Quality register" in shown.stdout


def test_a_demonstration_can_be_written_and_used(project: Path):
    written = olist(project, "data", "--demo", "500", "--out", "shop")
    assert written.returncode == 0, written.stderr
    assert (project / "shop" / "demonstration.json").exists()
    shown = olist(project, "data", "--data", "shop").stdout
    assert "shop" in shown
    assert "demonstration data" in shown


def export(project: Path, folder: str = "exports") -> SavedSegmentation:
    """Run `olist segments`, and give the model that it wrote."""
    finished = olist(project, "segments", "--out", folder)
    assert finished.returncode == 0, finished.stderr
    return SavedSegmentation.read(project / folder)


def test_segments_exports_every_customer_once(project: Path):
    finished = olist(project, "segments")
    assert finished.returncode == 0, finished.stderr
    exports = project / "exports"
    exported = pd.read_csv(exports / "segments.csv")
    assert len(exported) == 1500
    assert exported["customer_unique_id"].is_unique
    assert set(exported["segment"]) == {0, 1, 2, 3, 4}
    assert exported["far"].dtype == bool
    saved = SavedSegmentation.read(exports)
    assert saved.segmentation.k == 4
    names = dict(enumerate(saved.names))
    assert (exported["segment"].map(names) == exported["name"]).all()
    again = pd.read_parquet(exports / "segments.parquet")
    assert again["customer_unique_id"].tolist() == exported.iloc[:, 0].tolist()
    ids = pd.read_csv(exports / "customer_ids.csv")
    assert ids["customer_id"].is_unique
    assert set(ids["customer_unique_id"]) == set(exported["customer_unique_id"])


def test_every_exported_column_is_explained(project: Path):
    export(project)
    told = pd.read_csv(project / "exports" / "columns.csv")
    for name in ("segments", "customer_ids"):
        columns = pd.read_csv(project / "exports" / f"{name}.csv").columns
        assert told.loc[told["file"] == name, "column"].tolist() == [*columns]


def test_whom_to_contact_is_listed_by_value(project: Path):
    saved = export(project)
    name = saved.names[1].upper()
    listed = olist(project, "segments", "--segment", name, "--out", "monday.csv")
    assert listed.returncode == 0, listed.stderr
    assert "what to do:" in listed.stdout
    contacts = pd.read_csv(project / "monday.csv")
    assert contacts["segment"].eq(1).all()
    assert contacts["monetary"].is_monotonic_decreasing
    exported = pd.read_csv(project / "exports" / "segments.csv")
    assert len(contacts) == exported["segment"].eq(1).sum()


def test_an_unknown_segment_lists_the_names(project: Path):
    refused = olist(project, "segments", "--segment", "Martiens")
    assert refused.returncode == 2
    assert "no segment is called so (known: 0 Sans achat; 1 " in refused.stderr


def test_a_refresh_keeps_identities_and_tells_who_moved(project: Path):
    before = export(project, "january")
    renamed = [f"Notre groupe {rank}" for rank in range(5)]
    kept = dataclasses.replace(before, names=tuple(renamed))
    (project / "january" / FILE).write_text(kept.to_json(), encoding="utf8")
    settings = project / "study.yml"
    text = settings.read_text().replace("previous:", "previous: january")
    settings.write_text(text + "as_of: 2018-06-30\n", encoding="utf8")

    refused = olist(project, "segments", "--out", "january")
    assert refused.returncode == 2
    assert "this is the previous export" in refused.stderr

    finished = olist(project, "segments", "--out", "june")
    assert finished.returncode == 0, finished.stderr
    after = SavedSegmentation.read(project / "june")
    assert after.names[0] == "Notre groupe 0"
    continued = [rank for rank in range(5) if after.names[rank] in renamed]
    assert len(continued) > 1
    for rank in continued:
        old = renamed.index(after.names[rank])
        assert after.colours[rank] == before.colours[old]
    moved = pd.read_csv(project / "june" / "moves.csv")
    assert set(moved["change"]) <= {"moved", "gone", "new"}
    then = pd.read_parquet(project / "january" / "segments.parquet")
    now = pd.read_parquet(project / "june" / "segments.parquet")
    assert moved["change"].eq("gone").sum() == len(then) - len(now)
    assert "(gone)" in finished.stdout


def test_a_lost_previous_export_is_said(project: Path):
    settings = project / "study.yml"
    settings.write_text(settings.read_text().replace("previous:", "previous: lost"))
    refused = olist(project, "segments")
    assert refused.returncode == 2
    assert "lost" in refused.stderr
    assert "no segmentation is saved there" in refused.stderr


def test_other_names_redo_the_portraits_and_no_model(project: Path):
    before = export(project, "january")
    settings = project / "study.yml"
    settings.write_text(settings.read_text().replace("previous:", "previous: january"))
    redone = olist(project, "segments").stdout
    assert "portraits" in redone
    assert "trials" not in redone
    again = olist(project, "segments").stdout
    assert "portraits" not in again
    renamed = dataclasses.replace(before, names=tuple("abcde"))
    (project / "january" / FILE).write_text(renamed.to_json())
    assert "portraits" in olist(project, "segments").stdout
    assert SavedSegmentation.read(project / "exports").names == tuple("abcde")


def test_score_applies_the_last_export_as_of_the_last_order(project: Path):
    saved = export(project)
    olist(project, "data", "--demo", "500", "--out", "shop")
    finished = olist(project, "score", "--data", "shop", "--out", "scores.csv")
    assert finished.returncode == 0, finished.stderr
    assert "exports/segmentation.json" in finished.stderr
    scored = pd.read_csv(project / "scores.csv")
    assert len(scored) == 500
    assert scored["recency"].min() == 0
    assert set(scored["name"]) <= set(saved.names)
    assert "customers resemble no segment" in finished.stdout

    # What was written is a customer table too.
    again = olist(project, "score", "--data", "scores.csv", "--out", "again.parquet")
    assert again.returncode == 0, again.stderr
    same = pd.read_parquet(project / "again.parquet")
    assert same["segment"].tolist() == scored["segment"].tolist()


def test_score_falls_back_on_the_study(project: Path):
    finished = olist(project, "score", "--data", "study.yml", "--out", "scores.csv")
    assert finished.returncode == 2
    assert "model: the study's own" in finished.stderr


def test_sql_prints_the_query_and_nothing_else(project: Path):
    export(project)
    options = ["--as-of", "2018-06-30", "--table", "orders=sales.orders"]
    printed = olist(project, "sql", "--dialect", "postgres", *options)
    assert printed.returncode == 0, printed.stderr
    [query] = sqlglot.parse(printed.stdout, dialect="postgres")
    assert isinstance(query, sqlglot.expressions.Select)
    assert '"sales"."orders"' in printed.stdout
    assert "2018-06-30" in printed.stdout.split("WITH")[0]
    written = olist(project, "sql", "--dialect", "postgres", *options, "--out", "q.sql")
    assert written.returncode == 0
    assert (project / "q.sql").read_text() == printed.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["build", "--data", "nowhere"], "--data nowhere: nothing is there"),
        (["segments", "--data", "study.yml"], "study.yml is not"),
        (["render", "--renderer", "word"], "'word' is not one of"),
        (["serve"], "run `olist render` first"),
        (["plot"], "No such command"),
        (["data", "--demo", "many"], "'--demo': Input should be"),
        (["data", "--demo", "0"], "0 customers is impossible"),
        (["data", "--demo", "200", "--out", "study.yml"], "study.yml is a file"),
        (["data", "--download", "--out", "study.yml"], "study.yml already holds"),
        (["segments", "--out", "study.yml"], "study.yml: file exists"),
        (["serve", "--port", "80000"], "'--port'"),
        (["score", "--data", "no", "--out", "x.csv"], "--data no: nothing is there"),
        (["score", "--data", "study.yml", "--out", "x"], "ends in .csv or .parquet"),
        (["score", "--data", ".", "--out", "x.csv", "--as-of", "may"], "'--as-of'"),
        (["score", "--data", ".", "--out", "x.csv", "--model", "study.yml"], "saved"),
        (["sql", "--dialect", "oracle"], "'oracle' is not one of"),
        (
            ["sql", "--dialect", "spark", "--table", "orders"],
            "--table orders: expected",
        ),
    ],
)
def test_wrong_use_ends_with_two_and_one_sentence(
    project: Path, arguments: list[str], sentence: str
):
    failed = olist(project, *arguments)
    assert failed.returncode == 2
    assert sentence in failed.stderr
    assert "Traceback" not in failed.stdout + failed.stderr


def test_a_wrong_setting_ends_with_two(project: Path):
    (project / "study.yml").write_text("sead: 4")
    failed = olist(project, "build")
    assert failed.returncode == 2
    assert "study.yml: sead is not a setting" in failed.stderr


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (ZeroDivisionError("[/] by zero"), 1, "[/] by zero (our fault"),
        (OSError(errno.ENOSPC, "full", "/disk"), 2, "/disk: no space left on device"),
        (KeyboardInterrupt(), 130, "Interrupted"),
    ],
)
def test_what_goes_wrong_ends_with_its_code_and_a_sentence(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    sentence: str,
):
    def fails() -> None:
        raise error

    monkeypatch.chdir(project)
    with pytest.raises(typer.Exit) as ended:
        terminal.guarded(fails)()
    assert ended.value.exit_code == code
    assert sentence in capsys.readouterr().err
    details = project / ".olist" / "error.log"
    assert details.exists() == (code == 1)


def test_damaged_results_are_made_anew(project: Path):
    steps = project / ".olist" / "steps"
    for file in ("segmentation/*/values.json", "customers/*/table.parquet"):
        [found] = steps.glob(file)
        found.write_text("{}")
    [orders] = steps.glob("tables/*/orders.parquet")
    orders.unlink()
    finished = olist(project, "segments")
    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize("content", ["afile", "folder/notes.txt", "folder/index.html"])
def test_an_output_that_is_no_site_is_refused_before_computing(
    project: Path, content: str
):
    file = project / content
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine")
    output = content.split("/")[0]
    refused = olist(project, "render", "--renderer", "folio", "--output", output)
    assert refused.returncode == 2
    assert "something else than a rendered site" in refused.stderr
    assert file.read_text() == "mine"


def test_a_demonstration_does_not_replace_a_real_site(project: Path):
    site = project / "_book"
    site.mkdir()
    (site / "index.html").write_text("real")
    (site / SIGNATURE).write_text('{"demo": false}')
    refused = olist(project, "render", "--renderer", "folio")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert (site / "index.html").read_text() == "real"


def test_serve_shows_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "index.html").write_text("le livre")
    started = threading.Event()
    seen = {}

    class Server(report.http.server.ThreadingHTTPServer):
        def serve_forever(self, poll_interval: float = 0.5) -> None:
            seen["port"] = self.server_port
            started.set()
            self.handle_request()

    monkeypatch.setattr(report.http.server, "ThreadingHTTPServer", Server)
    thread = threading.Thread(target=report.serve, args=(tmp_path, 0))
    thread.start()
    assert started.wait(10)
    with urllib.request.urlopen(f"http://127.0.0.1:{seen['port']}/") as page:
        assert page.read() == b"le livre"
    thread.join(10)


@pytest.mark.real
def test_the_real_tables_are_found(real_data: Path, computed: Path):
    shown = olist(computed, "data", "--data", str(real_data))
    assert shown.returncode == 0
    assert "99,441" in shown.stdout
    assert "112,650" in shown.stdout
