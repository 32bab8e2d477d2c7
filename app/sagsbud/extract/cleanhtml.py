"""Foreign HTML rebuilt from an allow-list: what is not named here does not get through."""

import re
from urllib.parse import urlsplit

from lxml import etree, html

from sagsbud.domain.extract import MailPage
from sagsbud.extract.htmltext import HTML_CHARS

PLAIN = frozenset({"b", "strong", "i", "em", "u", "s", "sub", "sup", "code"})
BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "pre", "blockquote"})
ALLOWED = PLAIN | BLOCKS | {"a", "br", "hr", "table", "tr", "td", "th"}
"""Tags that may stand, each without any attribute but those of `_attributes`."""
DROPPED = frozenset(
    {
        "script", "style", "head", "title", "template", "noscript", "object", "embed", "applet", "svg", "math",
        "iframe", "frame", "frameset", "noframes", "canvas", "audio", "video", "map", "select", "textarea", "button",
        "datalist", "meta", "link", "base", "xml",
    }
)  # fmt: skip
"""Tags that go with everything inside them."""
LIKE_DIV = frozenset(
    {
        "address", "article", "aside", "center", "dd", "details", "dl", "dt", "fieldset", "figure", "figcaption",
        "footer", "form", "header", "legend", "main", "nav", "section", "summary", "caption",
    }
)  # fmt: skip
LINKS = frozenset({"http", "https", "mailto"})
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
FETCHED = re.compile(r"url\(\s*['\"]?\s*(?:https?:)?//", re.IGNORECASE)
REMOTE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
DEEPEST = 40
"""Blocks nested deeper than this continue on the level they are on: layout time grows with depth."""
CELLS = 2000
"""A table with more cells than this is shown as lines."""


def clean_html(source: str) -> MailPage:
    """The page rebuilt without anything that acts, fetches or hides, and how much it would have fetched."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(source[:HTML_CHARS].encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return MailPage()
    rebuilt = _Rebuilt()
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if event == "end":
            rebuilt.close(element, tag)
        elif not tag or tag in DROPPED or HIDDEN.search(element.get("style") or ""):
            rebuilt.skip(element)
            walker.skip_subtree()
        else:
            rebuilt.open(element, tag)
    return rebuilt.page()


class _Rebuilt:
    """A new tree, grown beside the walk through the foreign one."""

    def __init__(self) -> None:
        self._root = etree.Element("div")
        self._at = [self._root]
        self._opened: dict[etree._Element, bool] = {}
        self._remote = 0

    def page(self) -> MailPage:
        """What has been rebuilt; empty when it says nothing."""
        if not "".join(str(text) for text in self._root.itertext()).strip():
            return MailPage(remote=self._remote)
        written = etree.tostring(self._root, method="html", encoding="unicode")
        return MailPage(written, self._remote)

    def open(self, element: etree._Element, tag: str) -> None:
        """Begin what the element becomes, or only let its words through."""
        self._count_remote(element, tag)
        becomes = self._becomes(element, tag)
        self._opened[element] = bool(becomes)
        if becomes:
            made = etree.SubElement(self._at[-1], becomes, _attributes(element, becomes))
            self._at.append(made)
        self._say(element.text)

    def close(self, element: etree._Element, tag: str) -> None:
        """End it, and say what follows it."""
        if self._opened.pop(element, False):
            self._at.pop()
        elif tag in ("td", "th"):
            self._say(" ")
        self._say(element.tail)

    def skip(self, element: etree._Element) -> None:
        """Leave the element out with all it holds; what follows it is said when the walk comes to its end."""
        for inside in element.iter():
            self._count_remote(inside, inside.tag if isinstance(inside.tag, str) else "")

    def _becomes(self, element: etree._Element, tag: str) -> str:
        if len(self._at) > DEEPEST:
            return "br" if tag == "br" else ""
        if tag in ("table", "tr", "td", "th") and not _is_data(_table_of(element)):
            return "div" if tag == "tr" or (tag in ("td", "th") and len(element) > 0) else ""
        if tag in LIKE_DIV:
            return "div"
        return tag if tag in ALLOWED else ""

    def _say(self, text: str | None) -> None:
        if not text:
            return
        at = self._at[-1]
        words = "".join(char for char in text if char.isprintable() or char in "\n\t\xa0\u3000")
        if len(at):
            at[-1].tail = (at[-1].tail or "") + words
        else:
            at.text = (at.text or "") + words

    def _count_remote(self, element: etree._Element, tag: str) -> None:
        sources = [element.get(name) or "" for name in ("src", "background", "srcset", "poster", "data")]
        if tag == "link":
            sources.append(element.get("href") or "")
        styles = (element.get("style") or "") + (element.text or "" if tag == "style" else "")
        self._remote += sum(bool(REMOTE.match(source)) for source in sources) + len(FETCHED.findall(styles))


def _attributes(element: etree._Element, becomes: str) -> dict[str, str]:
    """The few attributes that mean something: where a link leads, how many columns a cell spans."""
    if becomes == "a":
        target = "".join((element.get("href") or "").split())
        return {"href": target} if _leads_outside(target) else {}
    kept: dict[str, str] = {}
    if becomes in ("td", "th"):
        for name in ("colspan", "rowspan"):
            value = element.get(name) or ""
            if value.isascii() and value.isdigit() and 1 < int(value[:4]) <= 50:
                kept[name] = str(int(value))
    return kept


def _leads_outside(target: str) -> bool:
    try:
        return urlsplit(target).scheme.lower() in LINKS
    except ValueError:
        return False


def _table_of(element: etree._Element) -> etree._Element | None:
    if element.tag == "table":
        return element
    found: etree._Element | None = next(element.iterancestors("table"), None)
    return found


def _is_data(table: etree._Element | None) -> bool:
    """Whether a table holds rows of data; most tables in mails only place things, and are read as lines."""
    if table is None or next(table.iterdescendants("table"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    cells = [len([cell for cell in row if cell.tag in ("td", "th")]) for row in rows]
    return len(rows) > 1 and sum(cells) <= CELLS and sum(count > 1 for count in cells) > 1
