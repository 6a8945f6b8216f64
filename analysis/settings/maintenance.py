"""How history is replayed, and what it costs to be wrong."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from analysis.settings.section import Count, Positive, Section, Share


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

    horizon_weeks: Annotated[int, Field(ge=2, le=104)] = 39
    threshold: Annotated[float, Field(gt=0, lt=1)] = 0.8
    confidence: Annotated[float, Field(ge=0.5, lt=1)] = 0.9
    minimum_share: Annotated[float, Field(gt=0, lt=1)] = 0.1
    n_init: Count = 5
    bootstraps: Annotated[int, Field(ge=20)] = 200
    alarms: AlarmSettings = AlarmSettings()


class EconomicsSettings(Section):
    """What a misplaced customer costs: assumptions that no order can prove."""

    campaigns_per_year: Annotated[float, Field(ge=0, le=366)] = 12
    response_difference: Share = 0.001
    margin: Share = 0.2
    tolerance: Share = 0.05
