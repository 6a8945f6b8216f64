"""Read ``study.yml`` into typed settings.

A wrong key or value is an :class:`~analysis.errors.InputError` that names the key, the
value found and what would be accepted.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

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
]
Transform = Literal["none", "log"]
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


class SegmentationSettings(Section):
    features: Annotated[tuple[Feature, ...], Field(min_length=1)] = (
        "recency",
        "frequency",
        "monetary",
        "satisfaction",
    )
    transforms: dict[Feature, Transform] = Field(default_factory=dict)
    k_min: Annotated[int, Field(ge=2)] = 3
    k_max: Annotated[int, Field(le=15)] = 7
    seeds: Annotated[int, Field(ge=2)] = 8
    n_init: Annotated[int, Field(ge=1)] = 10
    minimum_share: Share = 0.005
    minimum_stability: Share = 0.8

    @model_validator(mode="after")
    def consistent(self) -> SegmentationSettings:
        if self.k_min > self.k_max:
            raise ValueError(f"k_min ({self.k_min}) exceeds k_max ({self.k_max})")
        if len(set(self.features)) < len(self.features):
            raise ValueError("features names the same feature twice")
        return self


class MaintenanceSettings(Section):
    origin: dt.date | None = None
    step_days: Annotated[int, Field(ge=1)] = 7
    horizon_weeks: Annotated[int, Field(ge=2)] = 40
    threshold: Share = 0.8
    n_init: Annotated[int, Field(ge=1)] = 5


class CampaignSettings(Section):
    """What a campaign should be able to show, and over how long."""

    horizon_days: Annotated[int, Field(ge=1)] = 90
    effect: Annotated[float, Field(gt=0)] = 0.5
    power: Annotated[float, Field(gt=0.5, lt=1)] = 0.8
    level: Annotated[float, Field(gt=0, lt=0.5)] = 0.05


class Publication(Section):
    minimum_cell: Annotated[int, Field(ge=1)] = 20


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
    publication: Publication = Publication()


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
    reason = problem["msg"].removeprefix("Value error, ")
    if isinstance(problem["input"], dict):
        return f"{place}: {reason}."
    return f"{place} is {problem['input']!r}: {reason[0].lower()}{reason[1:]}."


def known_keys(location: tuple) -> list[str]:
    """Names of the settings that exist at a place such as ``("window",)``."""
    model: type[BaseModel] = Settings
    for part in location:
        model = model.model_fields[part].annotation
    return list(model.model_fields)
