"""The document: pages with marks where the words are, text on paper, mails that fetch nothing, search, attachments."""

from collections.abc import Iterator

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QUrl
from PySide6.QtGui import QColor, QFont, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from sagsbud.ui.actions import ActionId
from sagsbud.ui.detail.attachmentrows import NODE, Node, nodes_of
from sagsbud.ui.detail.documentview import DocumentView
from sagsbud.ui.detail.findings import Field, Finding
from sagsbud.ui.detail.preview import Preview
from sagsbud.ui.detail.sheets import PageSheet
from sagsbud.ui.detail.textsheet import Setting, TextSheet, text_sheets
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING

from tests.support.papers import text_pdf
from tests.ui.detail.conftest import Desk
from tests.ui.detail.papers import Papers, picture, with_a_speck

SAID = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)


def finding(preview: Preview, field: Field) -> Finding:
    """The first place of the field in the text."""
    return next(one for one in preview.marking.findings if one.field is field and one.row is None)


def pages_came(desk: Desk) -> None:
    """The pages in view are drawn, with the places on them."""
    view = desk.pane.preview.document
    desk.until(lambda: all(isinstance(s, PageSheet) and s.image is not None for s in view.visible()))
    desk.rest()


def ink(image: QImage, rect: QRectF) -> int:
    """How many dark pixels lie in the rectangle."""
    box = rect.toRect().intersected(image.rect())
    return sum(
        QColor(image.pixel(x, y)).lightness() < 110
        for x in range(box.left(), box.right() + 1)
        for y in range(box.top(), box.bottom() + 1)
    )


