"""The numbers under which the fields of objects are indexed: given once, kept in the database, known to every process."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, insert, select

from sagsbud.domain.frozen import frozen
from sagsbud.sagdok.models import OBJECT_TYPES, ObjectType
from sagsbud.service.tables import felt

Key = tuple[str, str]


@frozen
class Fields:
    """Numbers by class and name."""

    numbers: Mapping[Key, int]

    def of(self, spec: ObjectType, name: str) -> int:
        """The number of one field."""
        return self.numbers[spec.name, name]

    def some(self, spec: ObjectType, names: Iterable[str]) -> list[int]:
        """The numbers of several fields of one class."""
        return [self.numbers[spec.name, name] for name in names]


def text_fields(spec: ObjectType) -> list[str]:
    """The names that are searched as text."""
    return [*spec.attributes, spec.state_field, *(("varianttekst", "deltekst") if spec.has_variants else ())]


def load_fields(connection: Connection) -> Fields:
    """All numbers, new ones given to fields that had none; inside the transaction that migrates."""
    numbers: dict[Key, int] = {(klasse, navn): number for number, klasse, navn in connection.execute(select(felt))}
    highest = max(numbers.values(), default=0)
    wanted = [(spec.name, name) for spec in OBJECT_TYPES.values() for name in (*text_fields(spec), *spec.relations)]
    news = {key: number for number, key in enumerate((key for key in wanted if key not in numbers), start=highest + 1)}
    if news:
        rows = [{"id": number, "klasse": klasse, "navn": navn} for (klasse, navn), number in news.items()]
        connection.execute(insert(felt), rows)
    return Fields(numbers | news)
