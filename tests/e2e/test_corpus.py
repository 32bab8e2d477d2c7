"""Real files of every kind through the whole program: each ends on the Sag or in an error with a name; nothing hangs."""

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, zip_longest
from pathlib import Path

import pytest
from sagsbud.domain.errors import Trouble
from sagsbud.domain.states import OrderState

from tests.support.program import Program, Service, sag_id

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FILES = 40
KLE = "01.02.03"
SAG = "26/9000"
LONG = 400.0
"""Seconds for all of them; one file alone may take half a minute before its reader is stopped."""
NAMED = {trouble.value for trouble in Trouble}

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of public files is not beside the checkout")


def chosen() -> list[Path]:
    """Files of all kinds in turn, so that the rare ones are among them; always the same."""
    kinds: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(CORPUS.glob("*/*")):
        if path.is_file():
            kinds[path.parent.name].append(path)
    turns = chain.from_iterable(zip_longest(*kinds.values()))
    return [path for path in turns if path][:FILES]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The chosen files, each as somebody would have it."""
    made = tmp_path / "in"
    made.mkdir()
    for path in chosen():
        shutil.copy(path, made / path.name)
    return made


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service with one Klasse and one Sag."""
    running = Service(tmp_path / "service").start()
    running.put_sag(SAG, "Filer udefra", running.put_klasse(KLE))
    yield running
    running.stop()


@pytest.mark.timeout(900)
def test_every_file_is_taken_and_filed_or_says_why_not(service: Service, folder: Path, tmp_path: Path) -> None:
    program = Program(tmp_path / "data", service.url)
    paths = sorted(folder.iterdir())
    assert len(paths) == FILES

    taken = program.run("intake", "--inbox", folder, patience=LONG)
    assert {record["path"] for record in taken.records} == {str(path) for path in paths}
    for record in taken.records:
        assert record["item"] or record["reason"] in NAMED, record
        assert record["reason"] is None or record["reason"] in NAMED, record

    filed = program.run("file", folder, "--sag", SAG, "--kle", KLE, patience=LONG)
    for record in filed.records:
        assert record["state"] in OrderState.__members__ or record["reason"] in NAMED, record
    synced = program.run("sync", "--wait", "120", patience=LONG)
    assert set(synced.records[-1]["counts"]) <= {"FILED", "DRAFT", "REJECTED"}, synced

    queue = {record["sha256"]: record for record in program.run("queue").records}
    on_sag = set(service.dokumenter_on(sag_id(SAG)))
    for path in paths:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if digest not in queue:
            continue
        record = queue[digest]
        assert record["state"] == "FILED" or record["reason"] in NAMED, record
        if record["state"] == "FILED":
            assert record["dokument"] in on_sag
            assert hashlib.sha256(service.content_of(record["dokument"])).hexdigest() == digest
    assert sorted(service.journalposter_on(sag_id(SAG))) == sorted(on_sag)
