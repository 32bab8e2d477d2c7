"""Pseudonyms and seals: stable, unguessable, and kept by their owner alone."""

import os
import stat
import sys
from pathlib import Path

import pytest
from sagsbud.system.pseudonyms import Pseudonyms


def test_the_same_thing_has_the_same_pseudonym_in_every_run_and_another_on_another_machine(tmp_path: Path) -> None:
    first = Pseudonyms(tmp_path / "data" / "key").of("folder", "/home/ane/Scan")
    again = Pseudonyms(tmp_path / "data" / "key")
    assert again.of("folder", "/home/ane/Scan") == first
    assert again.of("folder", "/home/ane/Post") != first
    assert again.of("host", "/home/ane/Scan").removeprefix("host-") != first.removeprefix("folder-")
    assert Pseudonyms(tmp_path / "other" / "key").of("folder", "/home/ane/Scan") != first
    assert "ane" not in first


def test_a_seal_fits_its_line_only(tmp_path: Path) -> None:
    pseudonyms = Pseudonyms(tmp_path / "key")
    seal = pseudonyms.seal("a line")
    assert Pseudonyms(tmp_path / "key").is_sealed("a line", seal)
    assert not pseudonyms.is_sealed("a line.", seal)
    assert not pseudonyms.is_sealed("a line", seal[:-1] + "x")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    Pseudonyms(tmp_path / "new" / "key").seal("x")
    assert stat.S_IMODE(os.stat(tmp_path / "new" / "key").st_mode) == 0o600
    assert stat.S_IMODE(os.stat(tmp_path / "new").st_mode) == 0o700


def test_a_key_that_was_cut_off_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"")
    assert Pseudonyms(tmp_path / "key").seal("x") != Pseudonyms(tmp_path / "key").seal("x")
