"""How the detail pane is made: a part at a time, each with what it needs loaded before."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from sagsbud.ui.actions import ActionId, Actions, key_hint
from sagsbud.ui.late import Making
from sagsbud.ui.operations import Operations
from sagsbud.ui.theme import Theme

if TYPE_CHECKING:
    from sagsbud.engine import Engine
    from sagsbud.ui.detail.pane import DetailPane

PROVIDED = frozenset({
    ActionId.FILE, ActionId.CHOOSE_1, ActionId.CHOOSE_2, ActionId.CHOOSE_3, ActionId.SAG, ActionId.KLE, ActionId.FACET,
    ActionId.PART, ActionId.TITLE, ActionId.DATE, ActionId.EVIDENCE, ActionId.NEXT_EVIDENCE, ActionId.ZOOM_FIT,
    ActionId.ZOOM_IN, ActionId.ZOOM_OUT, ActionId.ATTACHMENT, ActionId.WITHDRAW, ActionId.HAND_OVER, ActionId.NOTE,
    ActionId.ALIKE, ActionId.CORRECT,
})  # fmt: skip
"""What the pane puts to work."""


def detail_pane(
    engine: "Engine", theme: Theme, operations: Operations, actions: Actions, parent: QWidget
) -> "Making[DetailPane]":
    """The largest parts by themselves, so that none keeps the window from answering; all end with `parent`."""
    yield "sagsbud.ui.detail.preview"
    from sagsbud.ui.detail.preview import Preview

    preview = Preview(engine.contents, theme, operations, parent)
    yield "sagsbud.ui.detail.formpanel"
    from sagsbud.ui.detail.formpanel import FormPanel

    form = FormPanel(engine, theme, operations, parent)
    yield "sagsbud.ui.detail.statepanel"
    from sagsbud.ui.detail.statepanel import StatePanel

    state = StatePanel(theme, parent)
    yield "sagsbud.ui.detail.arrangement"
    from sagsbud.ui.detail.arrangement import Parts
    from sagsbud.ui.detail.attachments import AttachmentTree
    from sagsbud.ui.detail.banner import Banner
    from sagsbud.ui.detail.footer import Footer
    from sagsbud.ui.detail.header import DetailHeader

    parts = Parts(
        header=DetailHeader(theme, parent),
        problem=Banner(theme, "circle-alert", "warnbg", "warn", parent),
        note=Banner(theme, "info", "hov", "tx2", parent),
        tree=AttachmentTree(theme, parent),
        preview=preview,
        form=form,
        state=state,
        footer=Footer(theme, key_hint(ActionId.FILE), parent),
    )
    yield "sagsbud.ui.detail.pane"
    from sagsbud.ui.detail.pane import DetailPane

    pane = DetailPane(engine, theme, operations, actions, parts, parent)
    return pane
