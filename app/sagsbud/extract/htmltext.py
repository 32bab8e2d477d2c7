"""HTML to the text a reader sees."""

import re
from dataclasses import replace

from lxml import etree, html

from sagsbud.domain.frozen import frozen
from sagsbud.extract.decoding import clean, codec_name, decode_text

SKIPPED = {"script", "style", "head", "title", "template", "noscript", "object", "svg", "math"}
BLOCKS = {
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
    "caption",
}
SPACE = re.compile(r"[ \t\n\f\r\xa0]+")
BLANK_LINES = re.compile(r"\n{3,}")
META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
HTML_CHARS = 4_000_000
NESTED_FROM = 100_000
"""The parser gives up on pages nested too deeply; so long a page is not simply empty."""


@frozen
class HtmlText:
    """Text, the page's title, its main headings, and the Content-IDs its pictures point at."""

    text: str
    title: str = ""
    headings: tuple[str, ...] = ()
    cids: frozenset[str] = frozenset()
    meta: dict[str, str] | None = None


def html_to_text(content: bytes, charset: str = "") -> HtmlText:
    """What the page says; empty when it holds nothing."""
    named = charset if codec_name(charset) else ""
    found = META_CHARSET.search(content[:4096])
    if not named and found:
        named = found[1].decode("ascii")
    source = decode_text(content, named)[:HTML_CHARS]
    if not source.strip():
        return HtmlText("")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(source.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return HtmlText(clean(re.sub(r"<[^>]*>", " ", source)).strip())
    page = _walk(root)
    if page.text or len(source) < NESTED_FROM:
        return page
    return replace(page, text=clean(SPACE.sub(" ", re.sub(r"<[^>]*>", " ", source))).strip())


def _walk(root: etree._Element) -> HtmlText:
    text: list[str] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if not tag or tag in SKIPPED:
                walker.skip_subtree()
            else:
                _open(text, tag, element)
        else:
            if tag in BLOCKS and tag != "br":
                _break(text)
            elif tag in ("td", "th"):
                text.append("\t")
            if element.tail:
                _say(text, element.tail)
    lines = [line.strip() for line in "".join(text).split("\n")]
    body = BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
    return HtmlText(clean(body), _title(root), _headings(root), _cids(root), _meta(root))


def _open(text: list[str], tag: str, element: etree._Element) -> None:
    if tag in BLOCKS:
        text.append("\n") if tag == "br" else _break(text)
    if element.text:
        if tag == "pre":
            text.append(element.text)
        else:
            _say(text, element.text)


def _break(text: list[str]) -> None:
    """End the line, unless it is still empty."""
    while text and not text[-1]:
        text.pop()
    if text and not text[-1].endswith("\n"):
        text.append("\n")


def _say(text: list[str], words: str) -> None:
    words = SPACE.sub(" ", words)
    if text and text[-1].endswith((" ", "\n")):
        words = words.lstrip(" ")
    if words:
        text.append(words)


def _title(root: etree._Element) -> str:
    found = root.find(".//title")
    return clean(SPACE.sub(" ", found.text or "")).strip() if found is not None else ""


def _headings(root: etree._Element) -> tuple[str, ...]:
    found = ("".join(str(t) for t in h.itertext()) for h in root.iter("h1"))
    return tuple(h for h in (clean(SPACE.sub(" ", t)).strip() for t in list(found)[:5]) if h)


def _cids(root: etree._Element) -> frozenset[str]:
    sources = (image.get("src") or "" for image in root.iter("img", "image"))
    return frozenset(source[4:].strip("<>") for source in sources if source.lower().startswith("cid:"))


def _meta(root: etree._Element) -> dict[str, str]:
    named = ((m.get("name") or "", m.get("content") or "") for m in root.iter("meta"))
    return {name.lower(): clean(content) for name, content in named if name}
