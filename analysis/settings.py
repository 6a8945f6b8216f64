"""Read ``study.yml`` into typed settings.

A wrong key or value is an :class:`~analysis.errors.InputError` that names the key, the
value found and what would be accepted.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from analysis.errors import InputError

Feature = Literal[
    "recency",
    "frequency",
    "monetary",
    "satisfaction",
    "delivery_delay",
    "freight_share",
    "installments",
    "main_category",
]
Transform = Literal["none", "log", "yeo-johnson", "quantile"]
Criterion = Literal["silhouette", "separation", "fidelity", "jaccard", "stability"]
Share = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """A part of ``study.yml``: no unknown key, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Demo(Section):
    customers: Annotated[int, Field(ge=100)] = 20_000


class Window(Section):
    start: dt.date | None = None
    end: dt.date | None = None
    minimum_share: Share = 0.05

    @model_validator(mode="after")
    def ordered(self) -> Window:
        if self.start and self.end and self.start >= self.end:
            raise ValueError(f"start ({self.start}) must come before end ({self.end})")
        return self


class Space(Section):
    """A set of features and how distances are measured between them."""

    features: Annotated[tuple[Feature, ...], Field(min_length=1)] = (
        "recency",
        "frequency",
        "monetary",
        "satisfaction",
    )
    transforms: dict[Feature, Transform] = Field(default_factory=dict)
    scaling: Literal["standard", "robust", "min-max"] = "standard"
    missing: Literal["mean", "median", "neutral"] = "mean"

    @model_validator(mode="after")
    def consistent(self) -> Space:
        if len(set(self.features)) < len(self.features):
            raise ValueError("features names the same feature twice")
        if absent := [name for name in self.transforms if name not in self.features]:
            raise ValueError(f"transforms names {absent[0]}, which is not in features")
        if "main_category" in self.transforms:
            raise ValueError("main_category is a name, it takes no transform")
        return self


Segments = tuple[Annotated[int, Field(ge=2)], ...]
Count = Annotated[int, Field(ge=1)]
Positive = Annotated[float, Field(gt=0)]


class Grid(Section):
    """Candidates of one family: every combination of the values listed.

    ``spaces`` are those in which they are tried (empty: all); ``in_full`` says whether
    they are scored on all customers: when the sample speaks for them, always or never.
    """

    spaces: tuple[str, ...] = ()
    in_full: Literal["earned", "always", "never"] = "earned"

    def combinations(self) -> list[dict[str, Any]]:
        """Every combination of hyper-parameters, in the order of the fields."""
        common = {"family", *Grid.model_fields}
        names = [name for name in type(self).model_fields if name not in common]
        values = product(*(getattr(self, name) for name in names))
        return [dict(zip(names, each, strict=True)) for each in values]


class KMeansGrid(Grid):
    family: Literal["kmeans"]
    init: tuple[Literal["k-means++", "random"], ...] = ("k-means++",)
    n_init: tuple[Count, ...] = (5,)
    k: Segments


class RfmGrid(Grid):
    """Customers crossed by equal parts of recency, frequency and monetary."""

    family: Literal["rfm_grid"]
    levels: Segments


class WardGrid(Grid):
    family: Literal["ward"]
    reduced_to: tuple[Annotated[int, Field(ge=10)], ...] = (1000,)
    k: Segments


class DbscanGrid(Grid):
    family: Literal["dbscan"]
    min_samples: tuple[Count, ...]
    eps: tuple[Positive, ...]


class HdbscanGrid(Grid):
    family: Literal["hdbscan"]
    min_samples: tuple[Count, ...]
    smallest: tuple[Annotated[float, Field(gt=0, lt=1)], ...]


class MixtureGrid(Grid):
    family: Literal["mixture"]
    covariance: tuple[Literal["full", "tied", "diag", "spherical"], ...]
    k: Segments


class LatentClassesGrid(Grid):
    family: Literal["latent_classes"]
    k: Segments


AnyGrid = Annotated[
    KMeansGrid
    | RfmGrid
    | WardGrid
    | DbscanGrid
    | HdbscanGrid
    | MixtureGrid
    | LatentClassesGrid,
    Field(discriminator="family"),
]


class Rule(Section):
    """What a candidate must be, in this order, and how those that remain are ranked."""

    segments: tuple[Annotated[int, Field(ge=2)], Annotated[int, Field(le=15)]] = (4, 7)
    maximum_noise: Share = 0.05
    minimum_share: Share = 0.005
    minimum_separation: Share = 0.14
    minimum_fidelity: Share = 0.8
    minimum_stability: Share = 0.8
    minimum_jaccard: Share = 0.6
    rank_by: Annotated[tuple[Criterion, ...], Field(min_length=1)] = (
        "silhouette",
        "separation",
        "fidelity",
        "jaccard",
    )

    @model_validator(mode="after")
    def ordered(self) -> Rule:
        least, most = self.segments
        if least > most:
            raise ValueError(f"segments starts at {least}, after its end ({most})")
        return self


