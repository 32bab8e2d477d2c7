"""`sagsbud inspect`: what a file says and what would be suggested; files nothing."""

import hashlib
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sagsbud.bootstrap import Reader, open_reader
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Extract, Found
from sagsbud.domain.parties import Part
from sagsbud.domain.suggestions import Suggestion, SuggestionSet
from sagsbud.engine.arrivals import files_under
from sagsbud.texts import trouble_text

KLE_SHOWN = 5
SAGER_SHOWN = 5
AHEAD = 32
"""Files read ahead of the one being printed, so that the order stays and memory stays bounded."""


def run(args: Namespace, out: Output) -> Exit:
    """One record per file, in the order given."""
    code = Exit.DONE
    with open_reader(args.profile, args.data) as reader:
        for record in _records(reader, [file for path in args.paths for file in files_under(path)]):
            out.record(record)
            _say(out, record)
            code = Exit.NEEDS_PERSON if record["error"] else code
    return code


def _records(reader: Reader, paths: list[Path]) -> Iterator[dict[str, Any]]:
    with ThreadPoolExecutor(reader.workers) as pool:
        for start in range(0, len(paths), AHEAD):
            yield from pool.map(lambda path: describe(reader, path), paths[start : start + AHEAD])


def describe(reader: Reader, path: Path) -> dict[str, Any]:
    """Everything `inspect` tells about one file; `error` instead of fields when it cannot be read."""
    record = _empty(path)
    try:
        content = path.read_bytes()
        received = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        trouble = Trouble.NOT_READABLE if path.exists() else Trouble.NOT_FOUND
        return record | {"error": _error(trouble, {})}
    record |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    try:
        extract = reader.extractor.read(path.name, content, received)
    except ExtractError as error:
        return record | {"error": _error(error.trouble, error.params)}
    return record | _read(extract) | {"suggestions": _suggestions(reader.suggester.suggest(extract, path.name))}


def _empty(path: Path) -> dict[str, Any]:
    lists: dict[str, Any] = {name: [] for name in ("recipients", "parties", "case_numbers", "attachments", "warnings")}
    names = ("kind", "mime", "bytes", "sha256", "title", "date", "sender", "message_id", "direction")
    rest: dict[str, Any] = dict.fromkeys(names)
    nothing: dict[str, Any] = {"kle": [], "sag": [], "dokumenttype": None, "facet": None}
    counts = {"text_chars": 0, "pages": 0, "language": "", "sensitivity": None}
    return {"path": str(path), **rest, **counts, **lists, "error": None, "suggestions": nothing}


def _error(trouble: Trouble, params: dict[str, str]) -> dict[str, str]:
    return {"code": trouble.value, "message": trouble_text(trouble, params).whole}


def _read(extract: Extract) -> dict[str, Any]:
    return {
        "kind": extract.kind.value,
        "mime": extract.mime,
        "title": mask_cpr(extract.titles[0].value) if extract.titles else None,
        "date": extract.dates[0].value.isoformat() if extract.dates else None,
        "sender": _part(extract.sender.value) if extract.sender else None,
        "recipients": [_part(found.value) for found in extract.recipients],
        "message_id": extract.message_id,
        "direction": extract.direction.value.value if extract.direction else None,
        "text_chars": len(extract.text),
        "pages": extract.pages,
        "language": extract.language,
        "parties": [_part(found.value) | _where(found) for found in extract.parties],
        "case_numbers": [{"number": found.value} | _where(found) for found in extract.case_numbers],
        "attachments": [
            {"name": child.name, "mime": child.mime, "bytes": len(child.content), "folded": child.folded}
            for child in extract.children
        ],
        "sensitivity": extract.foelsomhed.value,
        "warnings": [warning.value for warning in extract.warnings],
    }


def _part(part: Part) -> dict[str, str]:
    return {"name": mask_cpr(part.navn), "id": mask_cpr(part.urn), "kind": part.art.value, "role": part.rolle.value}


def _where(found: "Found[Any]") -> dict[str, Any]:
    evidence = found.evidence
    return {"source": evidence.source.value, "page": evidence.page, "start": evidence.start, "end": evidence.end}


def _suggestions(suggested: SuggestionSet) -> dict[str, Any]:
    return {
        "kle": [_ranked(s, str(s.value)) for s in suggested.kle[:KLE_SHOWN]],
        "sag": [_ranked(s, s.value.sagsnummer) for s in suggested.sager[:SAGER_SHOWN]],
        "dokumenttype": suggested.dokumenttype.value.value if suggested.dokumenttype else None,
        "facet": str(suggested.facet.value) if suggested.facet else None,
    }


def _ranked(suggestion: "Suggestion[Any]", value: str) -> dict[str, Any]:
    return {
        "value": value,
        "confidence": round(suggestion.confidence, 4),
        "band": suggestion.band.value,
        "reasons": [{"code": r.code.value, "words": [mask_cpr(w) for w in r.words]} for r in suggestion.reasons],
    }


def _say(out: Output, record: dict[str, Any]) -> None:
    if record["error"]:
        out.line(f"{record['path']}: {record['error']['message']}")
        return
    out.line(f"{record['path']}: {record['kind']}, {record['bytes']} B, {record['pages']} p.")
    for name in ("title", "date", "direction", "language"):
        if record[name]:
            out.line(f"    {name}: {record[name]}")
    for kind in ("sag", "kle"):
        for best in record["suggestions"][kind][:3]:
            out.line(f"    {kind}: {best['value']} ({best['band']})")
