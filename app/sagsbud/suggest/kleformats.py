"""Readers for the forms the plan is published in: the starter table, OS2KLE text and JSON, KLE and facet XML."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from lxml import etree

from sagsbud.domain.klassifikation import Handlingsfacet, KleNummer
from sagsbud.suggest.kleplan import Emne, Facet, Flaw, KleFormatError, KlePlan, Malformed, Noegleord, Retskilde

T = TypeVar("T")

MAX_BYTES = 200_000_000
"""No published edition is a tenth of this; more is refused unread."""

_OS2KLE_LINE = re.compile(r"KLENummer='(?P<nr>[^']*)':KLETitel='(?P<titel>.*?)':Keywords\[Weight\]=(?P<ord>.*)$")
_WEIGHTED = re.compile(r"(?P<text>.*)\[(?P<weight>-?\d+)\]$", re.DOTALL)
_EDITION = re.compile(r"\d+[._]\d+(?:[._]\d+)?")


def read_plan(path: Path) -> KlePlan:
    """Read any published form, told apart by content. Raises KleFormatError, OSError."""
    if path.stat().st_size > MAX_BYTES:
        raise KleFormatError("the file is far larger than any edition of KLE")
    data = path.read_bytes()
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return read_xml(data, path.stem)
    if start in (b"{", b"["):
        return read_json(data, path.stem)
    text = _decode(data)
    if "KLENummer=" in text:
        return read_os2kle(text.splitlines(), _edition_of(path.stem, "OS2KLE", data))
    if "\t" in text:
        return read_table(text.splitlines(), path.stem)
    raise KleFormatError("neither OS2KLE text, OS2KLE JSON, KLE XML nor a table of numbers and titles")


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _edition_of(stem: str, kind: str, data: bytes = b"") -> str:
    """A name that two different files never share: the version in the file's name, else a mark of its content."""
    found = _EDITION.search(stem)
    if found:
        return f"{kind} {found.group().replace('_', '.')}"
    return f"{kind} {sha256(data).hexdigest()[:8]}" if data else kind


def read_table(lines: Iterable[str], edition: str = "starter") -> KlePlan:
    """The starter table: number, title and words parted by semicolons, with tabs between; `#` starts a note."""
    emner: dict[str, Emne] = {}
    malformed: list[Malformed] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.rstrip("\r\n").split("\t")
        words = (
            tuple(Noegleord(word.strip()) for word in fields[2].split(";") if word.strip()) if len(fields) > 2 else ()
        )
        _add(emner, malformed, number, fields[0], fields[1] if len(fields) > 1 else "", words)
    return KlePlan(edition, tuple(emner.values()), (), tuple(malformed))


def read_os2kle(lines: Iterable[str], edition: str = "OS2KLE") -> KlePlan:
    """OS2KLE's text form: one subject a line, keywords as `word[weight];`."""
    emner: dict[str, Emne] = {}
    malformed: list[Malformed] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = _OS2KLE_LINE.fullmatch(line.strip().lstrip("\ufeff"))
        if found is None:
            malformed.append(Malformed(number, Flaw.NOT_A_SUBJECT))
            continue
        words = tuple(_weighted(found["ord"], number, malformed))
        _add(emner, malformed, number, found["nr"], found["titel"], words)
    return KlePlan(edition, tuple(emner.values()), (), tuple(malformed))


def _weighted(text: str, number: int, malformed: list[Malformed]) -> Iterator[Noegleord]:
    for entry in text.split(";"):
        if not entry.strip():
            continue
        found = _WEIGHTED.fullmatch(entry.strip())
        if found is None or not found["text"].strip() or int(found["weight"]) <= 0:
            malformed.append(Malformed(number, Flaw.BAD_KEYWORD))
            continue
        yield Noegleord(found["text"].strip(), int(found["weight"]))


def _add(
    emner: dict[str, Emne], malformed: list[Malformed], line: int, nr: str, titel: str, words: tuple[Noegleord, ...]
) -> None:
    """Take the subject in, or say why not; the first of two equal numbers stands."""
    try:
        nummer = KleNummer(nr.strip())
    except ValueError:
        malformed.append(Malformed(line, Flaw.BAD_NUMBER))
        return
    if not titel.strip():
        malformed.append(Malformed(line, Flaw.NO_TITLE))
    elif nummer.text in emner:
        malformed.append(Malformed(line, Flaw.REPEATED))
    else:
        emner[nummer.text] = Emne(nummer, titel.strip(), words)


_NUMBER_KEYS = ("klenummer", "nummer", "number", "klenr", "nr", "emnenr", "code", "kode", "id", "kle")
_TITLE_KEYS = ("kletitel", "titel", "title", "emnetitel", "name", "navn", "label")
_WORDS_KEYS = ("keywords", "keywords[weight]", "noegleord", "nøgleord", "terms", "words", "emneord")
_WORD_KEYS = ("keyword", "word", "term", "text", "name", "value", "ord")
_WEIGHT_KEYS = ("weight", "vaegt", "vægt", "score")


def read_json(data: bytes, stem: str = "") -> KlePlan:
    """OS2KLE's JSON form: any nesting of objects that carry a number, a title and a list of weighted keywords."""
    try:
        tree = json.loads(_decode(data))
    except (ValueError, RecursionError) as error:
        raise KleFormatError("the file begins like JSON but is not") from error
    if isinstance(tree, dict) and "KLE-Emneplan" in tree:
        raise KleFormatError("KLE as JSON is not published; use the XML form")
    emner: dict[str, Emne] = {}
    malformed: list[Malformed] = []
    for node in _objects(tree):
        nr, titel = _field(node, _NUMBER_KEYS), _field(node, _TITLE_KEYS)
        if isinstance(nr, str) and isinstance(titel, str) and re.fullmatch(r"\d\d\.\d\d\.\d\d", nr.strip()):
            _add(emner, malformed, 0, nr, titel, tuple(_json_words(_field(node, _WORDS_KEYS))))
    if not emner:
        raise KleFormatError("no object with a KLE number and a title in the JSON file")
    stated = _field(tree, ("version", "edition", "udgave")) if isinstance(tree, dict) else None
    return KlePlan(
        f"OS2KLE {stated}" if stated else _edition_of(stem, "OS2KLE", data), tuple(emner.values()), (), tuple(malformed)
    )