def where_pdfium_finds(content: bytes, words: str) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the words on the first page, as shares of it: found without our own code."""
    page = pdfium.PdfDocument(content)[0]
    text = page.get_textpage()
    start = text.get_text_range().index(words)
    boxes = [text.get_charbox(start + at, loose=True) for at in range(len(words))]
    wide, tall = page.get_size()
    left, right = min(box[0] for box in boxes) / wide, max(box[2] for box in boxes) / wide
    return left, 1 - max(box[3] for box in boxes) / tall, right, 1 - min(box[1] for box in boxes) / tall


def test_marks_on_a_page_lie_on_their_words(desk: Desk, papers: Papers) -> None:
    content = papers.pdf()
    pane = desk.show(desk.take("brev.pdf", content))
    pages_came(desk)
    view = pane.preview.document
    sheet = view.sheets[0]
    assert isinstance(sheet, PageSheet)
    for field, words in (
        (Field.SAG, "26/1182"),
        (Field.DATO, "20. november 2026"),
        (Field.TITEL, "Ansøgning om byggetilladelse"),
    ):
        (rect,) = view.rects_of(finding(pane.preview, field))
        left, top, right, bottom = where_pdfium_finds(content, words)
        width = view.sheet_width
        full, tall = sheet.full_width(width), sheet.height(width)
        origin = view.sheet_left - sheet.crop[0] * full
        expected = QRectF(origin + left * full, 16 + top * tall, (right - left) * full, (bottom - top) * tall)
        assert abs(rect.left() - expected.left()) < 3, field
        assert abs(rect.right() - expected.right()) < 3, field
        assert expected.top() - 3 < rect.center().y() < expected.bottom() + 3, field


def test_marks_are_seen_and_can_be_switched_off(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text()))
    view = pane.preview.document
    place = finding(pane.preview, Field.SAG)
    (rect,) = view.rects_of(place)
    spot = rect.bottomLeft().toPoint()
    tint = QColor(pane.preview.document.theme.tokens.ev)

    def color() -> QColor:
        image = view.viewport().grab().toImage()
        return QColor(image.pixel(spot.x() + 1, round(rect.top()) + 1))

    assert color() == tint
    desk.actions[ActionId.EVIDENCE].trigger()
    assert color() == QColor("white")
    desk.actions[ActionId.EVIDENCE].trigger()
    assert color() == tint


def test_text_on_paper_is_marked_on_its_words(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.txt", papers.text(more="Ekstra 😀 tegn: 26/1182\n")))
    view = pane.preview.document
    assert all(isinstance(sheet, TextSheet) for sheet in view.sheets)
    (rect,) = view.rects_of(finding(pane.preview, Field.DATO))
    desk.actions[ActionId.EVIDENCE].trigger()
    image = view.viewport().grab().toImage()
    assert ink(image, rect) > 30
    assert ink(image, rect.adjusted(rect.width() + 2, 0, rect.width() + 2, 0)) == 0, "nothing stands after the date"
    assert ink(image, QRectF(rect.left() - 3, rect.top(), 2, rect.height())) == 0, "the mark begins where the date does"


def test_places_after_characters_beyond_16_bits_do_not_slip(desk: Desk) -> None:
    text = "Sag 😀😀😀 nr. 26/1182\n\nFjordby, den 20. november 2026\n"
    pane = desk.show(desk.take("smil.txt", text.encode()))
    view = pane.preview.document
    desk.actions[ActionId.EVIDENCE].trigger()
    sheet = view.sheets[0]
    start = text.index("26/1182")
    (rect,) = [r.translated(view.sheet_left, 16) for r in sheet.rects((start, start + 7), view.sheet_width)]
    image = view.viewport().grab().toImage()
    assert ink(image, rect) > 20
    assert ink(image, rect.adjusted(rect.width() + 2, 0, rect.width() + 2, 0)) == 0


def test_the_next_place_comes_into_view(desk: Desk, papers: Papers) -> None:
    letter = "Indledning\n\n" + "Intet nyt under solen.\n" * 400 + papers.text().decode()
    pane = desk.show(desk.take("lang.txt", letter.encode()))
    view = pane.preview.document
    assert view.verticalScrollBar().value() == 0
    desk.actions[ActionId.NEXT_EVIDENCE].trigger()
    current = pane.preview.marking.current
    assert current
    (rect, *_more) = view.rects_of(current)
    assert QRectF(view.viewport().rect()).intersects(rect)


def test_cpr_numbers_are_covered_on_pages_and_veiled_in_text(desk: Desk, papers: Papers) -> None:
    item = desk.take("brev.pdf", papers.pdf())
    pane = desk.show(item)
    pages_came(desk)
    view = pane.preview.document
    sheet = view.sheets[0]
    assert isinstance(sheet, PageSheet)
    (veil,) = pane.preview.marking.veils
    detail = desk.engine.detail(item)
    assert detail
    assert detail.extract
    assert detail.extract.text[slice(*veil)] == "-0000"
    assert len(sheet.rects(veil, view.sheet_width)) == 1, "the cover has a place to lie on"
    text = desk.show(desk.take("brev.txt", papers.text())).preview.document.sheets[0]
    assert isinstance(text, TextSheet)
    assert "010101-xxxx" in text.text
    assert "0000" not in text.text


@pytest.mark.parametrize("zoom", [0.67, 1.0, 1.5, 2.0])
def test_nothing_is_left_of_the_digits_below_their_cover(desk: Desk, zoom: float) -> None:
    looks = []
    for serial in ("0000", "8888", "7174"):
        words = f"Tilbygning g\u00e6lder Mette, cpr-nr. 010101-{serial}, s\u00f8ger vi om"
        pane = desk.show(desk.take("brev.pdf", text_pdf([f"{words}\nved {zoom:.0%}"])))
        view = pane.preview.document
        pages_came(desk)
        view.zoom_to(zoom)
        pages_came(desk)
        looks.append(view.viewport().grab().toImage())
    assert looks[0] == looks[1] == looks[2]


def test_pages_turn_zoom_and_fit(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.pdf", papers.pdf(pages=5)))
    pages_came(desk)
    view, bar = pane.preview.document, pane.preview.toolbar
    assert bar.where.text() == "1 / 5"
    bar.following.click()
    bar.following.click()
    assert (view.page, bar.where.text()) == (3, "3 / 5")
    fitted = view.zoom_percent
    desk.actions[ActionId.ZOOM_IN].trigger()
    larger = view.zoom_percent
    assert larger > fitted
    assert view.page == 3, "the place stays in view"
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.zoom_percent == fitted
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.sheets[0].height(view.sheet_width) <= view.viewport().height(), "a second time shows the whole page"


def test_a_picture_with_one_word_on_it_opens_no_larger_than_twice_its_size_and_grows_from_there(desk: Desk) -> None:
    pane = desk.show(desk.take("ark.png", with_a_speck(1600, 2200)))
    pages_came(desk)
    view = pane.preview.document
    assert view.zoom_percent <= 200
    before = view.zoom_percent
    view.zoom_in()
    assert view.zoom_percent > before
    view.zoom_fit()
    view.zoom_out()
    assert view.zoom_percent < before


@pytest.mark.parametrize(("kind", "own"), [("png", 40), ("pdf", 794)])
def test_the_zoom_is_told_against_the_size_of_the_picture_or_page_itself(
    desk: Desk, papers: Papers, kind: str, own: int
) -> None:
    pane = desk.show(desk.take(f"ting.{kind}", picture(7) if kind == "png" else papers.pdf()))
    pages_came(desk)
    view = pane.preview.document
    view.zoom_to(1.0)
    assert view.zoom_percent == 100
    (first, *_rest) = view.sheets
    assert isinstance(first, PageSheet)
    assert first.full_width(view.sheet_width) == pytest.approx(own, abs=1)


class Restless(QObject):
    """Counts how often a scroll bar appears, and keeps it there when it would for ever come and go."""

    def __init__(self, view: DocumentView) -> None:
        super().__init__(view)
        self._view = view
        self.appeared = 0
        view.verticalScrollBar().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Once more."""
        self.appeared += event.type() is QEvent.Type.Show
        if self.appeared == 20:
            self._view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        return super().eventFilter(watched, event)


