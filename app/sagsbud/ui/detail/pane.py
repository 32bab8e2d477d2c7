"""The detail pane: one document with its head, its contents, its form, and the decision."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from sagsbud.domain.errors import SagsbudError, StoreError, Trouble
from sagsbud.domain.extract import ReadingWarning
from sagsbud.domain.ids import ItemId
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.states import IllegalTransition, OrderState
from sagsbud.engine import Detail, Engine, Proposal
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.actions import ActionId, Actions, key_hint
from sagsbud.ui.detail.attachments import AttachmentTree
from sagsbud.ui.detail.banner import Banner
from sagsbud.ui.detail.findings import Field, findings_of
from sagsbud.ui.detail.footer import Footer
from sagsbud.ui.detail.formpanel import FormPanel
from sagsbud.ui.detail.header import DetailHeader
from sagsbud.ui.detail.loading import Loaded, load
from sagsbud.ui.detail.preview import Preview
from sagsbud.ui.detail.statepanel import (
    CHANGE,
    CHOOSE_SAG,
    COPY,
    RESTORE,
    RETRY,
    UNDO,
    WITHDRAW,
    Face,
    StatePanel,
    command_text,
    copy_text,
    receipt_text,
)
from sagsbud.ui.detail.wording import WARNINGS, footer_text, missing_text, sensitivity_text, subtitle
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PREVIEW_LEAST, PANE_SUGGESTIONS

T = TypeVar("T")

FORM, DOCUMENT, ATTACHMENTS = range(3)
LOW = 440
"""px of height at scale 1.0 below which the parts are shown one at a time."""
QUIET = frozenset({ReadingWarning.EMBEDDED_FILES})
"""Warnings that say what the tree shows anyway."""


class DetailPane(QWidget):
    """Shows one item and lets a person decide. Everything that blocks runs through `operations`."""

    filed = Signal(object)
    """The OutboxEntry of an order that is durably promised."""
    withdrawn = Signal(object)
    """The ItemId of a document that is not to be filed."""
    moved = Signal(object)
    """The ItemId of a document that changed folder another way: undone, sent back, restored."""

    def __init__(
        self, engine: Engine, theme: Theme, operations: Operations, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._theme = theme
        self._operations = operations
        self._item: ItemId | None = None
        self._loaded: Loaded | None = None
        self._face: Face | None = None
        self._deciding: set[ItemId] = set()
        self._then: Callable[[], None] | None = None
        self._asked = False
        """Whether the newest read is still under way."""
        self._narrow: bool | None = None
        self._make_parts(engine, theme, operations)
        self._lay_out()
        self._connect()
        self._provide(actions)
        self._show_nothing()

    # -- building -----------------------------------------------------------------------------------------

    def _make_parts(self, engine: Engine, theme: Theme, operations: Operations) -> None:
        self.header = DetailHeader(theme, self)
        self.tabs = QTabBar(self)
        self.problem = Banner(theme, "circle-alert", "warnbg", "warn")
        self.note = Banner(theme, "info", "hov", "tx2")
        self.tree = AttachmentTree(theme)
        self.preview = Preview(engine, theme, operations)
        self.form = FormPanel(engine, theme, operations)
        self.state = StatePanel(theme)
        self.footer = Footer(theme, key_hint(ActionId.FILE))

    def _lay_out(self) -> None:
        self._left = QWidget(self)
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._tree_rule = QFrame()
        self._tree_rule.setObjectName("rule")
        for part in (self.problem, self.note, self.tree, self._tree_rule):
            column.addWidget(part)
        column.addWidget(self.preview, 1)
        self._left.setObjectName("pane")
        self._left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._faces = QStackedWidget()
        self._faces.setObjectName("pane")
        self._faces.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._faces.addWidget(self.form)
        self._faces.addWidget(self.state)
        self._scroll = QScrollArea(self, widgetResizable=True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._faces)
        self._wall = QFrame(self)
        self._wall.setObjectName("wall")
        self.footer.setParent(self)
        self._head_rule = QFrame(self)
        self._head_rule.setObjectName("rule")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        for words in (tr("Suggestion"), tr("Document"), tr("Attached")):
            self.tabs.addTab(words)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setObjectName("parts")
        self._theme.changed.connect(self._dress_tabs)
        self._dress_tabs()

    def _dress_tabs(self) -> None:
        """Words over a line, the chosen one in the accent's colour."""
        t, px = self._theme.tokens, self._theme.px
        self.tabs.setStyleSheet(
            f"QTabBar#parts {{ background: {t.surf}; }}"
            f"QTabBar#parts::tab {{ background: {t.surf}; color: {t.tx2}; border: none; padding: 0 {px(2)}px;"
            f" height: {px(32)}px; margin-left: {px(16)}px; border-bottom: {px(2)}px solid {t.surf}; }}"
            f"QTabBar#parts::tab:selected {{ color: {t.acctx}; border-bottom-color: {t.acc}; font-weight: 600; }}"
            f"QTabBar#parts::tab:focus {{ color: {t.acctx}; background: {t.hov}; }}"
        )

    def _connect(self) -> None:
        self.form.edited.connect(self._form_edited)
        self.form.focused.connect(self._field_focused)
        self.state.commanded.connect(self._command)
        self.footer.pressed.connect(self.press_primary)
        self.tree.shown.connect(self._preview_attachment)
        self.tree.left_out.connect(self.form.leave_out)
        self.header.withdraw_wanted.connect(self._withdraw)
        self.header.original_wanted.connect(self._open_original)
        self.header.copy_wanted.connect(self._save_copy)
        self.header.history_wanted.connect(self._show_history)
        self.tabs.currentChanged.connect(lambda _at: self._show_tab())

    def _provide(self, actions: Actions) -> None:
        form, preview = self.form, self.preview
        for id_, slot in (
            (ActionId.FILE, self.press_primary),
            (ActionId.CHOOSE_1, lambda: self._in_form(lambda: form.choose(1))),
            (ActionId.CHOOSE_2, lambda: self._in_form(lambda: form.choose(2))),
            (ActionId.CHOOSE_3, lambda: self._in_form(lambda: form.choose(3))),
            (ActionId.SAG, lambda: self._in_form(form.search_sag)),
            (ActionId.KLE, lambda: self._in_form(form.search_kle)),
            (ActionId.FACET, lambda: self._in_form(form.search_facet)),
            (ActionId.PART, lambda: self._in_form(form.search_part)),
            (ActionId.TITLE, lambda: self._in_form(form.edit_title)),
            (ActionId.DATE, lambda: self._in_form(form.edit_date)),
            (ActionId.EVIDENCE, preview.toggle_evidence),
            (ActionId.NEXT_EVIDENCE, preview.next_finding),
            (ActionId.ZOOM_FIT, preview.zoom_fit),
            (ActionId.ZOOM_IN, preview.zoom_in),
            (ActionId.ZOOM_OUT, preview.zoom_out),
            (ActionId.WITHDRAW, self.header.choose_reason),
        ):
            actions.provide(id_, slot)
        for view in (preview.document, preview.mail.body):
            actions.put_in(ActionId.ZOOM_FIT, view)

    # -- showing ------------------------------------------------------------------------------------------

    @property
    def item(self) -> ItemId | None:
        """Whose pane it is now."""
        return self._item

    def show_item(self, item_id: ItemId | None) -> None:
        """Another document, or none."""
        if item_id != self._item:
            self._then = None
            self.footer.say_trouble("")
        self._item = item_id
        if item_id is None:
            self._show_nothing()
        else:
            self.refresh()

    def refresh(self) -> None:
        """Read the same document anew; what a person has touched stays."""
        item = self._item
        if item is None:
            return
        self._asked = True
        self._operations.run(self, lambda: load(self._engine, item), self._arrived, self._did_not_arrive, key="detail")

    def then(self, step: Callable[[], None]) -> None:
        """Do this once the document asked for is shown as it is now; at once when nothing is on its way."""
        if self._asked:
            self._then = step
        else:
            step()

    def _arrived(self, loaded: Loaded | None) -> None:
        self._asked = False
        if loaded is None:
            self.show_item(None)
            return
        if loaded.detail.entry.item.id != self._item:
            return
        self._loaded = loaded
        self._show()
        then, self._then = self._then, None
        if then:
            then()

    def _did_not_arrive(self, error: SagsbudError) -> None:
        self._asked = False
        self._then = None
        self._operations.failed.emit(error)

    def _show_nothing(self) -> None:
        self._loaded = self._face = None
        self.form.clear()
        self.preview.clear()
        for part in (self.header, self._left, self._scroll, self.footer, self._wall, self._head_rule, self.tabs):
            part.hide()

    def _show(self) -> None:
        assert self._loaded is not None
        detail = self._loaded.detail
        self._arrange(force=True)
        self.header.show()
        self._head_rule.show()
        draft = detail.entry.state is OrderState.DRAFT
        self._faces.setCurrentWidget(self.form if draft else self.state)
        if draft:
            self._face = None
            self.form.show_detail(detail, self._loaded.facetter, self._loaded.emner)
        else:
            self._face = self.state.show_detail(detail, self._loaded.history)
        self._show_head(detail, draft=draft)
        self._show_contents(detail)
        self._show_footer()
        self._show_tab()

    def _show_head(self, detail: Detail, *, draft: bool) -> None:
        proposal = self._proposal
        self.header.say(proposal.titel or detail.entry.item.name, subtitle(detail))
        loaded = self._loaded
        self.header.offer(
            withdraw=draft, original=bool(loaded and loaded.original), copy=not detail.entry.purged, history=draft
        )

    def _show_contents(self, detail: Detail) -> None:
        problem = detail.entry.problem if detail.entry.state is OrderState.DRAFT else None
        told = trouble_text(problem.trouble, dict(problem.params)) if problem else None
        markup = f"<b>{escape(told.title)}</b> {escape(told.meaning)} {escape(told.action)}" if told else ""
        self.problem.say(markup, told.whole if told else "")
        warnings = (
            " ".join(tr(WARNINGS[one]) for one in detail.extract.warnings if one not in QUIET) if detail.extract else ""
        )
        self.note.say(escape(warnings), warnings)
        self.tree.show_detail(detail, self._proposal)
        self._tree_rule.setVisible(bool(detail.children))
        self.tabs.setTabText(ATTACHMENTS, tr("Attached ({count})", count=len(detail.children)))
        self.tabs.setTabVisible(ATTACHMENTS, bool(detail.children))
        own = {detail.entry.item.id, *(child.item.id for child in detail.children)}
        if self.preview.item not in own or self.preview.item == detail.entry.item.id:
            self.preview.show_item(detail)
        self._mark()

    @property
    def _proposal(self) -> Proposal:
        assert self._loaded is not None
        proposal = self.form.proposal
        return proposal if proposal and self._face is None else self._loaded.detail.proposal

    def _form_edited(self) -> None:
        if self._loaded is None or self._loaded.detail.entry.state is not OrderState.DRAFT:
            return
        self._show_head(self._loaded.detail, draft=True)
        self.tree.show_detail(self._loaded.detail, self._proposal)
        self._show_footer()
        self._mark()

    def _mark(self) -> None:
        if self._loaded and self.preview.item == self._loaded.detail.entry.item.id:
            self.preview.mark(findings_of(self._loaded.detail, self._proposal), self.form.focused_field or Field.KLE)
        else:
            self.preview.mark(())

    def _field_focused(self, field: Field | None) -> None:
        if self._loaded and self.preview.item == self._loaded.detail.entry.item.id:
            self.preview.focus_field(field)

    def _show_footer(self) -> None:
        if self._loaded is None:
            return
        self.footer.show()
        detail = self._loaded.detail
        if self._face is None:
            proposal = self._proposal
            bilag = sum(not c.item.folded and c.item.id not in proposal.without for c in detail.children)
            cpr = bool(detail.entry.summary and detail.entry.summary.holds_cpr)
            sentence, sensitivity = footer_text(proposal, bilag), sensitivity_text(proposal, cpr)
            self.footer.say(tr("File"), sentence, sensitivity, missing_text(proposal))
        elif self._face.primary:
            self.footer.say(command_text(self._face.primary), "")
        else:
            self.footer.hide()

    def _preview_attachment(self, item: ItemId) -> None:
        if self._loaded is None or item == self.preview.item:
            return
        if item == self._loaded.detail.entry.item.id:
            self.preview.show_item(self._loaded.detail)
            self._mark()
            return

        def arrived(detail: Detail | None) -> None:
            if detail is not None and detail.entry.item.parent == self._item:
                self.preview.show_item(detail)
                self._mark()

        self._operations.run(self, lambda: self._engine.detail(item), arrived, key="attachment")

    # -- deciding -----------------------------------------------------------------------------------------

    def press_primary(self) -> None:
        """What the button says: file, or the next step out of trouble."""
        if self._loaded is None:
            return
        if self._face is None:
            self.file()
        elif self._face.primary:
            self._command(self._face.primary)

    def file(self) -> None:
        """Promise it as the form says. What is missing is said, and gone to."""
        if self._loaded is None or self._loaded.detail.entry.state is not OrderState.DRAFT:
            return
        proposal = self._proposal
        if proposal.missing:
            self._in_form(self.form.edit_missing)
            return
        if proposal.item in self._deciding:
            return
        self._deciding.add(proposal.item)
        self.footer.say_trouble("")
        self._operations.run(
            self,
            lambda: _allowed(lambda: self._engine.decide(proposal)),
            lambda entry: self._promised(proposal.item, entry),
            lambda error: self._refused(proposal.item, error),
        )

    def _promised(self, item: ItemId, entry: OutboxEntry | None) -> None:
        self._deciding.discard(item)
        if entry is None:
            self._changed_meanwhile(item)
        else:
            self.filed.emit(entry)

    def _refused(self, item: ItemId, error: SagsbudError) -> None:
        self._deciding.discard(item)
        if item == self._item:
            self.footer.say_trouble(trouble_text(error.trouble, error.params).whole)
        else:
            self._operations.failed.emit(error)

    def _changed_meanwhile(self, item: ItemId) -> None:
        """Somebody (or another window) was faster: show how it is now."""
        if item == self._item:
            self.footer.say_trouble(tr("It has changed meanwhile. This is how it is now."))
            self.refresh()

    def _command(self, command: str) -> None:
        item, engine = self._item, self._engine
        if item is None or self._loaded is None:
            return
        if command == COPY:
            copy_text(receipt_text(self._loaded.detail.entry))
        elif command == WITHDRAW:
            self._withdraw("refused")
        elif command == RETRY:
            self._act(item, lambda: engine.retry(item), self.refresh)
        elif command == RESTORE:
            self._act(item, lambda: engine.restore(item), lambda: self.moved.emit(item))
        elif command == UNDO:
            self._undo(item)
        elif command in (CHOOSE_SAG, CHANGE):
            self._act(item, lambda: engine.revise(item), lambda: self._revised(item, other_sag=command == CHOOSE_SAG))

    def _undo(self, item: ItemId) -> None:
        def undone(done: bool) -> None:
            if done:
                self.moved.emit(item)
            else:
                self._changed_meanwhile(item)

        self._operations.run(self, lambda: self._engine.undo(item), undone)

    def _revised(self, item: ItemId, *, other_sag: bool) -> None:
        if item == self._item:
            self.refresh()
            if other_sag:
                self.then(self._choose_another_sag)
        self.moved.emit(item)

    def _choose_another_sag(self) -> None:
        if self.form.form:
            self.form.form.choose_sag(None)
            self.refresh()
        self._in_form(self.form.search_sag)

    def _withdraw(self, reason: str) -> None:
        item = self._item
        if item is not None:
            self._act(item, lambda: self._engine.withdraw(item, reason), lambda: self.withdrawn.emit(item))

    def _act(self, item: ItemId, operation: Callable[[], None], done: Callable[[], None]) -> None:
        """Run a person's event; when it cannot happen any more, show how it is now."""

        def told(allowed: bool | None) -> None:
            if allowed is None:
                self._changed_meanwhile(item)
            else:
                done()

        def run() -> bool:
            operation()
            return True

        self._operations.run(self, lambda: _allowed(run), told, lambda error: self._refused(item, error))

    # -- the original -------------------------------------------------------------------------------------

    def _open_original(self) -> None:
        origin = self._loaded.detail.entry.item.origin if self._loaded else None
        if origin is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(origin)))

    def _save_copy(self) -> None:
        if self._loaded is None:
            return
        item = self._loaded.detail.entry.item
        path, _filter = QFileDialog.getSaveFileName(self, tr("Save a copy"), item.name)
        if path:
            self._operations.run(
                self, lambda: Path(path).write_bytes(self._engine.content(item.id)), lambda _size: None
            )

    def _show_history(self) -> None:
        """The state panel also tells a draft's history; Esc or the same choice leads back."""
        if self._loaded is not None:
            self.form.show_history(self._loaded.history)

    # -- layout -------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side while there is room, else one at a time."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self, *, force: bool = False) -> None:
        px = self._theme.px
        narrow = self.width() < px(PANE_PREVIEW_LEAST + PANE_SUGGESTIONS) or self.height() < px(LOW)
        if narrow == self._narrow and not force:
            return
        if narrow != self._narrow:
            self._narrow = narrow
            self._place(narrow)
        self._show_tab()

    def _place(self, narrow: bool) -> None:
        grid = self._grid
        for part in (self.header, self._head_rule, self.tabs, self._left, self._wall, self._scroll, self.footer):
            grid.removeWidget(part)
        columns = 1 if narrow else 3
        grid.addWidget(self.header, 0, 0, 1, columns)
        grid.addWidget(self._head_rule, 1, 0, 1, columns)
        if narrow:
            grid.addWidget(self.tabs, 2, 0)
            grid.addWidget(self._left, 3, 0)
            grid.addWidget(self._scroll, 3, 0)
            grid.addWidget(self.footer, 4, 0)
        else:
            grid.addWidget(self._left, 2, 0, 3, 1)
            grid.addWidget(self._wall, 2, 1, 3, 1)
            grid.addWidget(self._scroll, 2, 2, 2, 1)
            grid.addWidget(self.footer, 4, 2)
        for column in range(3):
            grid.setColumnStretch(column, int(column == 0))
        grid.setRowStretch(3, 1)
        wide = 16_777_215 if narrow else self._theme.px(PANE_SUGGESTIONS)
        for part in (self._scroll, self.footer):
            part.setMinimumWidth(0 if narrow else wide)
            part.setMaximumWidth(wide)
        self.footer.lie_flat(narrow)

    def _show_tab(self) -> None:
        """In the narrow pane one part at a time."""
        if self._loaded is None:
            return
        narrow, at = bool(self._narrow), self.tabs.currentIndex()
        self.tabs.setVisible(narrow)
        self._wall.setVisible(not narrow)
        self._scroll.setVisible(not narrow or at == FORM)
        self._left.setVisible(not narrow or at != FORM)
        has_children = bool(self._loaded.detail.children)
        self.tree.setVisible(has_children and (not narrow or at == ATTACHMENTS))
        self._tree_rule.setVisible(self.tree.isVisibleTo(self._left))

    def _in_form(self, do: Callable[[], None]) -> None:
        """Something in the form, which comes into view for it."""
        if self._loaded is None or self._face is not None:
            return
        if self._narrow:
            self.tabs.setCurrentIndex(FORM)
        do()

    def focus_document(self) -> None:
        """Into the document."""
        if self._narrow:
            self.tabs.setCurrentIndex(DOCUMENT)
        self.preview.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_form(self) -> None:
        """Into the form."""
        self._in_form(lambda: self.form.sag.setFocus(Qt.FocusReason.ShortcutFocusReason))


def _allowed(operation: Callable[[], T]) -> T | None:
    """The answer, or None when the document's state has changed so that it cannot be done any more."""
    try:
        return operation()
    except IllegalTransition:
        return None


def _written(path: Path, content: bytes) -> int:
    """Write it. Raises StoreError when the folder does not take it."""
    try:
        return path.write_bytes(content)
    except OSError as error:
        raise StoreError(Trouble.STORE_READ_ONLY) from error
