"""Word documents (docx, docm): lxml over the parts that hold text, in reading order; python-docx for the styles."""

import re
import zipfile

from lxml import etree

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Child, ReadingWarning
from sagsbud.extract.decoding import clean
from sagsbud.extract.document import Job, RawDocument
from sagsbud.extract.docxstyle import heading_styles
from sagsbud.extract.names import guess_mime, safe_name
from sagsbud.extract.ooxml import core_properties, part_names
from sagsbud.extract.tablerows import TableRows
from sagsbud.extract.xmlparse import parse_xml
from sagsbud.extract.zipguard import member, open_zip

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
HEADING_STYLE = re.compile(r"(?:title|titel|subject|emne|(?:heading|overskrift)\s?1)$", re.IGNORECASE)
ORDER = ("header", "document", "footer", "footnotes", "endnotes")
EMBEDDED_BYTES = 32 * 1024 * 1024
EMBEDDED = re.compile(r"word/(?:embeddings/.|[^/]+\.(?:mht|html?|rtf|docx|txt)$)", re.IGNORECASE)
"""Embedded files, and documents that Word would show as part of this one but that are stored whole."""
MAIN_PART = re.compile(r"word/document\d*\.xml$", re.IGNORECASE)


def read(job: Job) -> RawDocument:
    """Headers, body, footers and notes as text; tracked changes, comments and macros noticed."""
    raw = RawDocument(job.sniffed.kind, job.sniffed.mime)
    with open_zip(job.content) as container:
        names = part_names(container)
        if not any(MAIN_PART.match(name) for name in names):
            raise ExtractError(Trouble.DAMAGED, why="no_document")
        unpacked = sum(info.file_size for info in container.infolist())
        text, headings = _texts(container, names, raw, heading_styles(job.content, unpacked))
        raw.text, raw.headings = clean(text), tuple(headings)
        raw.metadata = core_properties(container, names)
        _notice(container, names, raw)
    return raw


def _texts(
    container: zipfile.ZipFile, names: dict[str, str], raw: RawDocument, styles: frozenset[str]
) -> tuple[str, list[str]]:
    texts: list[str] = []
    headings: list[str] = []
    for part in sorted((n for n in names if _rank(n) is not None), key=lambda n: (_rank(n), n)):
        try:
            content = member(container, names[part])
            text, found = _part_text(parse_xml(content or b""), raw, styles)
        except ExtractError as error:
            if MAIN_PART.match(part) or error.trouble is not Trouble.DAMAGED:
                raise
            raw.warn(ReadingWarning.DAMAGED_PART)
            continue
        if text.strip() and text not in texts:
            texts.append(text)
        headings += found if MAIN_PART.match(part) else []
    return "\n".join(texts), headings


def _rank(part: str) -> int | None:
    """Where a part stands in reading order; None for parts without text."""
    found = re.match(r"word/(header|document|footer|footnotes|endnotes)\d*\.xml$", part, re.IGNORECASE)
    return ORDER.index(found[1].lower()) if found else None


def _part_text(root: etree._Element, raw: RawDocument, styles: frozenset[str]) -> tuple[str, list[str]]:
    """Text of one part with a line end after each paragraph, and its headings."""
    walk = _PartWalk(STRICT if str(root.tag).startswith(STRICT) else W, raw, styles)
    walker = etree.iterwalk(root, events=("start", "end"), tag=walk.tags)
    for event, element in walker:
        if event == "start":
            if walk.skips(element):
                walker.skip_subtree()
                continue
            walk.start(element)
        else:
            walk.end(element)
    return "".join(walk.text), walk.headings


class _PartWalk:
    """Collects text in document order; deleted text is left out, fallbacks of drawings too."""

    def __init__(self, namespace: str, raw: RawDocument, styles: frozenset[str]) -> None:
        names = "t tab br cr noBreakHyphen p del moveFrom ins moveTo pStyle vanish tr tc instrText delText"
        self.tag = {f"{namespace}{name}": name for name in names.split()}
        self.tags = [*self.tag, FALLBACK]
        self.value = f"{namespace}val"
        self.text: list[str] = []
        self.headings: list[str] = []
        self._raw = raw
        self._styles = styles
        self._rows = TableRows(self.text)
        self._paragraphs: list[int] = []
        self._heading = False

    def skips(self, element: etree._Element) -> bool:
        """Whether nothing inside is part of the text as it stands."""
        name = self.tag.get(str(element.tag), "")
        if name in ("del", "moveFrom"):
            self._raw.warn(ReadingWarning.TRACKED_CHANGES)
        return element.tag == FALLBACK or name in ("del", "moveFrom", "instrText", "delText")

    def start(self, element: etree._Element) -> None:
        """Note what begins."""
        match self.tag.get(str(element.tag), ""):
            case "t":
                self.text.append(element.text or "")
            case "tab":
                self.text.append("\t")
            case "br" | "cr":
                self.text.append("\n")
            case "noBreakHyphen":
                self.text.append("-")
            case "p":
                self._paragraphs.append(len(self.text))
                self._heading = False
            case "pStyle":
                style = element.get(self.value, "")
                self._heading = style in self._styles or HEADING_STYLE.match(style) is not None
            case "tr":
                self._rows.begin_row()
            case "tc":
                self._rows.begin_cell()
            case "ins" | "moveTo":
                self._raw.warn(ReadingWarning.TRACKED_CHANGES)
            case "vanish" if element.get(self.value, "1") not in ("0", "false"):
                self._raw.warn(ReadingWarning.HIDDEN_CONTENT)

    def end(self, element: etree._Element) -> None:
        """A paragraph or row ends."""
        name = self.tag.get(str(element.tag), "")
        if name == "p" and self._paragraphs:
            written = "".join(self.text[self._paragraphs.pop() :]).strip()
            if self._heading and written:
                self.headings.append(clean(written))
            self._heading = False
            self.text.append("\n")
        elif name == "tr":
            self._rows.end_row()


def _notice(container: zipfile.ZipFile, names: dict[str, str], raw: RawDocument) -> None:
    """Name what lies beside the text; embedded files become folded children."""
    for part, actual in names.items():
        if re.match(r"word/comments\d*\.xml$", part) and b":comment " in (member(container, actual) or b""):
            raw.warn(ReadingWarning.COMMENTS)
        elif part.endswith("vbaproject.bin"):
            raw.warn(ReadingWarning.MACROS)
        elif EMBEDDED.match(part) and container.getinfo(actual).file_size <= EMBEDDED_BYTES:
            raw.warn(ReadingWarning.EMBEDDED_FILES)
            data = member(container, actual, EMBEDDED_BYTES) or b""
            name = safe_name(actual)
            raw.children.append(Child(name, guess_mime(name, data), data, folded=True))
