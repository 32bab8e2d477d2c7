"""XML of office formats, parsed without entities, network or DTD."""

from lxml import etree

from sagsbud.domain.errors import ExtractError, Trouble

PROLOG = 2048


def parse_xml(content: bytes) -> etree._Element:
    """The root element. Raises ExtractError DAMAGED; a DTD has no place in office files and is refused."""
    head = content[:PROLOG]
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or "<!DOCTYPE".encode("utf-16-le") in head:
        raise ExtractError(Trouble.DAMAGED, why="doctype")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ExtractError(Trouble.DAMAGED, why="xml") from error
    if root is None:
        raise ExtractError(Trouble.DAMAGED, why="xml")
    return root
