"""Results on disk: round trips, whole folders only, keys that follow the code."""

import datetime as dt
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import store


@dataclass(frozen=True)
class Part:
    share: float | None
    names: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    table: pd.DataFrame
    day: dt.date
    moment: dt.datetime
    part: Part
    counts: dict[str, int]
    picture: bytes


@given(
    share=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    names=st.lists(st.text()).map(tuple),
    moment=st.datetimes(),
    counts=st.dictionaries(st.text(), st.integers(-(2**60), 2**60)),
    values=st.lists(st.floats(allow_nan=False), min_size=1),
)
def test_a_result_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, share, names, moment, counts, values
):
    folder = tmp_path_factory.mktemp("result")
    table = pd.DataFrame({"value": values, "when": pd.Timestamp("2018-08-01")})
    given = Result(table, moment.date(), moment, Part(share, names), counts, b"png")
    store.save(given, folder)
    found = store.load(Result, folder)
    pd.testing.assert_frame_equal(found.table, table)
    for name in ("day", "moment", "part", "counts", "picture"):
        assert getattr(found, name) == getattr(given, name)


def test_a_table_comes_back_with_its_types(tmp_path: Path):
    table = pd.DataFrame({"segment": pd.array([1, None], "Int8"), "name": ["a", None]})
    store.save(table, tmp_path)
    pd.testing.assert_frame_equal(store.load(pd.DataFrame, tmp_path), table)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package in which ``step`` uses ``helper`` and nothing uses ``other``."""
    folder = tmp_path / "sample"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "step.py").write_text("from sample.helper import double\n")
    (folder / "helper.py").write_text("def double(x): return 2 * x\n")
    (folder / "other.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.startswith("sample")]:
        del sys.modules[name]


def version_after_change(file: Path, module: str) -> tuple[str, str]:
    store.code_version.cache_clear()
    before = store.code_version(module)
    file.write_text(file.read_text() + "y = 2\n")
    store.code_version.cache_clear()
    return before, store.code_version(module)


def test_editing_a_helper_changes_the_version_of_what_calls_it(package: Path):
    before, after = version_after_change(package / "helper.py", "sample.step")
    assert before != after


def test_editing_a_stranger_changes_nothing(package: Path):
    before, after = version_after_change(package / "other.py", "sample.step")
    assert before == after
