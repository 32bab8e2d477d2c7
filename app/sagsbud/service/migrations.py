"""The schema, step by step. Own and small instead of a migration framework: the tables are few, the service must
migrate itself at its start without a configuration file, and the same steps must run on both stores.

A released step is never edited. Each makes tables of `tables.py` that no step has changed since; whoever changes one
gives the earlier step a copy of it as it was. A backup is restored by building the schema it was written with, then
going on.
"""

from collections.abc import Callable, Sequence
from uuid import uuid4

from sqlalchemy import Connection, func, insert, select, update

from sagsbud.service.tables import (
    METADATA,
    adgang,
    aendring,
    aendringsliste,
    attribut,
    felt,
    indhold,
    indholdsdel,
    journalpost,
    objekt,
    registrering,
    relation,
    ventende,
    version,
)

Step = Callable[[Connection], None]

_MIGRATION_LOCK = 7_241_002
"""Key of PostgreSQL's advisory lock, so that several processes starting at once migrate one after another."""


class NewerSchema(RuntimeError):
    """The database was written by a newer program."""


def _first_tables(connection: Connection) -> None:
    tables = [felt, objekt, registrering, journalpost, attribut, relation, indhold, indholdsdel, adgang]
    METADATA.create_all(connection, tables)
    if connection.dialect.name == "postgresql":  # contents are mostly packed already: packing them would only cost time
        connection.exec_driver_sql("ALTER TABLE indholdsdel ALTER COLUMN bytes SET STORAGE EXTERNAL")


def _change_feed(connection: Connection) -> None:
    """The feed begins with all that was registered before there was one, in the order of time."""
    METADATA.create_all(connection, [ventende, aendring, aendringsliste])
    connection.execute(insert(aendringsliste).values(uuid=str(uuid4())))
    number = func.row_number().over(order_by=(registrering.c.fra, registrering.c.objekt))
    before = select(number, registrering.c.objekt, registrering.c.fra)
    connection.execute(insert(aendring).from_select(["nummer", "objekt", "fra"], before))


STEPS: Sequence[Step] = (_first_tables, _change_feed)


def migrate(connection: Connection, steps: Sequence[Step] = STEPS) -> int:
    """Bring the database to the newest schema, inside one writing transaction; the version it has then.

    Raises NewerSchema.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
    version.create(connection, checkfirst=True)
    found = connection.execute(select(version.c.version)).scalar()
    if found is None:
        connection.execute(insert(version).values(version=0))
    elif found > len(steps):
        raise NewerSchema(f"The database has schema {found}; this program knows {len(steps)}.")
    for step in steps[found or 0 :]:
        step(connection)
    if found != len(steps):
        connection.execute(update(version).values(version=len(steps)))
    return len(steps)