@pytest.fixture
def lone_view(theme: Theme) -> Iterator[DocumentView]:
    """A view by itself, with nothing on it."""
    view = DocumentView(theme)
    view.resize(500, 300)
    view.show()
    yield view
    view.close()
    view.deleteLater()


@pytest.mark.parametrize("kind", ["page", "text"])
def test_the_scroll_bar_comes_to_rest_at_every_height(lone_view: DocumentView, kind: str) -> None:
    view, bar = lone_view, lone_view.verticalScrollBar()
    setting = Setting(QFont(), QColor("black"), QColor("white"), scale=1.0)
    text = text_sheets("Et ord og et til på en linje. " * 40, (), setting)
    view.show_sheets([PageSheet(1)] if kind == "page" else text)
    view.viewport().grab()
    just = round(view.sheets[0].height(view.sheet_width)) + 2 * PANE_PADDING
    shown = []
    for height in range(just - 30, just + 30):
        restless = Restless(view)
        view.resize(500, height)
        view.viewport().grab()
        for _turn in range(20):
            QApplication.processEvents()
        assert restless.appeared < 3, height
        shown.append(bar.isVisible())
        assert not bar.isVisible() or view.sheet_width == view.viewport().width() - 2 * PANE_PADDING, (
            "all of the room is used"
        )
    assert shown == sorted(shown, reverse=True)
    assert set(shown) == {True, False}


@pytest.mark.parametrize("aspect", [0.3, 0.5])
def test_a_page_that_is_seen_whole_has_as_much_beside_it_at_either_side(lone_view: DocumentView, aspect: float) -> None:
    view = lone_view
    view.show_sheets([PageSheet(1, aspect=aspect)])
    view.viewport().grab()
    assert not view.verticalScrollBar().isVisible()
    assert view.sheet_left == PANE_PADDING
    assert view.sheet_width == view.width() - 2 * PANE_PADDING


def test_few_pages_are_kept(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("lang.pdf", papers.pdf(pages=40)))
    view = pane.preview.document
    for page in (1, 10, 20, 30, 40):
        view.go_to_page(page)
        pages_came(desk)
    held = [sheet for sheet in view.sheets if isinstance(sheet, PageSheet) and sheet.image is not None]
    assert 1 <= len(held) <= 14


