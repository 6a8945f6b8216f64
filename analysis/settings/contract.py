"""The prices and the terms of the maintenance contract."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from analysis.settings.section import Section

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
