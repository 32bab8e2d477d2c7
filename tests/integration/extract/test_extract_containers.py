"""Containers given out document by document from a child: the same order every time, one bad document harms no other."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Kind
from sagsbud.extract import Limits, mboxsplit
from sagsbud.extract.opener import ChildOpener

from tests.support.mailboxes import mbox, numbered_mail, write_mbox, zip_of

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
LINES = st.sampled_from([b"tekst", b"", b">From her", b"From nu af", b"\r", b"x" * 300, b"From: a@b.dk", b">>From x"])


def quoted(mail: bytes) -> bytes:
    return mail.replace(b"\n>>From ", b"\n>>>From ").replace(b"\n>From ", b"\n>>From ").replace(b"\nFrom ", b"\n>From ")


@given(bodies=st.lists(st.lists(LINES, max_size=30), max_size=5), block=st.sampled_from([1, 7, 64, 1000, 1 << 20]), dated=st.booleans())  # fmt: skip
@settings(deadline=None)
def test_a_mailbox_is_cut_at_its_mails_however_it_is_read(bodies: list[list[bytes]], block: int, dated: bool) -> None:
    mails = [b"Subject: %d\nX: y\n\n" % n + b"\n".join(body) for n, body in enumerate(bodies)]
    line = b"From a@b Fri Nov 20 10:15:00 2026\n" if dated else b"From a@b\n"
    box = b"".join(line + quoted(mail) + b"\n\n" for mail in mails)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mboxsplit, "BLOCK", block)
        found = list(mboxsplit.split(io.BytesIO(box), 1 << 20))
    assert [mail for mail, _ in found] == [mail.rstrip(b"\r\n") + b"\n" for mail in mails]
    assert [offset for _, offset in found] == sorted(offset for _, offset in found)
    assert not found or found[-1][1] == len(box)


def test_a_mail_larger_than_anything_we_read_is_passed_over_and_the_next_is_whole() -> None:
    box = mbox([numbered_mail(1), b"Subject: stor\n\n" + b"x" * 300_000, numbered_mail(3)])
    assert [mail and mail[:9] for mail, _ in mboxsplit.split(io.BytesIO(box), 100_000)] == [
        numbered_mail(1)[:9],
        None,
        numbered_mail(3)[:9],
    ]


def test_a_mailbox_goes_on_past_what_was_had(tmp_path: Path) -> None:
    path = write_mbox(tmp_path / "post.mbox", 30)
    opener = ChildOpener()
    whole = list(opener.members(path, Kind.MBOX))
    assert [member.position for member in whole] == list(range(1, 31))
    assert [member.content for member in whole] == [numbered_mail(n).rstrip(b"\n") + b"\n" for n in range(1, 31)]
    assert whole[0].name.endswith("nr. 1.eml")
    assert [member.share for member in whole] == sorted(member.share for member in whole)
    assert whole[-1].share == 1.0
    assert list(opener.members(path, Kind.MBOX, after=12)) == whole[12:]
    assert list(opener.members(path, Kind.MBOX, after=99)) == []


def test_a_zip_document_by_document_with_its_bad_ones_named(tmp_path: Path) -> None:
    path = tmp_path / "post.zip"
    content = zip_of({"a.eml": numbered_mail(1), "tom.txt": b"", "bombe.bin": bytes(40 << 20), "Ærø.txt": b"tekst"})
    path.write_bytes(content)
    found = [(m.position, m.name, m.trouble) for m in ChildOpener().members(path, Kind.ZIP)]
    assert found == [
        (1, "a.eml", None),
        (2, "tom.txt", Trouble.EMPTY),
        (3, "bombe.bin", Trouble.TOO_LARGE_TO_READ),
        (4, "Ærø.txt", None),
    ]


def test_a_damaged_document_in_a_zip_harms_no_other(tmp_path: Path) -> None:
    content = bytearray(zip_of({"a.txt": b"a" * 500, "b.txt": b"b" * 500, "c.txt": b"c" * 500}))
    at = content.index(b"b.txt") + 5
    content[at : at + 4] = b"\xff\xff\xff\xff"
    (tmp_path / "x.zip").write_bytes(content)
    found = {m.name: m.trouble for m in ChildOpener().members(tmp_path / "x.zip", Kind.ZIP)}
    assert found == {"a.txt": None, "b.txt": Trouble.DAMAGED, "c.txt": None}


def test_a_document_that_kills_its_child_is_named_and_the_next_follows(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as container:
        container.writestr("a.txt", b"for")
        container.writestr("stor.bin", b"x" * (90 << 20))
        container.writestr("c.txt", b"efter")
    (tmp_path / "x.zip").write_bytes(out.getvalue())
    opener = ChildOpener(Limits(memory_bytes=150 << 20))
    found = [(m.position, m.name, m.trouble) for m in opener.members(tmp_path / "x.zip", Kind.ZIP)]
    assert found == [(1, "a.txt", None), (2, "", Trouble.READING_OUT_OF_MEMORY), (3, "c.txt", None)]


def test_what_cannot_be_opened_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04" + b"intet" * 50)
    (tmp_path / "x.pst").write_bytes(b"!BDN" + struct.pack("<I", 0) * 300)
    for name, kind in (("x.zip", Kind.ZIP), ("x.pst", Kind.PST)):
        with pytest.raises(ExtractError) as refused:
            list(ChildOpener().members(tmp_path / name, kind))
        assert refused.value.trouble is Trouble.DAMAGED
    with pytest.raises(ExtractError) as missing:
        list(ChildOpener().members(tmp_path / "y.mbox", Kind.MBOX))
    assert missing.value.trouble is Trouble.NOT_FOUND


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_mails_of_a_data_file_come_in_the_same_order_every_time() -> None:
    path = next((CORPUS / "pst").glob("*variousBodyTypes.pst"))
    whole = list(ChildOpener().members(path, Kind.PST))
    mails = [member for member in whole if member.trouble is None]
    assert [member.name for member in mails] == ["original email.eml", *["FW original email.eml"] * 3]
    assert [m.position for m in ChildOpener().members(path, Kind.PST, after=mails[1].position)] == [
        member.position for member in whole if member.position > mails[1].position
    ]
