"""Since when there is no connection: one moment, wherever it is told."""

from datetime import UTC, datetime, timedelta

from sagsbud.domain.contact import ServiceStatus
from sagsbud.domain.errors import Trouble
from sagsbud.domain.orders import Problem

CONTACT = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)
NOTICED = Problem(Trouble.UNREACHABLE, CONTACT + timedelta(minutes=1))


def test_a_connection_is_lost_since_the_last_contact_and_not_since_it_was_noticed() -> None:
    assert ServiceStatus("https://sag.example", CONTACT, NOTICED).lost_since == CONTACT
    assert ServiceStatus("https://sag.example", None, NOTICED).lost_since == NOTICED.since
    assert ServiceStatus("https://sag.example", CONTACT).lost_since is None
