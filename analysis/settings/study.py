"""Everything a user may tune, in one object."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from analysis.settings.contract import ContractSettings
from analysis.settings.maintenance import EconomicsSettings, MaintenanceSettings
from analysis.settings.section import Section, Share
from analysis.settings.segmentation import SegmentationSettings


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


class CampaignSettings(Section):
    """What a campaign should be able to show, and over how long."""

    horizon_days: Annotated[int, Field(ge=1)] = 90
    effect: Annotated[float, Field(gt=0)] = 0.5
    power: Annotated[float, Field(gt=0.5, lt=1)] = 0.8
    level: Annotated[float, Field(gt=0, lt=0.5)] = 0.05


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