def _objects(tree: Any) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            for key, value in node.items():
                if isinstance(value, dict) and re.fullmatch(r"\d\d\.\d\d\.\d\d", key):
                    value.setdefault("nr", key)
            waiting.extend(reversed(list(node.values())))
        elif isinstance(node, list):
            waiting.extend(reversed(node))


def _field(node: dict[str, Any], names: tuple[str, ...]) -> Any:
    lowered = {key.lower(): value for key, value in node.items()}
    return next((lowered[name] for name in names if name in lowered), None)


def _json_words(value: Any) -> Iterator[Noegleord]:
    if isinstance(value, str):
        yield from _weighted(value if "[" in value else f"{value}[5]", 0, [])
    elif isinstance(value, dict):
        for word, weight in value.items():
            yield from _word(word, weight)
    elif isinstance(value, list):
        for entry in value:
            if isinstance(entry, dict):
                yield from _word(_field(entry, _WORD_KEYS), _field(entry, _WEIGHT_KEYS))
            elif isinstance(entry, list) and len(entry) == 2:
                yield from _word(*entry)
            else:
                yield from _word(entry, None)


def _word(word: Any, weight: Any) -> Iterator[Noegleord]:
    if not isinstance(word, str) or not word.strip():
        return
    found = _WEIGHTED.fullmatch(word.strip())
    if found and weight is None:
        word, weight = found["text"], found["weight"]
    try:
        number = int(weight) if weight is not None else 5
    except (TypeError, ValueError):
        number = 5
    yield Noegleord(word.strip(), max(1, number))


def read_xml(data: bytes, stem: str = "") -> KlePlan:
    """KLE-Emneplan or KLE-Handlingsfacetter XML. External entities and DTDs are never loaded. Raises KleFormatError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise KleFormatError("the file begins like XML but is not well formed") from error
    stated = _text(root, "UdgivelsesDato") or _text(root, "Udgave")
    edition = f"KLE {stated}" if stated else _edition_of(stem, "KLE", data)
    malformed: list[Malformed] = []
    emner = tuple(_collect(root, "Emne", _emne, malformed))
    facetter = tuple(_collect(root, "Handlingsfacet", _facet, malformed))
    if not emner and not facetter:
        raise KleFormatError("no Emne and no Handlingsfacet in the XML file")
    return KlePlan(edition, emner, facetter, tuple(malformed))


def _named(node: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in node.iter() if isinstance(child.tag, str) and etree.QName(child).localname == name)


def _text(node: etree._Element, name: str) -> str:
    """All text below the first element of that name, with single spaces."""
    found = next(_named(node, name), None)
    return "" if found is None else " ".join(" ".join(_pieces(found)).split())


def _pieces(node: etree._Element) -> Iterator[str]:
    """The text in and between the elements below; unexpanded entities and comments are not text."""
    for child in node.iter():
        if isinstance(child.tag, str):
            yield child.text or ""
        if child is not node:
            yield child.tail or ""


def _collect(
    root: etree._Element, name: str, read: Callable[[etree._Element], T], malformed: list[Malformed]
) -> Iterator[T]:
    for node in _named(root, name):
        try:
            yield read(node)
        except ValueError:
            flaw = Flaw.BAD_NUMBER if _text(node, f"{name}Titel") else Flaw.NO_TITLE
            line = node.sourceline
            malformed.append(Malformed(line if isinstance(line, int) else 0, flaw))


def _emne(node: etree._Element) -> Emne:
    titel = _text(node, "EmneTitel")
    if not titel:
        raise ValueError("a subject without a title")
    nummer = KleNummer(_text(node, "EmneNr"))
    historisk = next(_named(node, "Historisk"), None)
    successors = () if historisk is None else tuple(_successors(historisk))
    return Emne(
        nummer,
        titel,
        vejledning=_text(node, "EmneVejledning"),
        retskilder=tuple(
            Retskilde(_text(source, "RetskildeTitel"), _text(source, "ParagrafEllerKapitel"))
            for source in _named(node, "EmneRetskildeReference")
            if _text(source, "RetskildeTitel")
        ),
        bevaring=_text(node, "BevaringJaevnfoerArkivloven"),
        sletning=_text(node, "SletningJaevnfoerPersondataloven"),
        udgaaet=historisk is not None and bool(_text(historisk, "UdgaaetDato") or successors),
        afloest_af=successors,
        uuid=_text(node, "UUID"),
    )


def _successors(historisk: etree._Element) -> Iterator[KleNummer]:
    for place in _named(historisk, "AfloestAf"):
        for target in _named(place, "EmneNr"):
            text = (target.text or "").strip()
            if re.fullmatch(r"\d\d\.\d\d\.\d\d", text):
                yield KleNummer(text)


def _facet(node: etree._Element) -> Facet:
    titel = _text(node, "HandlingsfacetTitel")
    if not titel:
        raise ValueError("a facet without a title")
    return Facet(
        Handlingsfacet(_text(node, "HandlingsfacetNr")),
        titel,
        _text(node, "BevaringJaevnfoerArkivloven"),
        bool(_text(node, "UdgaaetDato")),
    )
