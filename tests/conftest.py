"""Fixtures that the whole suite shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "olist"


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
