"""A document and its attachments as rows: what each becomes, and decoration folded into one row."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from sagsbud.domain.arrival import IntakeItem
from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.frozen import frozen
from sagsbud.domain.ids import ItemId
from sagsbud.engine.views import Detail, Proposal
from sagsbud.i18n import tr, trn
from sagsbud.ui.detail.wording import kind_icon, mime_icon
from sagsbud.ui.texts import size_text
from sagsbud.ui.tips import as_tip

Index = QModelIndex | QPersistentModelIndex
NODE = Qt.ItemDataRole.UserRole + 1


@frozen
class Node:
    """One row: the main document, an attachment, the fold of decoration, or one piece of it."""

    item: ItemId | None
    name: str
    size: int
    icon: str
    role: str
    choosable: bool = False
    depth: int = 0
    fold: bool = False
    out: bool = False


def nodes_of(detail: Detail, proposal: Proposal, *, unfolded: bool, choosable: bool) -> list[Node]:
    """The rows, top to bottom."""

    def node(child: IntakeItem, role: str, *, depth: int = 1, out: bool = False) -> Node:
        name = mask_cpr(child.name)
        return Node(child.id, name, child.size, mime_icon(child.mime), role, choosable, depth=depth, out=out)

    main = detail.entry.item
    nodes = [Node(main.id, _main_name(detail), main.size, kind_icon(detail), tr("Main document"))]
    inside = tr("Left out")
    number = 0
    folded: list[IntakeItem] = []
    for child in (one.item for one in detail.children):
        if proposal.takes(child):
            number += 1
            nodes.append(node(child, tr("Attachment {number}", number=number)))
        elif child.folded:
            folded.append(child)
        else:
            nodes.append(node(child, inside, out=True))
    if folded:
        nodes.append(_fold(folded, inside))
        if unfolded:
            nodes += [node(child, inside, depth=2, out=True) for child in folded]
    return nodes


def _fold(folded: Sequence[IntakeItem], role: str) -> Node:
    """One row for all pieces that came folded and still are."""
    size = sum(child.size for child in folded)
    if all(child.mime.startswith("image/") for child in folded):
        words = trn("{count} image from the email's layout", "{count} images from the email's layout", len(folded))
        return Node(None, words, size, "images", role, depth=1, fold=True)
    words = trn("{count} file inside the document", "{count} files inside the document", len(folded))
    return Node(None, words, size, "file", role, depth=1, fold=True)


def _main_name(detail: Detail) -> str:
    return tr("The email") if kind_icon(detail) == "mail" else mask_cpr(detail.entry.item.name)


class AttachmentModel(QAbstractListModel):
    """Nodes as rows; a list whose delegate draws the depth, so that every row is one stop for the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._nodes: Sequence[Node] = ()

    @property
    def nodes(self) -> Sequence[Node]:
        """What is shown."""
        return self._nodes

    def place_of(self, item: ItemId | None) -> int:
        """Where the item stands, else the fold that has taken it in; -1 when there is neither."""
        own = (at for at, node in enumerate(self._nodes) if node.item == item and item is not None)
        folds = (at for at, node in enumerate(self._nodes) if node.fold)
        return next(own, next(folds, -1))

    def show(self, nodes: Sequence[Node]) -> None:
        """These rows from now on."""
        if len(nodes) == len(self._nodes):
            self._nodes = tuple(nodes)
            self.dataChanged.emit(self.index(0), self.index(len(nodes) - 1))
        else:
            self.beginResetModel()
            self._nodes = tuple(nodes)
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """So many rows."""
        return 0 if parent.isValid() else len(self._nodes)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Roles can be changed where there is a choice."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self._nodes[index.row()].choosable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The node, and what is said of it."""
        node = self._nodes[index.row()]
        if role == NODE:
            return node
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{node.name}, {size_text(node.size)}, {node.role}"
        return as_tip(node.name) if role == Qt.ItemDataRole.ToolTipRole else None