class SegmentationSettings(Section):
    spaces: Annotated[dict[str, Space], Field(min_length=1)] = Field(
        default_factory=lambda: {"rfm_satisfaction": Space()}
    )
    grids: tuple[AnyGrid, ...] = (KMeansGrid(family="kmeans", k=tuple(range(2, 9))),)
    sample: Annotated[int, Field(ge=500)] = 10_000
    finalists: Annotated[int, Field(ge=1)] = 3
    seeds: Annotated[int, Field(ge=2)] = 5
    bootstraps: Annotated[int, Field(ge=2)] = 30
    rule: Rule = Rule()
    # Left out of the steps' keys: what counts is the content of that folder.
    previous: Annotated[Path | None, Field(exclude=True)] = None

    @model_validator(mode="after")
    def consistent(self) -> SegmentationSettings:
        for grid in self.grids:
            unknown = [name for name in grid.spaces if name not in self.spaces]
            if unknown:
                known = ", ".join(self.spaces)
                raise ValueError(
                    f"the grid of {grid.family} names the space {unknown[0]} "
                    f"(known: {known})"
                )
        if not any(grid.family == "kmeans" for grid in self.grids):
            raise ValueError("grids must hold one of kmeans, which can be deployed")
        if all("main_category" in space.features for space in self.spaces.values()):
            raise ValueError("spaces must hold one without main_category")
        return self


class AlarmSettings(Section):
    """From which level on each sign of ageing rings, and when it rings in time."""

    psi: Positive = 0.25
    ks: Share = 0.2
    wasserstein: Positive = 0.5
    segments: Positive = 0.1
    margin: Share = 0.05
    lead_weeks: Count = 4


class MaintenanceSettings(Section):
    """How history is replayed, and when a segmentation is out of date."""

    horizon_weeks: Annotated[int, Field(ge=2, le=104)] = 26
    threshold: Annotated[float, Field(gt=0, lt=1)] = 0.8
    confidence: Annotated[float, Field(ge=0.5, lt=1)] = 0.9
    minimum_share: Annotated[float, Field(gt=0, lt=1)] = 0.1
    n_init: Count = 5
    bootstraps: Annotated[int, Field(ge=20)] = 200
    alarms: AlarmSettings = AlarmSettings()


class CampaignSettings(Section):
    """What a campaign should be able to show, and over how long."""

    horizon_days: Annotated[int, Field(ge=1)] = 90
    effect: Annotated[float, Field(gt=0)] = 0.5
    power: Annotated[float, Field(gt=0.5, lt=1)] = 0.8
    level: Annotated[float, Field(gt=0, lt=0.5)] = 0.05


class EconomicsSettings(Section):
    """What a misplaced customer costs: assumptions that no order can prove."""

    campaigns_per_year: Annotated[float, Field(ge=0, le=366)] = 12
    response_difference: Share = 0.001
    margin: Share = 0.2
    tolerance: Share = 0.05


# Bounded, so that amounts stay exact to the cent.
DayRate = Annotated[Decimal, Field(ge=0, le=100_000)]
Days = Annotated[Decimal, Field(ge=0, le=366)]
Work = dict[str, Days]
Delay = Annotated[int, Field(ge=1, le=366)]
Weeks = Annotated[int, Field(ge=1, le=52)]


class Party(Section):
    """One of the two who sign."""

    name: str = ""
    address: str = ""
    registration: str = ""
    signatory: str = ""


class WorkDays(Section):
    """Days of each profile: once, per refresh, per month, per session."""

    set_up: Work = Field(
        default_factory=lambda: {"data scientist": Decimal(4), "direction": Decimal(1)}
    )
    refresh: Work = Field(default_factory=lambda: {"data scientist": Decimal("0.5")})
    monitoring: Work = Field(
        default_factory=lambda: {"data scientist": Decimal("0.25")}
    )
    training: Work = Field(default_factory=lambda: {"data scientist": Decimal(1)})


class Exchange(Section):
    """The rate of the contract, and the day on which it was taken."""

    reais_per_euro: Annotated[Decimal, Field(gt=0, le=100_000)] = Decimal("6.25")
    date: dt.date | None = None


class Vat(Section):
    """The tax of the provider's country; without a rate, why there is none."""

    country: str = "France"
    rate: Annotated[Decimal | None, Field(ge=0, le=100)] = None
    reason: str = (
        "client établi hors de l'Union européenne, article 259-1 du code général des "
        "impôts"
    )

    @model_validator(mode="after")
    def stated(self) -> Vat:
        if self.rate is not None and 0 < self.rate < 1:
            raise ValueError(f"rate is in percent: {self.rate} is less than 1 %")
        if self.rate is None and not self.reason.strip():
            raise ValueError("give a rate in percent, or the reason why there is none")
        return self


class ServiceLevels(Section):
    """Within how many working days things are done; hours for a breach of data."""

    delivery_days: Delay = 5
    answer_days: Delay = 2
    alarm_days: Delay = 5
    correction_days: Delay = 5
    acceptance_days: Delay = 10
    breach_hours: Annotated[int, Field(ge=1, le=72)] = 48


