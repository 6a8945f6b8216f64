"""The study: data, settings and the steps from the tables to the maintenance."""

from __future__ import annotations

import functools
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.parquet as pq

from analysis import provenance, store
from analysis.errors import InputError
from analysis.location import cache_folder, configured_data, project_root
from analysis.provenance import Provenance
from analysis.schema.contract import CONTRACTS
from analysis.settings import Settings, read_settings
from analysis.sources import Source, Tables, find
from analysis.steps import Report, Steps, step

# The modules of the steps are imported when a step runs: a chapter that reuses results
# need not wait for scikit-learn and Yellowbrick.
if TYPE_CHECKING:
    from analysis.campaigns import Campaigns
    from analysis.charts.maps import Maps
    from analysis.charts.pictures import Pictures
    from analysis.contract import Contract
    from analysis.economics import Economy
    from analysis.everyday.saved import SavedSegmentation
    from analysis.exploration import Exploration
    from analysis.features import Features
    from analysis.maintenance.result import Maintenance
    from analysis.maintenance.simulation import Aging
    from analysis.period import Period
    from analysis.profiles import Profiles
    from analysis.segmentation import Segmentation
    from analysis.segmentation.trials import Trials


class Study(Steps):
    """Everything that documents ask for.  Open one with :meth:`open`.

    Parameters
    ----------
    settings : Settings
    source : Source
        The nine tables as they were found.
    cache : Path
        Folder of the results.
    report : callable, optional
        Told the name, the state (``"runs"``, ``"computed"`` or ``"reused"``) and the
        seconds of each step.
    previous : SavedSegmentation, optional
        The segmentation whose names and colours go on.
    """

    def __init__(
        self,
        settings: Settings,
        source: Source,
        cache: Path,
        report: Report | None = None,
        previous: SavedSegmentation | None = None,
    ) -> None:
        super().__init__(settings, cache, report)
        self.source = source
        self.previous = previous

    @classmethod
    def open(cls, root: Path | None = None, report: Report | None = None) -> Study:
        """Read ``study.yml``, find the data, reuse what is already computed.

        Without any configured data and without ``data/``, the study is about a
        demonstration marketplace, and says so.

        Parameters
        ----------
        root : Path, optional
            The project; by default the nearest folder above that holds ``study.yml``.
        report : callable, optional
            See :class:`Study`.

        Raises
        ------
        InputError
            The settings or the data cannot be used.
        """
        root = project_root(root)
        settings = read_settings(root / "study.yml")
        cache = cache_folder(root)
        location = configured_data(root, settings)
        path = location.path if location else demonstration(settings, cache)
        previous = previous_segmentation(root, settings)
        return cls(settings, find(path), cache, report, previous)

    def given(self, name: str) -> Path | SavedSegmentation | None:
        """The checked tables, or the previous segmentation."""
        return {"tables": self.checked, "previous": self.previous}[name]

    def given_key(self, name: str) -> str:
        """Key of the checked tables, or of the previous segmentation."""
        if name == "tables":
            return store.digest(self.fingerprint, store.code_version("analysis.schema"))
        return store.digest(self.previous.to_json() if self.previous else None)

    @functools.cached_property
    def tables(self) -> Tables:
        """The nine tables, checked and typed."""
        return Tables.read(self.checked)

    @functools.cached_property
    def checked(self) -> Path:
        """Folder of the checked tables and their inventory."""
        from analysis.schema import ingest

        def read(folder: Path) -> Path:
            for name in pd.read_parquet(folder / "inventory.parquet")["table"]:
                pq.read_metadata(folder / f"{name}.parquet")
            return folder

        return self.keep("tables", partial(ingest, self.source), read)

    @property
    def inventory(self) -> pd.DataFrame:
        """One row per table: rows, columns, key, missing values, duplicates."""
        return pd.read_parquet(self.checked / "inventory.parquet")

    @step("analysis.period", "Period", settings=("as_of", "window"), needs=("tables",))
    def period(self) -> Period:
        """The dates of the study."""
        from analysis.period import find_period

        return find_period(self.tables, self.settings)

    @step("analysis.exploration.quality", settings=("window",), needs=("period",))
    def quality(self) -> pd.DataFrame:
        """The quality register: anomaly, count, decision, effect."""
        from analysis.exploration.quality import register

        share = self.settings.window.minimum_share
        return register(self.tables, self.period, share)

    @step("analysis.customers", needs=("period",))
    def customers(self) -> pd.DataFrame:
        """One row per person who placed an order by the study's date."""
        from analysis.customers import customers

        return customers(self.tables, self.period.as_of).to_pandas()

    @step(
        "analysis.exploration",
        "Exploration",
        settings=("publication",),
        needs=("period", "customers"),
    )
    def exploration(self) -> Exploration:
        """What the exploration chapter asks of the data."""
        from analysis.exploration import explore

        minimum = self.settings.publication.minimum_cell
        return explore(self.tables, self.customers, self.period, minimum)

    @step(
        "analysis.segmentation.trials",
        "Trials",
        settings=("segmentation", "seed"),
        needs=("customers",),
    )
    def trials(self) -> Trials:
        """What was tried on the sample and on all customers, and what was chosen."""
        from analysis.segmentation.trials import search

        def tell(stage: str, done: int, total: int) -> None:
            self.report(f"trials, {stage}: {done} of {total}", "runs", 0.0)

        settings, shelf = self.settings.segmentation, self.cache / "candidates"
        return search(self.customers, settings, self.settings.seed, shelf, tell)

    @step(
        "analysis.segmentation",
        "Segmentation",
        settings=("segmentation.spaces", "seed"),
        needs=("customers", "trials"),
    )
    def segmentation(self) -> Segmentation:
        """The chosen model."""
        from analysis.segmentation import fit

        return fit(
            self.customers,
            self.settings.segmentation.spaces[self.trials.chosen["space"]],
            int(self.trials.chosen["k"]),
            self.settings.seed,
            name=self.trials.chosen["space"],
            **self.trials.starts,
        )

    @step(
        "analysis.features",
        "Features",
        settings=("segmentation.spaces", "publication", "seed"),
        needs=("period", "customers", "trials", "segmentation"),
    )
    def features(self) -> Features:
        """What is known at a date, and what transforms and spaces do to segments."""
        from analysis.features import describe

        return describe(
            self.tables,
            self.customers,
            self.segments,
            self.trials.screened,
            self.segmentation.space,
            self.period,
            self.settings,
        )

    @step(
        "analysis.everyday.matching",
        settings=("publication",),
        needs=("previous", "segmentation"),
    )
    def portraits(self) -> pd.DataFrame:
        """One row per segment: name, colour, size, profile, portrait, rule, action."""
        from analysis.portraits import portraits

        minimum = self.settings.publication.minimum_cell
        table = portraits(
            self.customers, self.segments, self.segmentation, minimum_cell=minimum
        )
        if self.previous is None:
            return table
        from analysis.everyday.matching import kept_identities, match

        previous = self.previous.segmentation
        matches = match(previous, self.segmentation, self.customers)
        return kept_identities(table, matches, self.previous)

    @step(
        "analysis.profiles",
        "Profiles",
        settings=("publication",),
        needs=("period", "segmentation"),
    )
    def profiles(self) -> Profiles:
        """How customers differ inside the segments, and between them."""
        from analysis.profiles import profiles

        minimum = self.settings.publication.minimum_cell
        return profiles(
            self.tables, self.customers, self.segments, self.period, minimum
        )

    @step(
        "analysis.campaigns",
        "Campaigns",
        settings=("campaigns", "publication"),
        needs=("period", "segmentation"),
    )
    def campaigns(self) -> Campaigns:
        """How to tell whether writing to a segment makes its customers come back."""
        from analysis.campaigns import campaigns

        return campaigns(
            self.tables,
            self.period,
            self.segmentation,
            self.segments,
            self.settings.campaigns,
            self.settings.publication.minimum_cell,
        )

    @step(
        "analysis.charts.pictures",
        "Pictures",
        settings=("seed",),
        needs=("trials", "portraits"),
    )
    def pictures(self) -> Pictures:
        """Yellowbrick's pictures of the choice of k."""
        from analysis.charts.pictures import pictures

        k_max, seed = int(self.trials.curve["k"].max()), self.settings.seed
        return pictures(self.customers, self.segmentation, self.portraits, k_max, seed)

    @step("analysis.charts.maps", "Maps", settings=("seed",), needs=("portraits",))
    def maps(self) -> Maps:
        """Customers on the plane, coloured by segment."""
        from analysis.charts.maps import maps

        seed = self.settings.seed
        return maps(self.customers, self.segmentation, self.portraits, seed)

    @step(
        "analysis.maintenance.simulation",
        "Aging",
        settings=(
            "segmentation.spaces",
            "maintenance.minimum_share",
            "maintenance.horizon_weeks",
            "maintenance.n_init",
            "seed",
        ),
        needs=("period", "trials", "segmentation"),
    )
    def aging(self) -> Aging:
        """Segmentations of past dates, and what became of them."""
        from analysis.maintenance.simulation import simulate
        from analysis.maintenance.variants import variants_of

        def tell(stage: str, done: int, total: int) -> None:
            self.report(f"aging, {stage}: {done} of {total}", "runs", 0.0)

        return simulate(
            self.tables,
            self.settings.maintenance,
            self.segmentation,
            variants_of(self.settings.segmentation.spaces, self.trials),
            start=self.period.start,
            end=self.period.end,
            seed=self.settings.seed,
            tell=tell,
        )

    @step(
        "analysis.maintenance.result",
        "Maintenance",
        settings=("maintenance", "publication", "seed"),
        needs=("period", "portraits", "aging"),
    )
    def maintenance(self) -> Maintenance:
        """How long the segmentation stays the one that would be fitted again."""
        from analysis.maintenance.changes import changes, flows
        from analysis.maintenance.result import conclude
        from analysis.publication import publishable

        minimum = self.settings.publication.minimum_cell
        weekly = flows(self.tables, self.period.start, self.period.end)
        return conclude(
            self.aging,
            self.portraits,
            self.settings.maintenance,
            self.settings.seed,
            flows=publishable(weekly, "orders", minimum),
            changes=changes(weekly),
        )

    # It reads all the contract, prices and terms: a new one is a new result to show.
    @step(
        "analysis.economics",
        "Economy",
        settings=("economics", "contract"),
        needs=("portraits", "maintenance"),
    )
    def economy(self) -> Economy:
        """What refreshing costs, and what it costs to be wrong."""
        from analysis.economics import economy
        from analysis.maintenance import misplaced

        return economy(
            misplaced(self.maintenance),
            self.portraits,
            self.maintenance,
            self.settings.economics,
            self.settings.contract,
        )

    @functools.cached_property
    def contract(self) -> Contract:
        """The proposal of a maintenance contract, of the day of the results."""
        from analysis.contract import contract

        computed = self.provenance.computed
        return contract(self.settings.contract, self.maintenance, computed)

    @functools.cached_property
    def segments(self) -> pd.Series:
        """Segment of each customer, on the index of :attr:`customers`."""
        return self.segmentation.assign(self.customers)

    @functools.cached_property
    def provenance(self) -> Provenance:
        """Where the numbers of this report come from."""
        rows = self.inventory.set_index("table")["rows"]
        return Provenance(
            name=self.source.path.name,
            kind=self.source.kind,
            demo=self.source.demo,
            fingerprint=self.fingerprint,
            computed=provenance.computed_on(self.cache),
            rows={name: int(count) for name, count in rows.items()},
            versions=provenance.versions(),
            renderer=provenance.current_renderer(),
        )

    @functools.cached_property
    def fingerprint(self) -> str:
        """Hash of the data's content."""
        return self.source.fingerprint()

    def compute(self) -> None:
        """Compute every step that is not there yet, and record what is current."""
        keys = {}
        for name in ("tables", *self.declared):
            self.result(name)
            keys[name] = self.key(name)
        # Documents name the data: the same tables under another name are no reuse.
        keys["source"] = self.source.path.name
        provenance.write_results(self.cache, keys, self.source.demo)


def previous_segmentation(root: Path, settings: Settings) -> SavedSegmentation | None:
    """The segmentation of ``study.yml › segmentation › previous``, if one is named."""
    folder = settings.segmentation.previous
    if folder is None:
        return None
    from analysis.everyday.saved import SavedSegmentation

    return SavedSegmentation.read(root / folder.expanduser())


def demonstration(settings: Settings, cache: Path) -> Path:
    """Write the demonstration marketplace once, and say where it is."""
    from analysis.sources.demo import write_demo

    customers, seed = settings.demo.customers, settings.seed
    version = store.digest(customers, seed, store.code_version("analysis.sources.demo"))
    folder = cache / "demonstration" / version
    if not is_complete(folder):
        shutil.rmtree(folder, ignore_errors=True)
        write_demo(folder, customers, seed)
    return folder


def is_complete(folder: Path) -> bool:
    """Whether a folder holds every table."""
    try:
        return set(find(folder).tables) == set(CONTRACTS)
    except InputError:
        return False
