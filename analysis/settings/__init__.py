"""Everything a user may tune: ``study.yml`` as typed settings."""

from analysis.settings.contract import ContractSettings, Party, Work
from analysis.settings.maintenance import (
    AlarmSettings,
    EconomicsSettings,
    MaintenanceSettings,
)
from analysis.settings.reading import read_settings
from analysis.settings.segmentation import (
    AnyGrid,
    DbscanGrid,
    Rule,
    SegmentationSettings,
    Space,
    WardGrid,
)
from analysis.settings.study import CampaignSettings, Publication, Settings, Window

__all__ = [
    "AlarmSettings",
    "AnyGrid",
    "CampaignSettings",
    "ContractSettings",
    "DbscanGrid",
    "EconomicsSettings",
    "MaintenanceSettings",
    "Party",
    "Publication",
    "Rule",
    "SegmentationSettings",
    "Settings",
    "Space",
    "WardGrid",
    "Window",
    "Work",
    "read_settings",
]