def test_ctrl_f_searches_the_text_of_the_document(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("brev.pdf", papers.pdf(pages=3)))
    pages_came(desk)
    view, find = pane.preview.document, pane.preview.findbar
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert find.isVisible()
    QTest.keyClicks(find.field, "intet NYT")
    assert len(pane.preview.marking.hits) == 2
    QTest.keyClick(find.field, Qt.Key.Key_Return)
    assert pane.preview.marking.hit == 1
    desk.until(lambda: view.page == 3)
    QTest.keyClick(find.field, Qt.Key.Key_Escape)
    assert not find.isVisible()
    assert not pane.preview.marking.hits


def test_a_mail_is_a_letter_that_fetches_nothing(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("nabo.eml", papers.mail()))
    mail = pane.preview.mail
    assert mail.isVisible()
    desk.until(mail.note.isVisible)
    shown = mail.body.toPlainText()
    assert "Tak for brevet om nabohøring" in shown
    assert "alert" not in shown
    assert "0202" + "02-xxxx" in shown, "a number the page splits over its tags is veiled as well"
    written = mail.body.toHtml()
    for gone in ("<img", "net.example", "script"):
        assert gone not in written
    kind = QTextDocument.ResourceType.ImageResource.value
    assert mail.body.loadResource(kind, QUrl("https://net.example/pixel.gif")) is None
    assert mail.body.loadResource(kind, QUrl.fromLocalFile(__file__)) is None
    labels = [label.text() for label in mail.head.findChildren(QLabel) if label.isVisible()]
    assert any("pev@eksempel.example" in text for text in labels)


def test_a_plain_mail_has_no_note_about_pictures(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("nabo.eml", papers.mail(html=False)))
    assert not pane.preview.mail.note.isVisible()
    assert "nabohøring" in pane.preview.mail.body.toPlainText()


def test_evidence_is_marked_in_a_mail_however_it_is_laid_out(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("nabo.eml", papers.mail()))
    desk.until(pane.preview.mail.note.isVisible)
    body = pane.preview.mail.body
    place = finding(pane.preview, Field.SAG)
    cursor = body.cursor_at((place.start, place.end))
    assert cursor
    assert cursor.selectedText() == "26/1182"
    assert any(extra.cursor.selectedText() == "26/1182" for extra in body.extraSelections())


def test_attachments_can_be_looked_at_and_left_out(desk: Desk, papers: Papers) -> None:
    files = [("Bemærkninger.pdf", papers.pdf(), "application/pdf"), ("Notat.txt", papers.unsure(), "text/plain")]
    item = desk.take("nabo.eml", papers.mail(files))
    pane = desk.show(item)
    nodes: list[Node] = list(pane.tree.rows.nodes)
    assert [node.role for node in nodes] == ["Main document", "Attachment 1", "Attachment 2", "Left out"]
    assert nodes[3].fold
    assert "with 2 attachments" in pane.footer.sentence.text()
    pane.tree.setCurrentIndex(pane.tree.rows.index(1))
    desk.rest()
    assert pane.preview.item == nodes[1].item
    assert pane.preview.document.isVisible()
    pane.tree.delegate.chosen.emit(nodes[1].item, True)
    assert [node.role for node in pane.tree.rows.nodes][:3] == ["Main document", "Left out", "Attachment 1"]
    assert "with 1 attachment." in pane.footer.sentence.text()
    assert pane.form.proposal
    assert pane.form.proposal.without == {nodes[1].item}
    assert pane.tree.rows.index(2).data(NODE).item == nodes[2].item


def test_no_name_of_a_file_shows_a_cpr_number(desk: Desk, papers: Papers) -> None:
    alone = desk.show(desk.take("brev 010101-0000.txt", papers.unsure())).tree
    assert alone._detail
    assert alone._proposal
    main, *_others = nodes_of(alone._detail, alone._proposal, unfolded=True, choosable=False)
    assert main.name == "brev 010101-xxxx.txt"
    files = [("Svar 010101-0000.pdf", papers.pdf(), "application/pdf")]
    rows = desk.show(desk.take("nabo.eml", papers.mail(files))).tree.rows
    said = [str(rows.index(at).data(role)) for at in range(rows.rowCount()) for role in SAID]
    assert any("Svar 010101-xxxx.pdf" in words for words in said)
    assert not any("0000" in words for words in said)


