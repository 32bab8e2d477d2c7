"""A search is planned for its own values each time, also when it comes again and again."""

from sagsbud.service.database import Database
from sqlalchemy import Connection, text

from tests.support.postgres import Cluster

TIMES = 20
"""More often than the driver waits before it prepares what comes again."""


def repeat(connection: Connection) -> int:
    """Ask the same many times; how many statements the server keeps prepared then."""
    for number in range(TIMES):
        connection.execute(text("SELECT count(*) FROM objekt WHERE klasse = :k"), {"k": str(number)}).scalar_one()
    kept = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM objekt WHERE klasse%'"
    return int(connection.execute(text(kept)).scalar_one())


def test_a_search_is_never_prepared_and_other_reads_are(postgres: Cluster) -> None:
    database = Database(postgres.database())
    with database.searching() as connection:
        assert repeat(connection) == 0
    with database.reading() as connection:
        assert repeat(connection) == 1
    database.close()
