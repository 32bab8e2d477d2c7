"""Files made to hurt: each ends in a result or a named error inside the limits, and the next file is read as ever."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Extract, ReadingWarning
from sagsbud.extract import ChildExtractor, Limits
from sagsbud.extract.ocr import available

from tests.support import hazards

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LIMITS = Limits()
PASSWD = b"root:x:0"

REFUSED: dict[str, tuple[Callable[[], bytes], str, set[Trouble]]] = {
    "a gigabyte in one page": (hazards.flate_bomb, "a.pdf", {Trouble.TOO_LARGE_TO_READ}),
    "two gigabytes packed twice": (hazards.twice_packed_bomb, "a.pdf", {Trouble.READING_OUT_OF_MEMORY}),
    "10^11 drawings of a word": (
        hazards.nested_forms,
        "a.pdf",
        {Trouble.READING_OUT_OF_MEMORY, Trouble.READING_TIMED_OUT},
    ),
    "a gigabyte of paragraphs": (hazards.docx_bomb, "a.docx", {Trouble.TOO_LARGE_TO_READ}),
    "a part larger than it says": (hazards.lying_docx, "a.docx", {Trouble.DAMAGED, Trouble.TOO_LARGE_TO_READ}),
    "a billion laughs": (hazards.laughing_docx, "a.docx", {Trouble.DAMAGED}),
    "a cell at the end of the sheet": (hazards.far_cell, "a.xlsx", {Trouble.TOO_LARGE_TO_READ}),
    "the same with its attributes turned": (hazards.far_cell_turned, "a.xlsx", {Trouble.TOO_LARGE_TO_READ}),
    "a megabyte of subject": (hazards.long_subject, "a.eml", {Trouble.TOO_LARGE_TO_READ}),
    "fifty thousand recipients": (hazards.many_recipients, "a.eml", {Trouble.TOO_LARGE_TO_READ}),
    "a hundred thousand parts": (hazards.many_parts, "a.eml", {Trouble.TOO_LARGE_TO_READ}),
    "two thousand parts deep": (hazards.deep_parts, "a.eml", {Trouble.TOO_LARGE_TO_READ}),
    "two thousand mails deep": (hazards.deep_mails, "a.eml", {Trouble.TOO_LARGE_TO_READ}),
    "ten gigabytes of one member": (hazards.overlapping_zip, "a.zip", {Trouble.TOO_LARGE_TO_READ}),
    "a picture of 60,000 by 60,000": (hazards.huge_picture, "a.png", {Trouble.TOO_LARGE_TO_READ}),
    "junk": (hazards.junk, "a.bin", {Trouble.UNSUPPORTED}),
}


@pytest.fixture(scope="module")
def extractor() -> Iterator[ChildExtractor]:
    """One child, so that whatever it suffers the next file meets."""
    pool = ChildExtractor(1)
    yield pool
    pool.close()


def read(pool: ChildExtractor, name: str, content: bytes) -> Extract:
    """The reading, if it comes within what the limits promise."""
    began = time.monotonic()
    try:
        return pool.read(name, content, NOW)
    finally:
        assert time.monotonic() - began < LIMITS.wall_seconds + 10


def assert_unharmed(pool: ChildExtractor) -> None:
    assert (
        read(pool, "brev.txt", "Ansøgning om tilskud til sommerlejr".encode()).titles[0].value.startswith("Ansøgning")
    )


@pytest.mark.parametrize("hazard", REFUSED)
def test_it_is_refused_by_name(extractor: ChildExtractor, hazard: str) -> None:
    make, name, expected = REFUSED[hazard]
    with pytest.raises(ExtractError) as refused:
        read(extractor, name, make())
    assert refused.value.trouble in expected
    assert_unharmed(extractor)


def test_ten_thousand_pages_are_counted_and_the_first_are_read(extractor: ChildExtractor) -> None:
    extract = read(extractor, "a.pdf", hazards.many_pages(10_000))
    assert extract.pages == 10_000
    assert extract.text.startswith("Side 1 af sagen")
    assert ReadingWarning.TRUNCATED_TEXT in extract.warnings
    assert_unharmed(extractor)


def test_a_page_tree_that_contains_itself_ends(extractor: ChildExtractor) -> None:
    assert read(extractor, "a.pdf", hazards.page_tree_loop()).pages <= 100_000
    assert_unharmed(extractor)


def test_a_zip_without_bottom_is_opened_one_level(extractor: ChildExtractor) -> None:
    extract = read(extractor, "a.zip", hazards.bottomless_zip())
    assert [child.mime for child in extract.children] == ["application/zip"] * 10
    assert_unharmed(extractor)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.rtf", hazards.deep_rtf),
        ("a.html", hazards.deep_html),
        ("a.ods", hazards.repeated_cells),
        ("winmail.dat", hazards.winmail_that_counts),
        ("a.ics", hazards.calendar_of_folds),
    ],
)
def test_what_only_looks_endless_is_read(extractor: ChildExtractor, name: str, make: Callable[[], bytes]) -> None:
    read(extractor, name, make())
    assert_unharmed(extractor)


@pytest.mark.parametrize(
    "entity", ['<!ENTITY e SYSTEM "file:///etc/passwd">', '<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;']
)
def test_no_file_of_this_machine_gets_into_a_text(extractor: ChildExtractor, entity: str) -> None:
    with pytest.raises(ExtractError) as refused:
        read(extractor, "a.docx", hazards.docx_with_entity(entity))
    assert refused.value.trouble is Trouble.DAMAGED
    page = b'<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><html><body>foer &e; efter</body></html>'
    assert PASSWD.decode() not in read(extractor, "a.html", page).text


@pytest.mark.parametrize(
    "piece",
    ["Aa ", "Aa\n", "a@", "12.", "010101-0000 ", "26/1 ", "sag ", "(", "a-", "A", "Kære ", "1. jan ", "Vej 1, ", "=?",
     "Navn: Aa Aa ", "Aaaa Aaaa 1\n", "Jobcenter A ", "cvr 1", "a.b-", "'", "0", "12/12/", "Aa og "],
)  # fmt: skip
def test_no_pattern_is_led_astray(extractor: ChildExtractor, piece: str) -> None:
    read(extractor, "a.txt", hazards.text_of(piece))


@pytest.mark.parametrize("make", [hazards.nested_forms, hazards.flate_bomb, hazards.twice_packed_bomb])
def test_a_page_made_to_hurt_is_not_drawn(extractor: ChildExtractor, make: Callable[[], bytes]) -> None:
    began = time.monotonic()
    with pytest.raises(ExtractError):
        extractor.render("a.pdf", make(), 1, 600)
    assert time.monotonic() - began < LIMITS.wall_seconds + 10
    assert_unharmed(extractor)


@pytest.mark.skipif(not available(), reason="tesseract with its Danish model is not installed")
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_a_child_that_is_killed_takes_the_programs_it_started_with_it(tmp_path: Path) -> None:
    noise = Image.effect_noise((4000, 4000), 90)
    noise.save(tmp_path / "stoej.png")
    pool = ChildExtractor(1, Limits(wall_seconds=2.0, cpu_seconds=60))
    try:
        with pytest.raises(ExtractError) as ended:
            pool.read("stoej.png", (tmp_path / "stoej.png").read_bytes(), NOW)
        assert ended.value.trouble is Trouble.READING_TIMED_OUT
        deadline = time.monotonic() + 30
        while (left := programs_started_by_us(shutil.which("tesseract") or "")) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert left == []
    finally:
        pool.close()


def programs_started_by_us(program: str) -> list[int]:
    """Live processes of that program whose session was begun by a child of ours that is gone."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            same = os.path.samefile(os.readlink(entry / "exe"), program)
        except (OSError, IndexError):
            continue
        session = int(fields[3])
        if same and fields[0] != "Z" and not Path(f"/proc/{session}").exists():
            found.append(int(entry.name))
    return found
