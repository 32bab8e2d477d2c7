"""Files whose names are no UTF-8, as old discs and unpacked archives hold them."""

import json
import os
import sys
import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from sagsbud.bootstrap import House, open_house
from sagsbud.cli.output import Output
from sagsbud.cli.taking import take
from sagsbud.domain.arrival import Source, SourceKind, StableFile, Taken
from sagsbud.domain.errors import Trouble

NOBODY = "http://127.0.0.1:9"
FOREIGN = os.fsdecode(b"bl\xe6kket \xc3\xa6ble.txt")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file's name is always text")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house of its own, with nobody to file with."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with open_house(None, tmp_path / "data", NOBODY) as opened:
        yield opened


def put(folder: Path, name: str = FOREIGN) -> Path:
    """A letter of that name."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("Klage over en regning på sag 26/1182")
    return path


def test_it_is_taken_like_any_other_and_found_again(house: House, tmp_path: Path) -> None:
    path = put(tmp_path / os.fsdecode(b"gl\xf8gg"))
    (answer,) = house.engine.take_now(path, Source(SourceKind.DROP))
    assert (answer.name, answer.taken) == ("blækket æble.txt", Taken.NEW)
    assert answer.item is not None
    entry = house.ports.outbox.entry(answer.item)
    assert entry is not None
    assert entry.item.name == "blækket æble.txt"
    assert entry.item.origin == path, "not a byte of the path is lost"
    status = path.stat()
    assert house.ports.outbox.at_origin(path, status.st_size, status.st_mtime_ns) == entry
    house.engine.read_now()
    detail = house.engine.detail(answer.item)
    assert detail is not None
    assert detail.extract is not None
    assert "26/1182" in detail.extract.text


def test_a_folder_and_a_mailbox_so_called_are_imported(house: House, tmp_path: Path) -> None:
    folder = put(tmp_path / os.fsdecode(b"gl\xf8gg")).parent
    packed = folder / os.fsdecode(b"gl\xf8gg.zip")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("andet.txt", "En anden regning")
    for source in (folder, packed):
        batch = house.engine.imports.run(source, lambda _progress: True)
        assert batch.label == "gløgg"
        assert not batch.tally.refused
    assert house.engine.imports.plan(folder, lambda _tally, _share: True).new == 0


def test_commands_tell_of_it(house: House, tmp_path: Path) -> None:
    path = put(tmp_path / "mappe")
    said = StringIO()
    out = Output(json=True, out=said)
    for answer in take(house.engine, [path.parent]):
        out.record({"path": str(answer.path), "list": [str(answer.path)], "within": {"name": answer.path.name}})
    told = json.loads(said.getvalue())
    assert told["within"]["name"] == "blækket æble.txt"
    assert told["list"] == [told["path"]]
    plain = Output(json=False, out=said, err=said)
    plain.line(str(path))
    plain.warn(str(path))
    said.getvalue().encode()


@pytest.mark.warns_in_log
def test_a_defect_is_the_answer_for_that_file_alone(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taker = house.ports.taker
    secured = taker.take

    def broken(file: StableFile) -> object:
        if file.path.name == "b.txt":
            raise RuntimeError("what nobody thought of")
        return secured(file)

    monkeypatch.setattr(taker, "take", broken)
    for name in ("a.txt", "b.txt", "c.txt"):
        put(tmp_path / "mappe", name).write_text(name)
    answers = house.engine.take_now(tmp_path / "mappe", Source(SourceKind.DROP))
    assert [(answer.name, answer.trouble) for answer in answers] == [
        ("a.txt", None),
        ("b.txt", Trouble.NOT_TAKEN),
        ("c.txt", None),
    ]
