"""OpenDocument text and presentations: lxml over `content.xml`."""

import contextlib

from lxml import etree

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Kind, ReadingWarning
from sagsbud.extract.decoding import clean
from sagsbud.extract.document import Job, Metadata, RawDocument
from sagsbud.extract.stamps import iso_time
from sagsbud.extract.tablerows import TableRows
from sagsbud.extract.xmlparse import parse_xml
from sagsbud.extract.zipguard import member, open_zip

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"
META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
SKIPPED = {
    f"{TEXT}tracked-changes",
    f"{OFFICE}annotation",
    f"{OFFICE}forms",
    f"{TEXT}sequence-decls",
    f"{OFFICE}scripts",
}


def read(job: Job) -> RawDocument:
    """The text in reading order; slides are pages. Raises ExtractError ENCRYPTED, DAMAGED."""
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime)
    with open_zip(job.content) as container:
        manifest = member(container, "META-INF/manifest.xml") or b""
        if b"encryption-data" in manifest:
            raise ExtractError(Trouble.ENCRYPTED, kind=job.sniffed.kind.value)
        content = member(container, "content.xml")
        if content is None:
            raise ExtractError(Trouble.DAMAGED, why="no_document")
        walk = _Walk(raw, slides=job.sniffed.kind is Kind.ODP)
        walk.run(parse_xml(content))
        raw.metadata = Metadata()
        with contextlib.suppress(ExtractError):
            raw.metadata = _metadata(member(container, "meta.xml"))
        if any(name.startswith("Basic/") for name in container.namelist()):
            raw.warn(ReadingWarning.MACROS)
    return raw


class _Walk:
    """Collects text in document order."""

    def __init__(self, raw: RawDocument, *, slides: bool) -> None:
        self._raw = raw
        self._slides = slides
        self._text: list[str] = []
        self._rows = TableRows(self._text)
        self._length = 0
        self._starts: list[int] = []
        self._headings: list[str] = []
        self._heading_from = 0

    def run(self, root: etree._Element) -> None:
        """Fill the document's text, pages and headings."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = str(element.tag)
            if event == "start" and tag in SKIPPED:
                self._notice(tag)
                walker.skip_subtree()
            elif event == "start":
                self._start(tag, element)
            else:
                self._end(tag, element)
            if event == "end" and element.tail and self._inside(element):
                self._say(element.tail)
        self._raw.text = clean("".join(self._text)) if not self._starts else "".join(self._text)
        self._raw.page_starts = tuple(self._starts)
        self._raw.headings = tuple(self._headings[:5])

    def _inside(self, element: etree._Element) -> bool:
        parent = element.getparent()
        return parent is not None and str(parent.tag).startswith(TEXT)

    def _notice(self, tag: str) -> None:
        if tag == f"{OFFICE}annotation":
            self._raw.warn(ReadingWarning.COMMENTS)
        elif tag == f"{TEXT}tracked-changes":
            self._raw.warn(ReadingWarning.TRACKED_CHANGES)

    def _start(self, tag: str, element: etree._Element) -> None:
        if tag == f"{DRAW}page" and self._slides:
            self._starts.append(self._length)
        if tag == f"{TEXT}s":
            self._say(" " * min(int(element.get(f"{TEXT}c") or 1), 200))
        elif tag == f"{TEXT}tab":
            self._say("\t")
        elif tag == f"{TEXT}line-break":
            self._say("\n")
        elif tag == f"{TABLE}table-row":
            self._rows.begin_row()
        elif tag in CELLS:
            self._rows.begin_cell()
        elif tag == f"{TEXT}h":
            self._heading_from = len(self._text)
        if element.text and tag.startswith(TEXT):
            self._say(element.text)

    def _end(self, tag: str, element: etree._Element) -> None:
        if tag in (f"{TEXT}p", f"{TEXT}h"):
            if tag == f"{TEXT}h" and element.get(f"{TEXT}outline-level", "1") == "1":
                heading = clean("".join(self._text[self._heading_from :])).strip()
                self._headings += [heading] if heading else []
            self._say("\n")
        elif tag == f"{TABLE}table-row":
            self._length += self._rows.end_row()

    def _say(self, text: str) -> None:
        text = clean(text) if self._slides else text
        self._text.append(text)
        self._length += len(text)


def _metadata(content: bytes | None) -> Metadata:
    if not content:
        return Metadata()
    root = parse_xml(content)
    return Metadata(
        title=clean(root.findtext(f".//{DC}title") or ""),
        author=clean(root.findtext(f".//{META}initial-creator") or root.findtext(f".//{DC}creator") or ""),
        created=iso_time(root.findtext(f".//{META}creation-date") or ""),
        modified=iso_time(root.findtext(f".//{DC}date") or ""),
        language=root.findtext(f".//{DC}language") or "",
    )
