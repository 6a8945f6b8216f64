"""What every part of ``study.yml`` is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]
Positive = Annotated[float, Field(gt=0)]


class Section(BaseModel):
    """A part of ``study.yml``: no unknown key, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