def test_decoration_is_one_row_that_unfolds(desk: Desk, papers: Papers) -> None:
    pane = desk.show(desk.take("nabo.eml", papers.mail()))
    tree = pane.tree
    folded = tree.rows.rowCount()
    tree.setCurrentIndex(tree.rows.index(folded - 1))
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert [node.name for node in tree.rows.nodes][folded:] == ["image001.png"]
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert tree.rows.rowCount() == folded


def test_no_row_is_cut_where_there_are_more_than_are_shown(desk: Desk, papers: Papers) -> None:
    files = [(f"Bilag {n}.txt", f"Bilag {n}".encode(), "text/plain") for n in range(7)]
    tree = desk.show(desk.take("nabo.eml", papers.mail(files))).tree
    desk.until(lambda: tree.verticalScrollBar().maximum() > 0)
    assert tree.viewport().height() % tree.visualRect(tree.rows.index(0)).height() == 0


def test_a_piece_of_the_look_can_be_filed_by_itself_and_folded_again(desk: Desk, papers: Papers) -> None:
    item = desk.take("nabo.eml", papers.mail())
    pane = desk.show(item)
    tree = pane.tree
    before = [node.role for node in tree.rows.nodes]
    detail = desk.engine.detail(item)
    assert detail
    (piece,) = [child.item.id for child in detail.children if child.item.folded]
    tree.setCurrentIndex(tree.rows.index(len(before) - 1))
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_B)
    assert tree.rows.place_of(piece) == len(before)
    tree.setCurrentIndex(tree.rows.index(len(before)))
    desk.rest()
    assert pane.preview.item == piece
    QTest.keyClick(tree, Qt.Key.Key_B)
    promoted = tree.currentIndex().data(NODE)
    assert (promoted.item, promoted.role, promoted.depth) == (piece, "Attachment 1", 1)
    assert not any(node.fold for node in tree.rows.nodes)
    assert "with 1 attachment." in pane.footer.sentence.text()
    assert "with 1 attachment ·" in pane.header.subtitle.text()
    assert pane.form.proposal
    assert pane.form.proposal.promoted == {piece}
    QTest.keyClick(tree, Qt.Key.Key_B)
    assert [node.role for node in tree.rows.nodes][: len(before)] == before
    assert tree.currentIndex().data(NODE).item == piece
    assert pane.form.proposal.promoted == frozenset()


def test_what_cannot_be_read_says_so_in_three_parts_and_can_still_be_filed(desk: Desk) -> None:
    pane = desk.show(desk.take("stykker.pdf", b"%PDF-1.7\nodelagt"))
    assert pane.problem.isVisible()
    assert pane.problem.accessibleName() == (
        "The file is damaged. The original is kept and can still be filed. Ask for a readable copy."
    )
    assert pane.preview.nothing.isVisible()
    assert pane.form.isVisible()
    assert pane.header.title.text() == "stykker.pdf"
    pane.form.titel.setFocus()
    QTest.keyClicks(pane.form.titel, " fra Ådal")
    assert pane.header.title.text() == pane.form.titel.text()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_long_text_is_laid_out_only_where_it_is_seen(desk: Desk, scale: float) -> None:
    text = "".join(f"Linje {number} om ingenting.\n" for number in range(30_000))
    pane = desk.show(desk.take(f"lang-{scale}.txt", text.encode()))
    view: DocumentView = pane.preview.document
    if scale > 1:
        view.zoom_to(scale)
    sheets = [sheet for sheet in view.sheets if isinstance(sheet, TextSheet)]
    assert len(sheets) > 100
    view.viewport().grab()
    assert sum(sheet.laid_out for sheet in sheets) < 6
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    view.viewport().grab()
    assert sheets[-1].laid_out
    assert sum(sheet.laid_out for sheet in sheets) < 12
