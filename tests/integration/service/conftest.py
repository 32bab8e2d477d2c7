"""Fixtures of the service's tests."""

from tests.support.stores import client, database_url, options, postgres, service, start_service, store_kind

__all__ = ["client", "database_url", "options", "postgres", "service", "start_service", "store_kind"]
