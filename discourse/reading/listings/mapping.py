"""What a project's settings say of a listing's columns, and what became of each column."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from discourse.domain.errors import UsageError
from discourse.reading.listings.record import Course

_NOT_MAPPED = frozenset({"kind", "extra"})
FIELDS = tuple(item.name for item in fields(Course) if item.name not in _NOT_MAPPED)


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column's field of `Course` (empty: leave the column out) and the unit of its bare numbers."""

    name: str
    field: str
    unit: str = ""

    def __post_init__(self) -> None:
        if self.field and self.field not in FIELDS:
            raise UsageError(
                f"Column '{self.name}' is mapped to '{self.field}', which no course has; known are {', '.join(FIELDS)}."
            )


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The user's own mapping; it goes before the names that are recognised."""

    columns: tuple[MappedColumn, ...] = ()

    def find(self, name: str) -> MappedColumn | None:
        """What the user said of a column, blanks around its name and capitals aside."""
        wanted = name.strip().casefold()
        return next((column for column in self.columns if column.name.strip().casefold() == wanted), None)


NO_MAP = ColumnMap()


@dataclass(frozen=True, slots=True)
class ColumnsTaken:
    """Each column with the field it fills, and the columns that fill none and are kept as they are."""

    taken: tuple[tuple[str, str], ...]
    left: tuple[str, ...]


def settings_to_map(table: Mapping[str, object]) -> ColumnMap:
    """The map that `[listings.columns]` states: `"Dauer" = "duration, weeks"`; `""` leaves a column out.

    A `UsageError` names a column whose value is no text or no field of a course.
    """
    columns = []
    for name, stated in table.items():
        if not isinstance(stated, str):
            raise UsageError(f"Column '{name}' is mapped to {stated!r}; give a text such as 'duration, weeks'.")
        field, _, unit = stated.partition(",")
        columns.append(MappedColumn(name, field.strip(), unit.strip()))
    return ColumnMap(tuple(columns))
