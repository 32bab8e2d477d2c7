"""The schema, step by step. Own and small instead of a migration framework: the tables are few, the service must
migrate itself at its start without a configuration file, and the same steps must run on both stores.

A released step is never edited. The first one makes the tables of `tables.py`; whoever adds a second one gives the
first a copy of the tables as they were. A backup is restored by building the schema it was written with, then going on.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, insert, select, update

from sagsbud.service.tables import METADATA, version

Step = Callable[[Connection], None]

_MIGRATION_LOCK = 7_241_002
"""Key of PostgreSQL's advisory lock, so that several processes starting at once migrate one after another."""


class NewerSchema(RuntimeError):
    """The database was written by a newer program."""


def _first_tables(connection: Connection) -> None:
    METADATA.create_all(connection)
    if connection.dialect.name == "postgresql":  # contents are mostly packed already: packing them would only cost time
        connection.exec_driver_sql("ALTER TABLE indholdsdel ALTER COLUMN bytes SET STORAGE EXTERNAL")


STEPS: Sequence[Step] = (_first_tables,)


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
