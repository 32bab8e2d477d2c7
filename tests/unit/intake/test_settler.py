"""A file is given when it is at rest, once, and again only when it changed."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sagsbud.domain.arrival import Sighting, Source, SourceKind
from sagsbud.intake.ownmoves import OwnMoves
from sagsbud.intake.settler import QuietSettler, Waiting
from sagsbud.intake.wholeness import has_writer

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SOURCE = Source(SourceKind.FOLDER, "Scan")


def sight(settler: QuietSettler, path: Path, seconds: float = 0) -> None:
    settler.offer(Sighting(path, SOURCE, START + seconds * SECOND))


def due(settler: QuietSettler, seconds: float) -> list[str]:
    return [file.path.name for file in settler.due(START + seconds * SECOND)]


def written(path: Path, content: bytes, at: int = 1) -> Path:
    path.write_bytes(content)
    os.utime(path, ns=(at * 10**9, at * 10**9))
    return path


def test_a_quiet_file_is_given_once_however_often_it_is_seen(tmp_path: Path) -> None:
    settler = QuietSettler()
    path = written(tmp_path / "brev.pdf", b"x")
    sight(settler, path)
    sight(settler, path, 0.2)
    assert due(settler, 0.9) == []
    assert due(settler, 1) == ["brev.pdf"]
    sight(settler, path, 2)
    assert due(settler, 100) == []


def test_a_growing_file_waits_until_it_rests(tmp_path: Path) -> None:
    settler = QuietSettler()
    path = written(tmp_path / "scan.pdf", b"half", 1)
    sight(settler, path)
    written(path, b"half and", 2)
    assert due(settler, 1) == []
    assert settler.waiting() == {path: Waiting.GROWING}
    assert due(settler, 2) == ["scan.pdf"]


def test_a_change_of_mtime_alone_is_a_change(tmp_path: Path) -> None:
    settler = QuietSettler()
    path = written(tmp_path / "scan.pdf", b"same size", 1)
    sight(settler, path)
    written(path, b"SAME SIZE", 2)
    assert due(settler, 1) == []


def test_an_empty_file_waits_and_is_named_until_it_is_filled(tmp_path: Path) -> None:
    settler = QuietSettler()
    path = written(tmp_path / "scan.pdf", b"")
    sight(settler, path)
    assert due(settler, 1) == []
    assert settler.waiting() == {path: Waiting.EMPTY}
    written(path, b"now", 5)
    assert due(settler, 5) == []
    assert due(settler, 10) == ["scan.pdf"]


def test_a_file_that_vanishes_is_dropped(tmp_path: Path) -> None:
    settler = QuietSettler()
    path = written(tmp_path / "scan.pdf", b"x")
    sight(settler, path)
    path.unlink()
    assert due(settler, 5) == []
    assert settler.waiting() == {}
    assert settler.next_due() is None


def test_a_replaced_file_is_given_again(tmp_path: Path) -> None:
    settler = QuietSettler()
    path = written(tmp_path / "scan.pdf", b"first", 1)
    sight(settler, path)
    assert due(settler, 1) == ["scan.pdf"]
    written(path, b"second", 2)
    sight(settler, path, 3)
    assert due(settler, 4) == ["scan.pdf"]


def test_a_file_that_could_not_be_taken_is_given_again(tmp_path: Path) -> None:
    settler = QuietSettler(clock=lambda: START)
    path = written(tmp_path / "scan.pdf", b"x")
    sight(settler, path)
    assert due(settler, 1) == ["scan.pdf"]
    settler.forget(path)
    assert due(settler, 29) == []
    assert due(settler, 30) == ["scan.pdf"]


def test_our_own_moves_unfinished_names_and_folders_are_no_news(tmp_path: Path) -> None:
    own = OwnMoves()
    settler = QuietSettler(own_moves=own)
    ours = written(tmp_path / "filed.pdf", b"x", 7)
    own.add(ours, 1, 7 * 10**9)
    sight(settler, ours)
    sight(settler, written(tmp_path / "film.part", b"x"))
    (tmp_path / "folder").mkdir()
    sight(settler, tmp_path / "folder")
    assert due(settler, 100) == []
    written(ours, b"edited by a person", 9)
    sight(settler, ours, 100)
    assert due(settler, 101) == ["filed.pdf"]


@given(steps=st.lists(st.sampled_from(["write", "tick", "sight"]), max_size=25))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_happens_every_final_state_is_given_exactly_once(tmp_path: Path, steps: list[str]) -> None:
    settler = QuietSettler()
    path = tmp_path / "scan.pdf"
    path.unlink(missing_ok=True)
    now, version, given_versions = 0.0, 0, []
    for step in ["write", "sight", *steps, "sight"]:
        now += 0.4
        if step == "write":
            version += 1
            written(path, b"v" * version, version)
        elif step == "sight":
            sight(settler, path, now)
        else:
            given_versions += [file.size for file in settler.due(START + now * SECOND)]
    for _ in range(4):
        now += 1
        given_versions += [file.size for file in settler.due(START + now * SECOND)]
    assert given_versions == sorted(set(given_versions))
    assert given_versions[-1] == version


def test_a_file_somebody_still_has_open_for_writing_waits_however_quiet_it_is(tmp_path: Path) -> None:
    settler = QuietSettler()
    path = written(tmp_path / "scan.pdf", b"side 1")
    with path.open("ab") as writer:
        if not has_writer_known(path):
            pytest.skip("this file system does not tell who writes")
        sight(settler, path)
        assert due(settler, 1) == []
        assert due(settler, 600) == []
        assert settler.waiting() == {path: Waiting.BEING_WRITTEN}
        writer.close()
        assert due(settler, 1200) == ["scan.pdf"]


def has_writer_known(path: Path) -> bool:
    with path.open("rb") as stream:
        return has_writer(stream)


@pytest.mark.parametrize(
    ("half", "rest"),
    [
        (b"%PDF-1.7 halvt", b" resten startxref 0 %%EOF"),
        (b"PK\x03\x04 halvt", b"PK\x05\x06" + bytes(18)),
        (b"\xff\xd8\xff halvt", b"\xff\xd9"),
        (b"\x89PNG halvt", b"IEND1234"),
    ],
)
def test_a_file_without_its_end_waits_longer_and_is_taken_when_it_has_it(
    tmp_path: Path, half: bytes, rest: bytes
) -> None:
    settler = QuietSettler()
    path = written(tmp_path / "scan.pdf", half)
    sight(settler, path)
    assert due(settler, 1) == []
    assert settler.waiting() == {path: Waiting.UNFINISHED}
    written(path, half + rest, 2)
    assert due(settler, 3) == []
    assert due(settler, 4) == ["scan.pdf"]


def test_a_file_that_never_gets_its_end_is_taken_as_it_is(tmp_path: Path) -> None:
    settler = QuietSettler()
    path = written(tmp_path / "i stykker.pdf", b"%PDF-1.7 halvt")
    sight(settler, path)
    taken = [second for second in range(1, 200) if due(settler, second)]
    assert len(taken) == 1
    assert 60 <= taken[0] <= 120


def test_a_file_that_was_put_off_is_looked_at_soon_after_something_happens_to_it(tmp_path: Path) -> None:
    settler = QuietSettler()
    path = written(tmp_path / "tom.pdf", b"")
    sight(settler, path)
    assert [due(settler, second) for second in (1, 3, 7, 15)] == [[]] * 4
    written(path, b"nu", 2)
    sight(settler, path, 16)
    assert due(settler, 17) == []
    assert due(settler, 18) == ["tom.pdf"]
    assert due(settler, 100) == []
