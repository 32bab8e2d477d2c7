"""The shared corpus of public files: none crashes or hangs its reader, and sixty-odd say what a person read in them.

Addresses and Message-IDs of real mails are kept as the first twelve digits of their sha256.
"""

import csv
import hashlib
import json
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import EvidenceSource, Extract, Found
from sagsbud.extract import ChildExtractor, Limits

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
EXPECTED: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "corpus_expected.json").read_text("utf-8"))
RECEIVED = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")

NAMED = {
    Trouble.DAMAGED,
    Trouble.ENCRYPTED,
    Trouble.UNSUPPORTED,
    Trouble.TOO_LARGE_TO_READ,
    Trouble.READING_OUT_OF_MEMORY,
    Trouble.READING_TIMED_OUT,
}
"""What a file may be refused for; READING_CRASHED is not among them."""


def bare_name(path: Path) -> str:
    """The file's name without the digest the corpus puts before it."""
    return path.name[11:] if path.name[10:11] == "_" else path.name


def short(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:12]


def said(extract: Extract) -> dict[str, Any]:
    """Everything the expectations speak of."""
    return {
        "kind": extract.kind.value,
        "title": extract.titles[0].value if extract.titles else None,
        "date": extract.dates[0].value.isoformat() if extract.dates else None,
        "sender": short(extract.sender.value.urn) if extract.sender else None,
        "recipients": [short(found.value.urn) for found in extract.recipients],
        "message_id": short(extract.message_id) if extract.message_id else None,
        "files": [child.name for child in extract.children if not child.folded],
        "folded": [child.name for child in extract.children if child.folded],
        "warnings": sorted(warning.value for warning in extract.warnings),
        "pages": extract.pages,
        "language": extract.language,
    }


@pytest.mark.parametrize("file", EXPECTED)
def test_a_file_says_what_a_person_read_in_it(readers: ChildExtractor, file: str) -> None:
    path, expected = CORPUS / file, dict(EXPECTED[file])
    if "error" in expected:
        with pytest.raises(ExtractError) as refused:
            readers.read(bare_name(path), path.read_bytes(), RECEIVED)
        assert refused.value.trouble == expected["error"]
        return
    extract = readers.read(bare_name(path), path.read_bytes(), RECEIVED)
    assert expected.pop("text", "") in extract.text
    found = said(extract)
    assert {name: found[name] for name in expected} == expected


def test_every_file_is_read_or_refused_by_name_within_its_limits() -> None:
    with (CORPUS / "index.csv").open(encoding="utf-8") as index:
        paths = [CORPUS / row["file"] for row in csv.DictReader(index)]
    limits = Limits()
    pool = ChildExtractor(2, limits)

    def one(path: Path) -> str:
        began = time.monotonic()
        outcome = outcome_of(pool, path)
        if isinstance(outcome, Extract):
            assert_sound(path, outcome)
        else:
            assert outcome in NAMED, path.name
        assert time.monotonic() - began < 2 * limits.wall_seconds + 10, path.name
        return path.name

    try:
        with ThreadPoolExecutor(2) as threads:
            assert len(list(threads.map(one, paths))) == len(paths) > 900
    finally:
        pool.close()


def outcome_of(pool: ChildExtractor, path: Path) -> Extract | Trouble:
    try:
        return pool.read(bare_name(path), path.read_bytes(), RECEIVED)
    except ExtractError as error:
        return error.trouble


def assert_sound(path: Path, extract: Extract) -> None:
    """What holds for every reading, whatever the file."""
    assert not any(("\ufffd" in text) for text in header_texts(extract)), path.name
    assert all(child.content and "/" not in child.name for child in extract.children), path.name
    assert list(extract.page_starts) == sorted(extract.page_starts), path.name
    for evidence in evidences(extract):
        assert extract.text[evidence[0] : evidence[1]][:160] == evidence[2], path.name


def header_texts(extract: Extract) -> Iterable[str]:
    yield from (found.value for found in extract.titles if found.evidence.source is EvidenceSource.HEADER)
    if extract.sender:
        yield extract.sender.value.navn
    yield from (found.value.navn for found in extract.recipients)
    yield from (child.name for child in extract.children)


def evidences(extract: Extract) -> Iterable[tuple[int, int, str]]:
    founds: list[Found[Any]] = [*extract.titles, *extract.dates, *extract.parties, *extract.case_numbers]
    for found in founds:
        if found.evidence.source is EvidenceSource.TEXT:
            yield found.evidence.start, found.evidence.end, found.evidence.quote
