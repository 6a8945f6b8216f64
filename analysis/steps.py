"""Steps that are computed once and kept on disk.

A step's key is made of the data's fingerprint, the settings that the step reads, the
code that it runs and the keys of the steps before it.  Changing a price in
``study.yml`` therefore refits nothing, and editing a helper recomputes all that it
serves.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from pandas import DataFrame

from analysis import provenance, store
from analysis.aside import written_aside
from analysis.settings import Settings

# What reading a result raises when its files were cut short, lost or edited; those of
# Arrow and pydantic are kinds of ValueError.
DAMAGES = (OSError, ValueError, TypeError, KeyError)

Report = Callable[[str, str, float], None]


@dataclass(frozen=True)
class Step:
    """One computed result of the study, used as a property of `Steps`.

    Attributes
    ----------
    compute : callable
        Takes the study, returns the result.
    module : str
        The module that does the work; its code and imports enter the key.
    result : str
        The dataclass of that module that the result belongs to (see
        :mod:`analysis.store`); empty for a DataFrame.
    settings : tuple of str
        The parts of ``study.yml`` that the step reads: a section, or one setting of a
        section as ``section.setting``.
    needs : tuple of str
        What it uses: steps, and what the steps start from (see :meth:`Steps.given`).
    """

    compute: Callable[[Any], Any]
    module: str
    result: str
    settings: tuple[str, ...]
    needs: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.compute.__name__

    @property
    def kind(self) -> type:
        """The type of the result; its module is imported when it is first asked for."""
        if not self.result:
            return DataFrame
        return getattr(importlib.import_module(self.module), self.result)

    def __get__(self, study: Steps | None, owner: type) -> Any:
        return self if study is None else study.result(self.name)


def step(
    module: str,
    result: str = "",
    *,
    settings: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
) -> Callable[[Callable[[Any], Any]], Step]:
    """Declare a method of a class of `Steps` as a step."""

    def declare(compute: Callable[[Any], Any]) -> Step:
        return Step(compute, module, result, settings, needs)

    return declare


class Steps:
    """Steps over some data, each reused when nothing that it depends on has changed.

    Parameters
    ----------
    settings : Settings
    cache : Path
        Folder of the results.
    report : callable, optional
        Told the name, the state (``"runs"``, ``"computed"`` or ``"reused"``) and the
        seconds of each step.
    """

    declared: ClassVar[dict[str, Step]] = {}

    def __init_subclass__(cls) -> None:
        steps = [value for value in vars(cls).values() if isinstance(value, Step)]
        cls.declared = {step.name: step for step in steps}

    def __init__(
        self, settings: Settings, cache: Path, report: Report | None = None
    ) -> None:
        self.settings = settings
        self.cache = cache
        self.report = report or (lambda name, state, seconds: None)
        self.loaded: dict[str, Any] = {}

    def given(self, name: str) -> Any:
        """Make sure that a need that is no step is there, and give it."""
        raise NotImplementedError

    def given_key(self, name: str) -> str:
        """Key of a need that is no step."""
        raise NotImplementedError

    def result(self, name: str) -> Any:
        """Give a step's result: from memory, from disk, or by computing it."""
        if name not in self.declared:
            return self.given(name)
        if name not in self.loaded:
            wanted = self.declared[name]
            for needed in wanted.needs:  # first, so that each step has its own time
                self.result(needed)

            def compute(folder: Path) -> None:
                value = wanted.compute(self)
                with written_aside(folder) as aside:
                    store.save(value, aside)

            read = partial(store.load, wanted.kind)
            self.loaded[name] = self.keep(name, compute, read)
        return self.loaded[name]

    def keep(
        self, name: str, compute: Callable[[Path], None], read: Callable[[Path], Any]
    ) -> Any:
        """Read a step's folder; fill it first when it is not there, or damaged."""
        folder = self.cache / "steps" / name / self.key(name)
        if folder.exists():
            with contextlib.suppress(*DAMAGES):
                value = read(folder)
                self.report(name, "reused", 0.0)
                return value
        self.report(name, "runs", 0.0)
        began = time.perf_counter()
        compute(folder)
        seconds = time.perf_counter() - began
        clock = folder.with_name(f"{folder.name}.json")
        clock.write_text(json.dumps({"seconds": round(seconds, 3)}), encoding="utf8")
        self.report(name, "computed", seconds)
        return read(folder)

    def key(self, name: str) -> str:
        """Key of a step's result; it changes with all that the result depends on."""
        if name not in self.declared:
            return self.given_key(name)
        wanted = self.declared[name]
        code = store.code_version(wanted.module)
        before = [self.key(needed) for needed in wanted.needs]
        read = {place: self.setting(place) for place in wanted.settings}
        return store.digest(name, read, code, before)

    def setting(self, place: str) -> Any:
        """Plain value of a part of the settings, such as ``segmentation.rule``."""
        value: Any = self.settings.model_dump(mode="json")
        for part in place.split("."):
            value = value[part]
        return value

    @property
    def timings(self) -> DataFrame:
        """Seconds that each current result took when it was computed."""
        names = ["tables", *self.declared]
        seconds = [self.seconds(name) for name in names]
        return DataFrame({"step": names, "seconds": seconds})

    def seconds(self, name: str) -> float | None:
        """Time that a step took when it was computed; None before that."""
        clock = self.cache / "steps" / name / f"{self.key(name)}.json"
        return provenance.read_json(clock).get("seconds")
