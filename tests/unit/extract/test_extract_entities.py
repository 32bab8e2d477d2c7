"""Numbers, dates and addresses in the shared list of strings; the expectations are the list's own."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sagsbud.domain.cpr import find_cpr
from sagsbud.domain.extract import Extract, Kind
from sagsbud.extract.document import RawDocument
from sagsbud.extract.fields import find_fields
from sagsbud.extract.fields.addresses import find_addresses

LISTS = sorted((Path(__file__).parents[4] / "shared" / "kle" / "dev").glob("entities*.jsonl"))
READ_KINDS = {"case", "jnr", "cpr", "cvr", "date", "adr"}
KLE_CASE = re.compile(r"(?P<kle>\d\d\.\d\d\.\d\d)-(?:(?P<facet>[A-ZÆØÅ]\d\d)-)?(?P<number>\d+)-(?P<year>\d\d(?:\d\d)?)")


def rows() -> list[Any]:
    found = [json.loads(line) for path in LISTS for line in path.read_text(encoding="utf-8").splitlines()]
    return [pytest.param(row, id=row["id"]) for row in found if row["kind"] in READ_KINDS]


def fields(text: str) -> Extract:
    return find_fields(RawDocument(Kind.TXT, "text/plain", text), "x.txt", datetime(2026, 11, 23, tzinfo=UTC))


@pytest.mark.skipif(not LISTS, reason="the shared list of strings is not here")
@pytest.mark.parametrize("row", rows() or [None])
def test_the_shared_strings_are_read_as_their_list_says(row: dict[str, Any]) -> None:
    expected, text = row["expected"], row["text"]
    match row["kind"]:
        case "case":
            assert case_parts(text) == expected
        case "jnr":
            assert next((found.value for found in fields(text).case_numbers), None) == expected
        case "cvr":
            assert any("cvr-nr" in found.value.urn for found in fields(text).parties) is bool(expected)
        case "date":
            assert next((found.value.isoformat() for found in fields(text).dates), None) == expected
        case "adr":
            assert next(([a.street, a.house, a.postcode, a.city] for a in find_addresses(text)), None) == expected
        case "cpr":
            found = list(find_cpr(text))
            verdict = expected["verdict"] if expected else "no"
            assert len(found) == (verdict != "no")
            assert verdict != "strong" or found[0].strong


def case_parts(text: str) -> dict[str, Any] | None:
    numbers = fields(text).case_numbers
    found = KLE_CASE.fullmatch(numbers[0].value) if numbers else None
    if found is None:
        return None
    year = int(found["year"])
    full = year if year > 99 else year + (2000 if year <= 26 else 1900)
    return {"kle": found["kle"], "facet": found["facet"], "lobenr": int(found["number"]), "aar": full}
