"""The upkeep of a store: checked, saved and brought into a store of another kind, built step by step."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from sagsbud.service.database import CannotOpen, Database
from sagsbud.service.folder import FolderContent
from sagsbud.service.main import (
    BadDatabase,
    EmbeddedService,
    NewerSchema,
    NotABackup,
    NotEmpty,
    Options,
    OwnStore,
    restore,
)
from sagsbud.service.migrations import STEPS, migrate
from sagsbud.service.tables import indhold
from sqlalchemy import Connection, inspect, text

from tests.support.oio import content_of, dokument, journalpost, newest, put_dokument, put_sag
from tests.support.postgres import Cluster
from tests.support.stores import STORE_KEY, StartService, checked, kept, opened, run_upkeep, saved_to

TEXT = b"Kommunen har modtaget din ans\xc3\xb8gning."


def filled(client: httpx.Client) -> tuple[str, str]:
    """A Dokument with its content on a Sag, changed once."""
    uuid = str(put_dokument(client, dokument("Brev", "brev"), brev=TEXT).raise_for_status().json()["uuid"])
    sag = put_sag(client)
    client.patch(f"/sag/sag/{sag}", json={"relationer": {"journalpost": [journalpost(uuid)]}}).raise_for_status()
    return uuid, sag


def test_a_store_in_use_is_in_order(client: httpx.Client, options: Options) -> None:
    filled(client)

    assert checked(options).clean
    assert run_upkeep(options, "--check") == (0, {"stray": [], "missing": [], "removed": False})


def test_strays_are_found_and_removed_when_nobody_serves(
    start_service: StartService, options: Options, store_kind: str
) -> None:
    if store_kind == "postgresql-within":
        pytest.skip("in the database no content is without its owner's commit")
    service = start_service()
    with httpx.Client(base_url=service.url, trust_env=False, timeout=60) as client:
        uuid, _ = filled(client)
        stray = _leave_stray(options)
        assert checked(options).clean  # somebody may be about to own it
    service.stop()

    found = checked(options)
    assert sorted(found.stray) == sorted([hashlib.sha256(b"stray").hexdigest(), stray])
    assert checked(options, remove=True).clean
    assert checked(options).stray == []
    with httpx.Client(base_url=start_service().url, trust_env=False, timeout=60) as client:
        assert content_of(client, uuid) == TEXT


def _leave_stray(options: Options) -> str:
    """A content whose owner was never committed, and an upload that was cut off; the name of the latter."""
    with opened(options) as (_, folder):
        incoming = folder.receive()
        incoming.write(b"stray")
        incoming.keep()
        assert isinstance(folder, FolderContent)
        (folder.incoming / "half").write_bytes(b"ha")
    return "half"


def test_content_that_is_missing_or_not_whole_is_named(start_service: StartService, options: Options) -> None:
    service = start_service()
    with httpx.Client(base_url=service.url, trust_env=False, timeout=60) as client:
        uuid, _ = filled(client)
    service.stop()
    digest = hashlib.sha256(TEXT).hexdigest()
    with opened(options) as (database, content):
        if isinstance(content, FolderContent):
            whole = content.path(digest).read_bytes()
            content.path(digest).write_bytes(whole[:-1])
        else:
            with database.writing() as connection:
                content.discard(connection, digest)

    assert checked(options).missing == [digest]
    code, said = run_upkeep(options, "--check")
    assert (code, said["missing"]) == (1, [digest])
    with httpx.Client(base_url=start_service().url, trust_env=False, timeout=60) as client:
        (variant,) = newest(client, f"/dokument/dokument/{uuid}")["varianter"]
        path = variant["dele"][0]["egenskaber"][0]["indhold"].removeprefix("store:")
        assert client.get(f"/dokument/dokument/{path}").status_code == 404


@pytest.mark.parametrize("other", ["sqlite", "sealed", "sqlite-within", "postgresql", "postgresql-within"])
def test_backup_of_a_store_in_use_is_restored_into_each_kind(
    client: httpx.Client, options: Options, other: str, tmp_path: Path, postgres: Cluster
) -> None:
    uuid, sag = filled(client)
    gone = put_dokument(client, dokument("Slettet", "brev"), brev=b"slettet").json()["uuid"]
    client.delete(f"/dokument/dokument/{gone}").raise_for_status()
    before = {path: _history(client, path) for path in (f"/dokument/dokument/{uuid}", f"/sag/sag/{sag}")}
    saved = tmp_path / "saved"

    assert saved_to(options, saved) == 1
    client.patch(f"/sag/sag/{sag}", json={"note": "efter sikkerhedskopien"}).raise_for_status()
    own = OwnStore(tmp_path / "own")
    into = Options(
        database=f"sqlite:///{tmp_path / 'other.db'}" if other.startswith("sqlite") else postgres.database(),
        content=None if other.endswith("within") else tmp_path / "other",
        port=0,
    )
    if other == "sealed":
        into = Options(database=own.url, content=own.content, port=0, store_key=STORE_KEY)
    assert run_upkeep(into, "--restore", str(saved)) == (0, {"contents": 1})

    with pytest.raises(NotEmpty):
        restore(saved, into.database, into.content, store_key=into.store_key)
    assert checked(into).clean
    service = EmbeddedService(into).start()
    try:
        with httpx.Client(base_url=service.url, trust_env=False, timeout=60) as restored:
            assert {path: _history(restored, path) for path in before} == before
            assert content_of(restored, uuid) == TEXT
            assert restored.get(f"/dokument/dokument/{gone}").status_code == 410
            assert restored.get("/dokument/dokument", params={"titel": "BREV"}).json() == {"results": [[uuid]]}
            again, _ = filled(restored)
            assert content_of(restored, again) == TEXT
    finally:
        service.stop()


def _history(client: httpx.Client, path: str) -> object:
    times = {"registreretfra": "-infinity", "virkningfra": "-infinity", "virkningtil": "infinity"}
    return client.get(path, params=times).raise_for_status().json()


def test_second_backup_copies_only_what_is_new(client: httpx.Client, options: Options, tmp_path: Path) -> None:
    filled(client)
    saved_to(options, tmp_path / "saved")
    first = {path: path.stat().st_mtime_ns for path in (tmp_path / "saved" / "content").glob("??/*")}
    put_dokument(client, dokument("Nyt", "brev"), brev=b"nyt").raise_for_status()

    assert saved_to(options, tmp_path / "saved") == 2
    second = {path: path.stat().st_mtime_ns for path in (tmp_path / "saved" / "content").glob("??/*")}
    assert len(second) == 2
    assert first.items() <= second.items()


def test_damaged_backups_are_not_restored(client: httpx.Client, options: Options, tmp_path: Path) -> None:
    filled(client)
    saved = tmp_path / "saved"
    saved_to(options, saved)
    into = f"sqlite:///{tmp_path / 'into.db'}"
    (content,) = (saved / "content").glob("??/*")
    content.write_bytes(b"another")
    with pytest.raises(NotABackup):
        restore(saved, into, tmp_path / "into")
    manifest = json.loads((saved / "manifest.json").read_text())
    (saved / "manifest.json").write_text(json.dumps(manifest | {"schema": len(STEPS) + 1}))
    with pytest.raises(NotABackup):
        restore(saved, into, tmp_path / "into")
    (saved / "manifest.json").unlink()
    with pytest.raises(NotABackup):
        restore(saved, into, tmp_path / "into")


def test_sqlite_can_keep_contents_within(tmp_path: Path, start_service: StartService, options: Options) -> None:
    within = replace(options, database=f"sqlite:///{tmp_path / 'within.db'}", content=None)
    service = start_service(database=within.database, content=None)
    with httpx.Client(base_url=service.url, trust_env=False, timeout=60) as client:
        large = TEXT * 100_000
        uuid = put_dokument(client, dokument("Brev", "brev"), brev=large).json()["uuid"]
        assert content_of(client, uuid) == large
        assert kept(within) == {hashlib.sha256(large).hexdigest()}
        client.delete(f"/dokument/dokument/{uuid}").raise_for_status()
    assert kept(within) == set()


# -- the schema -----------------------------------------------------------------------------------------------


def _add_column(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE indhold ADD COLUMN sprog VARCHAR(2)"))


def test_schema_goes_on_step_by_step_and_never_back(database_url: str) -> None:
    Database(database_url).close()
    later = Database(database_url, (*STEPS, _add_column))
    with later.reading() as connection:
        assert "sprog" in {column["name"] for column in inspect(connection).get_columns(indhold.name)}
    with later.writing() as connection:
        assert migrate(connection, (*STEPS, _add_column)) == len(STEPS) + 1
    later.close()

    with pytest.raises(NewerSchema):
        Database(database_url)


def test_step_that_fails_leaves_the_schema_as_it_was(database_url: str) -> None:
    def fails(connection: Connection) -> None:
        _add_column(connection)
        raise RuntimeError

    Database(database_url).close()
    with pytest.raises(RuntimeError):
        Database(database_url, (*STEPS, fails))

    database = Database(database_url)
    with database.reading() as connection:
        assert "sprog" not in {column["name"] for column in inspect(connection).get_columns(indhold.name)}
    database.close()


def test_what_cannot_be_opened_says_so(tmp_path: Path) -> None:
    for url in ("mysql://x/y", "sqlite://", "en fil"):
        with pytest.raises(BadDatabase):
            Database(url)
    for url in (f"sqlite:///{tmp_path}/no/such/{uuid4()}", "postgresql://nobody@127.0.0.1:9/x"):
        with pytest.raises(CannotOpen):
            Database(url)
