"""Several service processes on one store, and processes that are killed in the middle of everything.

Short here; the long form is `python -m tests.chaos.service`.
"""

import subprocess
import sys
from pathlib import Path

from sagsbud.service.main import Options

from tests.support.oio import content_of, newest, put_sag
from tests.support.processes import client_at, file_and_delete, kill_during_uploads
from tests.support.stores import checked, service_process

CLIENTS = 8
EACH = 12


def test_two_processes_under_load_are_one_service(options: Options, tmp_path: Path) -> None:
    """Eight clients on two processes: one journal, contents kept once, deletions that take nothing from others."""
    with service_process(options, tmp_path) as one, service_process(options, tmp_path) as two:
        with client_at(one.url) as client:
            case = put_sag(client)
        kept = file_and_delete([one.url, two.url], case, CLIENTS, EACH)

        with client_at(two.url) as client:
            posts = newest(client, f"/sag/sag/{case}")["relationer"]["journalpost"]
            assert sorted(post["indeks"] for post in posts) == list(range(1, CLIENTS * EACH + 1))
            assert len({post["uuid"] for post in posts}) == CLIENTS * EACH
            for uuid in kept[::8]:
                assert content_of(client, uuid).startswith("fælles".encode())
    found = checked(options)
    assert (found.missing, found.stray) == ([], [])


def test_killed_during_uploads_every_acknowledged_one_is_whole(options: Options, tmp_path: Path) -> None:
    """What was acknowledged before a kill is there afterwards, and nothing else remains."""
    assert kill_during_uploads(options, tmp_path, kills=2, uploads=30, seed=20)


def test_a_service_that_has_no_postgresql_does_not_wait_for_its_driver() -> None:
    source = "import sys, sagsbud.service.main; print([name for name in sys.modules if name.startswith('psycopg')])"
    ran = subprocess.run([sys.executable, "-c", source], capture_output=True, check=True, text=True)
    assert ran.stdout.strip() == "[]"
