"""The vault: what is put comes back, or a clear word; nothing of it can be read or even asked for without the key."""

import io
import os
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from sagsbud.domain.errors import IntakeError, StoreError, Trouble
from sagsbud.domain.ids import Digest, new_item_id
from sagsbud.outbox.vault import SealedVault

from tests.support.keeping import KEY
from tests.support.orders import digest_of

CONTENT = b"Ansoegning om byggetilladelse " * 100_000


@pytest.fixture
def vault(tmp_path: Path) -> SealedVault:
    """An empty vault."""
    return SealedVault(tmp_path / "vault", KEY)


def files(vault: SealedVault) -> list[Path]:
    return sorted(vault._folder.iterdir())


def trouble_of(vault: SealedVault, digest: Digest) -> Trouble:
    with pytest.raises(StoreError) as refused:
        vault.read(digest)
    return refused.value.trouble


def test_what_is_put_comes_back_whole_and_as_a_stream_of_known_length(vault: SealedVault) -> None:
    digest, size = vault.put(BytesIO(CONTENT))
    assert (digest, size) == (digest_of(CONTENT), len(CONTENT))
    assert vault.has(digest)
    assert vault.read(digest) == CONTENT
    with vault.open(digest) as stream:
        assert stream.seek(0, os.SEEK_END) == len(CONTENT)
        stream.seek(0)
        assert stream.read(100) == CONTENT[:100]


def test_an_empty_content_is_one_too(vault: SealedVault) -> None:
    digest, size = vault.put(BytesIO(b""))
    assert (vault.read(digest), size) == (b"", 0)


def test_the_same_content_lies_there_once(vault: SealedVault) -> None:
    vault.put(BytesIO(b"brev"))
    vault.put(BytesIO(b"brev"))
    assert len(files(vault)) == 1


def test_another_content_than_expected_is_not_kept(vault: SealedVault) -> None:
    with pytest.raises(StoreError) as refused:
        vault.put(BytesIO(b"brev"), expected=digest_of(b"andet"))
    assert refused.value.trouble is Trouble.CONTENT_DAMAGED
    assert files(vault) == []


def test_a_source_that_breaks_off_leaves_nothing_and_does_not_blame_the_store(vault: SealedVault) -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(IntakeError) as refused:
        vault.put(Broken())  # type: ignore[arg-type]
    assert refused.value.trouble is Trouble.NOT_READABLE
    assert files(vault) == []


def test_names_say_nothing_about_contents(vault: SealedVault, tmp_path: Path) -> None:
    digest, _ = vault.put(BytesIO(b"kendt fil"))
    other = SealedVault(tmp_path / "other", bytes(32))
    other.put(BytesIO(b"kendt fil"))
    assert files(vault)[0].name != files(other)[0].name
    assert digest not in files(vault)[0].name
    assert b"kendt" not in files(vault)[0].read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_only_the_owner_may_read(vault: SealedVault) -> None:
    vault.put(BytesIO(b"brev"))
    vault.put_record(new_item_id(), b"record", decided=True)
    assert {path.stat().st_mode & 0o077 for path in files(vault)} == {0}
    assert vault._folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("keep", [0, 5, 11, 12, 1000, -1])
def test_a_truncated_content_is_damaged(vault: SealedVault, keep: int) -> None:
    digest, _ = vault.put(BytesIO(CONTENT))
    os.truncate(files(vault)[0], keep if keep >= 0 else files(vault)[0].stat().st_size - 1)
    assert trouble_of(vault, digest) is Trouble.CONTENT_DAMAGED


def test_swapped_contents_are_damaged_both(vault: SealedVault) -> None:
    digests = [vault.put(BytesIO(content))[0] for content in (b"den ene", b"den anden")]
    first, second = (vault._path(digest) for digest in digests)
    first.rename(first.with_suffix(".x"))
    second.rename(first)
    first.with_suffix(".x").rename(second)
    assert {trouble_of(vault, digest) for digest in digests} == {Trouble.CONTENT_DAMAGED}


def test_another_key_opens_nothing(vault: SealedVault) -> None:
    digest, _ = vault.put(BytesIO(b"brev"))
    thief = SealedVault(vault._folder, bytes(32))
    assert trouble_of(thief, digest) is Trouble.CONTENT_MISSING
    thief._path(digest).write_bytes(files(vault)[0].read_bytes())
    assert trouble_of(thief, digest) is Trouble.CONTENT_DAMAGED


def test_a_missing_content_is_missing_and_forgetting_it_again_is_fine(vault: SealedVault) -> None:
    digest, _ = vault.put(BytesIO(b"brev"))
    vault.discard(digest)
    vault.discard(digest)
    assert not vault.has(digest)
    assert trouble_of(vault, digest) is Trouble.CONTENT_MISSING


def test_records_come_back_and_a_damaged_one_does_not_hide_the_others(vault: SealedVault) -> None:
    items = [new_item_id() for _ in range(3)]
    for number, item in enumerate(items):
        vault.put_record(item, b"gammel", decided=False)
        vault.put_record(item, b"%d" % number, decided=True)
    path = vault._record_path(items[1])
    path.write_bytes(path.read_bytes()[:-1])
    assert set(vault.records()) == {b"0", None, b"2"}
    vault.discard_record(items[0])
    vault.discard_record(items[0])
    assert set(vault.records()) == {None, b"2"}


def test_a_content_is_not_taken_for_a_record(vault: SealedVault) -> None:
    item = new_item_id()
    digest, _ = vault.put(BytesIO(b"brev"))
    shutil.copy(vault._path(digest), vault._record_path(item))
    assert list(vault.records()) == [None]


def test_what_is_left_over_and_what_was_cut_off_is_removed_but_nothing_young(vault: SealedVault) -> None:
    named, _ = vault.put(BytesIO(b"navngivet"))
    stray, _ = vault.put(BytesIO(b"herreloes"))
    vault.put_record(new_item_id(), b"record", decided=True)
    (vault._folder / "1f0c.tmp").write_bytes(b"afbrudt")
    assert vault.remove_unfinished() == 0
    assert vault.left_over() == []
    assert not vault.remove_left_over(vault.name(stray))
    assert vault.remove_unfinished(older_than=0.0) == 1
    assert vault.left_over(older_than=0.0) == sorted([vault.name(named), vault.name(stray)])
    assert vault.remove_left_over(vault.name(stray), older_than=0.0)
    assert not vault.remove_left_over(vault.name(stray), older_than=0.0)
    assert vault.has(named)
    assert not vault.has(stray)
    assert list(vault.records()) == [b"record"]


def test_contents_nobody_names_can_be_listed_with_their_digests(vault: SealedVault) -> None:
    named, _ = vault.put(BytesIO(b"navngivet"))
    found, size = vault.put(BytesIO(b"herreloes" * 200_000))
    damaged, _ = vault.put(BytesIO(b"skadet"))
    vault._path(damaged).write_bytes(b"SGB1 og saa videre")
    assert list(vault.unnamed([named])) == [(found, size)]


def test_many_are_put_together(vault: SealedVault) -> None:
    contents = [b"%d" % number for number in range(40)]
    assert vault.put_all(contents) == [digest_of(content) for content in contents]
    assert [vault.read(digest_of(content)) for content in contents] == contents
