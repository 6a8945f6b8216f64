"""Fixtures that the whole suite shares."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from analysis.schema import ingest
from analysis.sources import Tables, find
from analysis.sources.demo import write_demo

# A busy machine is no failure: laws are checked without a clock.
settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")
# A run in the background is born deaf to the Ctrl-C that some tests send.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "olist"
GENERATED = (
    *(".git", ".venv", ".olist", ".folio", ".quarto", "__pycache__", "*.egg-info"),
    *("_book", "_deck", "libs", "data", "demo", "exports", ".hypothesis"),
)
DEMO_CUSTOMERS, DEMO_SEED = 4000, 20


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real tables; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("OLIST_TEST_DATA", SHARED))
    if not folder.is_dir():
        pytest.skip(f"the real tables are not at {folder} (set OLIST_TEST_DATA)")
    return folder


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what the developer's shell says about where the data are."""
    monkeypatch.delenv("OLIST_DATA", raising=False)


@pytest.fixture(scope="session")
def real_tables(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The real tables, checked and typed once for the whole run."""
    folder = tmp_path_factory.mktemp("real") / "tables"
    ingest(find(real_data), folder)
    return Tables.read(folder)


@pytest.fixture(scope="session")
def real_site(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the real tables, made once in a copy of the project."""
    project = copy_project(tmp_path_factory.mktemp("real-site") / "project")
    return rendered(project, real_data)


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on a demonstration marketplace."""
    project = copy_project(tmp_path_factory.mktemp("demo-site") / "project")
    write_demo(project / "shop", DEMO_CUSTOMERS, DEMO_SEED)
    return rendered(project, project / "shop")


def copy_project(folder: Path) -> Path:
    """Copy the sources: a test must not touch the developer's results."""
    return shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*GENERATED))


def rendered(project: Path, data: Path) -> Path:
    """Run `olist render` with folio, and give the site."""
    command = [sys.executable, "-m", "analysis", "render", "--renderer", "folio"]
    # The kernels run the copy too, not the checkout that is installed.
    here = {"OLIST_DATA": str(data), "PYTHONPATH": str(project)}
    made = subprocess.run(
        command, cwd=project, env={**os.environ, **here}, capture_output=True, text=True
    )
    if made.returncode:
        pytest.fail(f"olist render failed:\n{made.stdout}{made.stderr}")
    return project / "_book"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where nothing may be missing (OLIST_STRICT), a skipped test is a failed run.

    Quarto is an exception, because it cannot be installed from package registries; so
    are the shared tables and cases where the folder ``shared`` is not there at all.
    """
    if not os.environ.get("OLIST_STRICT"):
        return
    allowed = ["quarto"] if SHARED.exists() else ["quarto", "real tables", "shared"]
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    reasons = [str(test.longrepr).lower() for test in reporter.stats.get("skipped", [])]
    missing = [text for text in reasons if not any(word in text for word in allowed)]
    if missing:
        reporter.write_line(f"OLIST_STRICT: {len(missing)} tests skipped", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
