"""Of which units and which area figures are asked for, and how times fall into pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func
from sqlmodel import col

from storage.models import Case, Survey


@dataclass(frozen=True, slots=True)
class Scope:
    """Units (None: all) and an area (None: everywhere)."""

    units: tuple[str, ...] | None = None
    area: str | None = None

    def of_cases(self) -> list[Any]:
        """Its conditions on cases."""
        found = [] if self.units is None else [col(Case.unit).in_(self.units)]
        return found if self.area is None else [*found, col(Case.area) == self.area]

    def of_surveys(self) -> list[Any]:
        """Its conditions on surveys; an area is that of their cases."""
        found = [] if self.units is None else [col(Survey.unit).in_(self.units)]
        if self.area is None:
            return found
        there = col(Survey.case_id).in_(_cases_of(self.area))
        return [*found, there]


EVERYTHING = Scope()


def _cases_of(area: str) -> Any:  # noqa: ANN401  # a subquery
    from_area = Case.__table__.select().with_only_columns(col(Case.id))  # type: ignore[attr-defined]  # SQLModel does not say so
    return from_area.where(col(Case.area) == area)


def between(column: Any, start: datetime, end: datetime) -> Any:  # noqa: ANN401  # column expressions
    """In [start, end)."""
    return and_(column >= start, column < end)


def piece(column: Any, bounds: Sequence[datetime]) -> Any:  # noqa: ANN401  # column expressions
    """Into which piece a time falls: 0 for [bounds[0], bounds[1]); named "piece"."""
    return case(*((column < end, at) for at, end in enumerate(bounds[1:]))).label("piece")


def count(condition: Any) -> Any:  # noqa: ANN401  # column expressions
    """How many rows fulfil a condition."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