class ContractSettings(Section):
    """Who signs, for what, at which prices and under which terms."""

    provider: Party = Party()
    client: Party = Party(name="Olist")
    date: dt.date | None = None
    start: dt.date | None = None
    refresh_weeks: Weeks | None = None
    default_weeks: Weeks = 13
    rates: Annotated[dict[str, DayRate], Field(min_length=1)] = Field(
        default_factory=lambda: {
            "data scientist": Decimal(600),
            "direction": Decimal(800),
        }
    )
    days: WorkDays = WorkDays()
    exchange: Exchange = Exchange()
    vat: Vat = Vat()
    service: ServiceLevels = ServiceLevels()
    validity_days: Delay = 60
    payment_days: Delay = 30
    notice_days: Delay = 60
    cure_days: Delay = 30
    deletion_days: Delay = 30

    @model_validator(mode="after")
    def consistent(self) -> ContractSettings:
        for task, work in self.days:
            if unknown := [name for name in work if name not in self.rates]:
                known = ", ".join(self.rates)
                raise ValueError(
                    f"days › {task} names {unknown[0]}, who has no rate (known: "
                    f"{known})"
                )
        if self.date and self.start and self.start < self.date:
            raise ValueError(f"start ({self.start}) comes before date ({self.date})")
        return self


class Publication(Section):
    minimum_cell: Annotated[int, Field(ge=1)] = 20


class Site(Section):
    """Where the report is published."""

    address: str | None = None

    @model_validator(mode="after")
    def on_the_web(self) -> Site:
        if self.address and not self.address.startswith(("https://", "http://")):
            raise ValueError(f"address ({self.address}) must start with https://")
        return self


class Settings(Section):
    """Everything a user may tune; one attribute per section of ``study.yml``."""

    data: Path | None = None
    demo: Demo = Demo()
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 42
    as_of: dt.date | None = None
    window: Window = Window()
    segmentation: SegmentationSettings = SegmentationSettings()
    maintenance: MaintenanceSettings = MaintenanceSettings()
    campaigns: CampaignSettings = CampaignSettings()
    economics: EconomicsSettings = EconomicsSettings()
    contract: ContractSettings = ContractSettings()
    publication: Publication = Publication()
    site: Site = Site()


def read_settings(path: Path) -> Settings:
    """Read and check a settings file.

    Parameters
    ----------
    path : Path
        A YAML file such as ``study.yml``; when it does not exist, every setting has its
        default.

    Returns
    -------
    Settings

    Raises
    ------
    InputError
        The file is not YAML, names an unknown setting or holds a senseless value.
    """
    if not path.exists():
        return Settings()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf8")) or {}
    # PyYAML lets 30 February through as a ValueError; so is text that is not UTF-8.
    except (yaml.YAMLError, ValueError) as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise InputError(
            f"{path.name}{line}: this is not readable YAML; correct it or restore the "
            "file that came with the project."
        ) from error
    if not isinstance(content, dict):
        raise InputError(f"{path.name}: expected `key: value` lines.")
    try:
        return Settings.model_validate(without_empty_sections(content))
    except ValidationError as error:
        raise InputError(f"{path.name}: {sentence(error)}") from error


def without_empty_sections(content: dict) -> dict:
    """Treat a section written without content as absent: it has its defaults."""
    return {
        key: value
        for key, value in content.items()
        if value is not None or not is_section(key)
    }


def is_section(key: str) -> bool:
    field = Settings.model_fields.get(key)
    return field is not None and isinstance(field.default, Section)


def sentence(error: ValidationError) -> str:
    """Say the first problem that pydantic found, in one sentence."""
    problem = error.errors()[0]
    place = " › ".join(str(part) for part in problem["loc"]) or "the file"
    if problem["type"] == "extra_forbidden":
        known = ", ".join(known_keys(problem["loc"][:-1]))
        return f"{place} is not a setting (known here: {known})."
    reason = problem["msg"].removeprefix("Value error, ").replace("tuple", "list")
    if isinstance(problem["input"], dict):
        return f"{place}: {reason}."
    return f"{place} is {problem['input']!r}: {reason[0].lower()}{reason[1:]}."


def known_keys(location: tuple) -> list[str]:
    """Names of the settings that exist at a place such as ``("window",)``."""
    model: type[Section] | None = Settings
    for part in location:
        field = model.model_fields.get(part) if model else None
        inside = sections(field.annotation) if field else [model]
        # A place within a choice of sections is told by the family that it names.
        named = {part} | ({location[-1]} if len(inside) > 1 else set())
        model = next((each for each in inside if family(each) in named), inside[0])
    return list(model.model_fields) if model else []


def sections(annotation: Any) -> list[type[Section]]:
    """The sections that a field may hold, be it in a list or in a mapping."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return [annotation]
    return [found for each in get_args(annotation) for found in sections(each)]


def family(model: type[Section]) -> str | None:
    field = model.model_fields.get("family")
    return get_args(field.annotation)[0] if field else None
