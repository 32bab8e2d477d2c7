"""Sealed bytes come back whole or not at all."""

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sagsbud import sealing
from sagsbud.sealing import CHUNK, Sealer, Unsealable, Unsealed, derive, plain_size, seal, unseal_part

from tests.support.orders import digest_of

KEY = bytes(range(32))
SMALL = 64
"""Bytes of a chunk in these tests, so that many chunks are cheap."""
contents = st.binary(max_size=5 * SMALL)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks so small that a few hundred bytes have several."""
    monkeypatch.setattr(sealing, "CHUNK", SMALL)


def sealed(content: bytes, piece: int = 10, purpose: bytes = b"content") -> bytes:
    pieces = (content[start : start + piece] for start in range(0, len(content), piece))
    return b"".join(seal(KEY, pieces, purpose))


def unsealed(data: bytes, key: bytes = KEY, purpose: bytes = b"content", expected: str | None = None) -> bytes:
    with Unsealed(key, io.BytesIO(data), purpose, expected) as stream:
        return stream.read()


@given(contents, st.integers(1, 3 * SMALL))
def test_comes_back_whole_however_it_was_cut(content: bytes, piece: int) -> None:
    assert unsealed(sealed(content, piece)) == content


@given(contents, st.integers(1, 100))
def test_reads_in_pieces_of_any_size(content: bytes, piece: int) -> None:
    with Unsealed(KEY, io.BytesIO(sealed(content)), b"content") as stream:
        assert b"".join(iter(lambda: stream.read(piece), b"")) == content


@given(contents)
def test_the_length_is_known_before_anything_is_read(content: bytes) -> None:
    with Unsealed(KEY, io.BytesIO(sealed(content)), b"content") as stream:
        start = stream.tell()
        assert stream.seek(0, os.SEEK_END) == len(content)
        stream.seek(start)
        assert stream.read() == content
        assert stream.tell() == len(content)


def test_reading_never_goes_back() -> None:
    with Unsealed(KEY, io.BytesIO(sealed(b"x" * 100)), b"content") as stream:
        stream.read(10)
        with pytest.raises(io.UnsupportedOperation):
            stream.seek(0)


@given(contents, st.data())
def test_a_single_changed_byte_is_noticed(content: bytes, data: st.DataObject) -> None:
    damaged = bytearray(sealed(content))
    damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unsealable):
        unsealed(bytes(damaged))


@given(contents, st.data())
def test_a_cut_off_end_is_noticed(content: bytes, data: st.DataObject) -> None:
    whole = sealed(content)
    with pytest.raises(Unsealable):
        unsealed(whole[: data.draw(st.integers(0, len(whole) - 1))])


def test_chunks_left_out_repeated_or_swapped_are_noticed() -> None:
    whole, tag = sealed(b"x" * 4 * SMALL), 16
    head, size = whole[:11], SMALL + tag
    chunks = [whole[11 + size * n : 11 + size * (n + 1)] for n in range(4)]
    for order in ([0, 2, 3], [0, 1, 1, 2, 3], [1, 0, 2, 3], [0, 1, 2], [0, 1, 3]):
        with pytest.raises(Unsealable):
            unsealed(head + b"".join(chunks[n] for n in order))


@given(contents)
def test_neither_another_key_nor_another_purpose_opens_it(content: bytes) -> None:
    with pytest.raises(Unsealable):
        unsealed(sealed(content), key=bytes(32))
    with pytest.raises(Unsealable):
        unsealed(sealed(content), purpose=b"record")


@given(st.binary(min_size=1, max_size=4 * SMALL), st.binary(max_size=4 * SMALL))
def test_the_last_of_a_wrong_content_never_comes(content: bytes, asked: bytes) -> None:
    expected = digest_of(asked)
    with Unsealed(KEY, io.BytesIO(sealed(content)), b"content", expected) as stream:
        came = b""
        try:
            while piece := stream.read(7):
                came += piece
        except Unsealable:
            assert content != asked
            assert len(came) <= (len(content) - 1) // SMALL * SMALL
        else:
            assert came == content == asked


def test_the_same_bytes_never_look_the_same_twice() -> None:
    assert sealed(b"Brev") != sealed(b"Brev")


def test_nothing_of_the_content_shows() -> None:
    assert b"hemmelig" not in sealed(b"hemmelig" * 100)


def test_keys_for_two_purposes_differ() -> None:
    assert derive(KEY, "vault contents") != derive(KEY, "vault names")
    assert derive(KEY, "vault contents") == derive(KEY, "vault contents")


def test_a_real_chunk_is_a_megabyte() -> None:
    assert CHUNK == 1 << 20


@given(contents, st.data())
def test_a_part_comes_as_it_is_in_the_whole(content: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    file = io.BytesIO(sealed(content))
    assert b"".join(unseal_part(KEY, file, b"content", start, end)) == content[start:end]
    assert plain_size(len(file.getvalue())) == len(content)


def test_a_part_opens_no_other_chunks_and_never_a_damaged_one() -> None:
    damaged = bytearray(sealed(b"x" * 4 * SMALL))
    damaged[-1] ^= 1
    file = io.BytesIO(bytes(damaged))
    assert b"".join(unseal_part(KEY, file, b"content", 0, 3 * SMALL)) == b"x" * 3 * SMALL
    with pytest.raises(Unsealable):
        list(unseal_part(KEY, file, b"content", 3 * SMALL, 4 * SMALL))
    with pytest.raises(Unsealable):  # what is beyond the end does not come either
        list(unseal_part(KEY, io.BytesIO(sealed(b"x" * SMALL)), b"content", 0, SMALL + 1))


def test_sealing_holds_no_more_than_a_chunk() -> None:
    sealer = Sealer(KEY, b"content")
    lengths = [sum(map(len, sealer.add(b"x" * SMALL))) for _ in range(4)]
    assert lengths == [0, 11 + SMALL + 16, SMALL + 16, SMALL + 16]
