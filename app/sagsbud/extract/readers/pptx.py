"""Presentations: each slide is a page; speaker's notes are noticed, not read."""

import re
import zipfile

from lxml import etree

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import ReadingWarning
from sagsbud.extract.decoding import clean
from sagsbud.extract.document import Job, RawDocument
from sagsbud.extract.ooxml import core_properties, part_names
from sagsbud.extract.xmlparse import parse_xml
from sagsbud.extract.zipguard import member, open_zip

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
STRICT_A = "{http://purl.oclc.org/ooxml/drawingml/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PRESENTATION, RELATIONS = "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"
SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml$")
NOTES = re.compile(r"ppt/notesslides/notesslide(\d+)\.xml$")
TITLES = ("title", "ctrTitle")


def read(job: Job) -> RawDocument:
    """The slides' text in order. Raises ExtractError DAMAGED."""
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime)
    with open_zip(job.content) as container:
        names = part_names(container)
        slides = _in_order(container, names)
        if not slides and PRESENTATION not in names:
            raise ExtractError(Trouble.DAMAGED, why="no_document")
        _read_slides(raw, container, slides)
        raw.metadata = core_properties(container, names)
        _notice(raw, names)
    return raw


def _in_order(container: zipfile.ZipFile, names: dict[str, str]) -> list[str]:
    """The slides' parts as they are shown; by their numbers when the presentation does not say."""
    numbered = sorted((int(found[1]), name) for name in names if (found := SLIDE.match(name)))
    try:
        shown = parse_xml(member(container, names[PRESENTATION]) or b"")
        links = parse_xml(member(container, names[RELATIONS]) or b"")
    except (KeyError, ExtractError):
        return [names[name] for _, name in numbered]
    targets = {
        link.get("Id"): f"ppt/{link.get('Target', '').lower().lstrip('/').removeprefix('ppt/')}" for link in links
    }
    ids = (slide.get(f"{REL}id") for slide in shown.iter(f"{P}sldId"))
    order = [target for one in ids if (target := targets.get(one, "")) in names]
    return [names[name] for name in dict.fromkeys([*order, *(name for _, name in numbered)])]


def _read_slides(raw: RawDocument, container: zipfile.ZipFile, slides: list[str]) -> None:
    texts: list[str] = []
    starts: list[int] = []
    length = 0
    for name in slides:
        try:
            root = parse_xml(member(container, name) or b"")
            text, title = _slide(root)
        except ExtractError as error:
            if error.trouble is not Trouble.DAMAGED:
                raise
            raw.warn(ReadingWarning.DAMAGED_PART)
            text, title = "", ""
        if root_hidden := (text and root.get("show") == "0"):
            raw.warn(ReadingWarning.HIDDEN_CONTENT)
        if title and not raw.headings and not root_hidden:
            raw.headings = (title,)
        starts.append(length)
        texts.append(text)
        length += len(text)
    raw.text, raw.page_starts = "".join(texts), tuple(starts)


def _slide(root: etree._Element) -> tuple[str, str]:
    """A slide's text with a line end after each paragraph, and its title."""
    lines: list[str] = []
    title = ""
    for shape in root.iter(f"{P}sp", f"{P}graphicFrame", f"{P}cxnSp"):
        said = [clean(_paragraph(paragraph)) for paragraph in shape.iter(f"{A}p", f"{STRICT_A}p")]
        holder = shape.find(f".//{P}ph")
        if not title and holder is not None and holder.get("type") in TITLES:
            title = " ".join(" ".join(said).split())
        lines += [line for line in said if line.strip()]
    return "".join(f"{line}\n" for line in lines), title


def _paragraph(paragraph: etree._Element) -> str:
    breaks = {f"{A}br": "\n", f"{STRICT_A}br": "\n", f"{A}tab": "\t"}
    wanted = (f"{A}t", f"{STRICT_A}t", *breaks)
    return "".join(breaks.get(str(piece.tag)) or piece.text or "" for piece in paragraph.iter(*wanted))


def _notice(raw: RawDocument, names: dict[str, str]) -> None:
    if any(name.startswith("ppt/comments/") for name in names):
        raw.warn(ReadingWarning.COMMENTS)
    if any(name.endswith("vbaproject.bin") for name in names):
        raw.warn(ReadingWarning.MACROS)
    if any(name.startswith("ppt/embeddings/") for name in names):
        raw.warn(ReadingWarning.EMBEDDED_FILES)
    if any(NOTES.match(name) for name in names):
        raw.warn(ReadingWarning.HIDDEN_CONTENT)
