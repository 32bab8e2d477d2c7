"""Recipes: what becomes of many small things that come in one form, written as data and not as a program.

A recipe says where its things come from (files of a folder, or messages of another authority), how the fields of each
are put together, by which key the Sag is found, and whether it is filed as a Dokument or as a journalnotat.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import msgspec

from sagsbud.decoding import convert, json_decoder
from sagsbud.domain.frozen import frozen
from sagsbud.domain.sagsobjekter import Dokumenttype
from sagsbud.mox.wire import Malformed

_FIELD = re.compile(r"\{(\w+)\}")
MOST_ROWS = 100_000
MOST_FIELD = 32_768
"""Characters of one field that are taken."""


class Files(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files of a folder: tables with a row of names above (csv), or an object or a list of objects (json)."""

    filer: tuple[str, ...]
    skilletegn: str = ";"


class Messages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Messages on an exchange of the receiving authority's own virtual host, from authorities that are named."""

    besked: str
    modtager: str
    afsendere: tuple[str, ...]


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One process. Texts hold the names of fields in braces; a name no row has makes that row wrong, not empty."""

    navn: str
    kilde: dict[str, Any]
    noegle: str
    som: Literal["dokument", "journalnotat"] = "dokument"
    titel: str
    dato: str
    dokumenttype: str = Dokumenttype.BREV_IND.value
    filnavn: str
    tekst: str

    @property
    def files(self) -> Files | None:
        """Where its files are; None when it is made of messages."""
        return convert(self.kilde, Files) if "filer" in self.kilde else None


class Outcome(StrEnum):
    """What became of one row."""

    PROMISED = "promised"
    ALREADY = "already"
    """The very same was taken before; by an earlier run that was cut off, perhaps."""
    REVIEW = "review"
    """Its key names no open Sag: it lies in the inbox, for a person."""
    WRONG = "wrong"
    """A field is missing or is not what it must be; nothing was taken."""


@frozen
class Row:
    """One thing as it came, and its place: the file's name and a number from 1."""

    place: str
    fields: Mapping[str, str] = field(repr=False)


@frozen
class Prepared:
    """One thing as it is to be filed."""

    key: str = field(repr=False)
    titel: str = field(repr=False)
    dato: date
    dokumenttype: Dokumenttype
    filnavn: str = field(repr=False)
    content: bytes = field(repr=False)


def read_recipe(path: Path) -> Recipe:
    """The recipe in the file. Raises Malformed, naming what is wrong; OSError."""
    try:
        recipe = json_decoder(Recipe).decode(path.read_bytes())
        _ = recipe.files
    except msgspec.ValidationError as error:
        raise Malformed("recipe", _said(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed("recipe", "is no JSON") from None
    if not re.fullmatch(r"[a-z0-9-]{1,40}", recipe.navn):
        raise Malformed("navn", "is made of a-z, 0-9 and -")
    if recipe.dokumenttype not in set(Dokumenttype):
        raise Malformed("dokumenttype", "is none of the index")
    if recipe.files is None:
        messages_of(recipe)
    return recipe


def messages_of(recipe: Recipe) -> Messages:
    """Where its messages come from. Raises Malformed."""
    try:
        found = convert(recipe.kilde, Messages)
    except msgspec.ValidationError as error:
        raise Malformed("kilde", _said(error)) from None
    if not all(re.fullmatch(r"\d{8}", number) for number in (found.modtager, *found.afsendere)):
        raise Malformed("kilde", "names an authority that is no CVR number")
    return found


def _said(error: msgspec.ValidationError) -> str:
    text = str(error)
    return f"cannot be used: {text[:1].lower()}{text[1:]}"


def rows_of(files: Files, path: Path) -> Iterator[Row]:
    """The rows of a file. Raises Malformed for a file that is none, OSError."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # as spreadsheets save tables
    rows = _objects(text) if path.suffix.lower() == ".json" else _table(text, files.skilletegn)
    for number, fields in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise Malformed(path.name, f"has more than {MOST_ROWS} rows")
        yield Row(f"{path.name}:{number}", fields)


def _table(text: str, separator: str) -> Iterator[dict[str, str]]:
    try:
        for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            yield {str(name): value for name, value in row.items() if name and isinstance(value, str)}
    except csv.Error:
        raise Malformed("file", "is no table") from None


def _objects(text: str) -> Iterator[dict[str, str]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("file", "is no JSON") from None
    for one in found if isinstance(found, list) else [found]:
        if not isinstance(one, dict):
            raise Malformed("file", "holds something other than objects")
        yield {name: str(value) for name, value in one.items() if isinstance(value, str | int | float)}


def prepare(recipe: Recipe, fields: Mapping[str, str]) -> Prepared:
    """What the recipe makes of the fields. Raises Malformed, naming the field."""
    day = _filled("dato", recipe.dato, fields)
    try:
        dato = date.fromisoformat(day)
    except ValueError:
        raise Malformed("dato", "is no date as 2026-11-23") from None
    return Prepared(
        key=_filled("noegle", recipe.noegle, fields).strip(),
        titel=_line("titel", recipe.titel, fields),
        dato=dato,
        dokumenttype=Dokumenttype(recipe.dokumenttype),
        filnavn=re.sub(r"[^\w. -]", "-", _line("filnavn", recipe.filnavn, fields)),
        content=_filled("tekst", recipe.tekst, fields).encode(),
    )


def _line(place: str, template: str, fields: Mapping[str, str]) -> str:
    text = " ".join(_filled(place, template, fields).split())
    if not 0 < len(text) <= 255:
        raise Malformed(place, "is empty or longer than 255 characters")
    return text


def _filled(place: str, template: str, fields: Mapping[str, str]) -> str:
    def fill(found: re.Match[str]) -> str:
        value = fields.get(found[1], "").strip()
        if not value:
            raise Malformed(found[1], "is missing")
        if len(value) > MOST_FIELD:
            raise Malformed(found[1], "is too long")
        return value

    text = _FIELD.sub(fill, template)
    if not text.strip():
        raise Malformed(place, "is empty")
    return text
