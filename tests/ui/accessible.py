"""What assistive technology sees of a window, and what eyes see: the accessibility tree, and contrast from pixels."""

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)
from sagsbud.ui.labels import CutLabel

Role = QAccessible.Role
BUTTONS = {Role.Button, Role.PushButton, Role.ButtonMenu, Role.ButtonDropDown, Role.Link, Role.CheckBox}
LISTS = {Role.List, Role.Table, Role.Tree}
ROLES: tuple[tuple[type[QWidget], set[QAccessible.Role]], ...] = (
    (QRadioButton, {Role.RadioButton}),
    (QCheckBox, {Role.CheckBox}),
    (QAbstractButton, BUTTONS),
    (QComboBox, {Role.ComboBox}),
    (QLineEdit, {Role.EditableText}),
    (QPlainTextEdit, {Role.EditableText}),
    (QDateEdit, {Role.SpinBox}),
    (QAbstractItemView, LISTS),
)
"""The first that fits says which roles a control may have."""
LEAST_CONTRAST = 4.5
SIDE = 24
"""px a target must have each way."""


def controls_in(window: QWidget) -> Iterator[QWidget]:
    """Everything that can have the focus and is seen."""
    for widget in window.findChildren(QWidget):
        seen = widget.isVisible() and not widget.visibleRegion().isEmpty()
        inner = isinstance(widget.parent(), QComboBox | QDateEdit | QAbstractScrollArea)
        if seen and not inner and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled():
            yield widget


def faults_of(widget: QWidget) -> list[str]:
    """What assistive technology would miss about a control; nothing when all is there."""
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is None:
        return ["no interface"]
    found = []
    if not interface.text(QAccessible.Text.Name).strip():
        found.append("no name")
    wanted = next((roles for kind, roles in ROLES if isinstance(widget, kind)), None)
    if wanted is not None and interface.role() not in wanted:
        found.append(f"role {interface.role().name}")
    found += _states(widget, interface)
    if isinstance(widget, QLineEdit) and widget.echoMode() is QLineEdit.EchoMode.Normal:
        value = interface.text(QAccessible.Text.Value)
        if value != widget.text():
            found.append("value")
    return found


def _states(widget: QWidget, interface: QAccessibleInterface) -> list[str]:
    state = interface.state()
    found = []
    if not state.focusable:
        found.append("not focusable")
    if isinstance(widget, QAbstractButton) and widget.isCheckable() and bool(state.checked) != widget.isChecked():
        found.append("checked state")
    if isinstance(widget, QLineEdit) and bool(state.readOnly) != widget.isReadOnly():
        found.append("read-only state")
    return found


def label_of(widget: QWidget) -> str:
    """How a control is told from the others in a message."""
    name = widget.accessibleName() or getattr(widget, "text", lambda: "")()
    return f"{type(widget).__name__} »{str(name)[:40]}«"


def is_small(widget: QWidget) -> bool:
    """Whether a target is smaller than anybody can hit."""
    return isinstance(widget, QAbstractButton) and min(widget.width(), widget.height()) < SIDE


def is_cut(widget: QWidget) -> bool:
    """Whether a part of it lies beyond the side of what shows it: nothing scrolls sideways but documents."""
    seen = widget.visibleRegion().boundingRect()
    return seen.width() < widget.width() and not isinstance(widget, QAbstractScrollArea)


def cramped(window: QWidget) -> Iterator[QWidget]:
    """What has less room than its words, other than a line that ends in dots and tells the rest in its tool tip."""
    for label in window.findChildren(QLabel):
        if not label.isVisible() or isinstance(label, CutLabel) or not label.text():
            continue
        high = label.wordWrap() and label.heightForWidth(label.width()) > label.height() + 2
        wide = not label.wordWrap() and label.sizeHint().width() > label.width() + 1
        if high or wide:
            yield label
    for button in window.findChildren(QAbstractButton):
        if not button.isVisible() or not isinstance(button, QPushButton | QToolButton):
            continue
        if button.text() and button.minimumSizeHint().width() > button.width() + 1:
            yield button


# -- contrast -------------------------------------------------------------------------------------------------------


def luminance(color: QColor) -> float:
    """Relative luminance by WCAG 2."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio by WCAG 2, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def measured_contrast(image: QImage, rect: QRect) -> float | None:
    """Of what is written there against its ground, from the pixels; None where nothing is written.

    The ground is the commonest colour; the ink is the colour that stands out most, as the middle of a stroke does.
    """
    area = image.copy(rect.intersected(image.rect())).convertToFormat(QImage.Format.Format_RGB32)
    counted: Counter[int] = Counter(memoryview(area.constBits()).cast("B").cast("I"))
    if len(counted) < 2:
        return None
    ground = QColor.fromRgb(counted.most_common(1)[0][0])
    return max(contrast(ground, QColor.fromRgb(pixel)) for pixel in counted)


def pale_labels(window: QWidget) -> list[str]:
    """Labels and hints in empty fields whose words stand out less than they must, with the ratio that was measured."""
    image = window.grab().toImage()
    found = []
    for widget, where in (*_labels(window), *_hints(window)):
        rect = widget.visibleRegion().boundingRect() & where
        rect.moveTopLeft(widget.mapTo(window, rect.topLeft() or QPoint()))
        ratio = measured_contrast(image, rect)
        if ratio is not None and ratio < LEAST_CONTRAST:
            found.append(f"{label_of(widget)} {ratio:.1f}")
    return found


def _labels(window: QWidget) -> Iterator[tuple[QWidget, QRect]]:
    for label in window.findChildren(QLabel):
        if label.isVisible() and not label.visibleRegion().isEmpty() and any(char.isalnum() for char in label.text()):
            yield label, label.rect()  # a dot between two facts is decoration


def _hints(window: QWidget) -> Iterator[tuple[QWidget, QRect]]:
    for field in window.findChildren(QLineEdit):
        if field.isVisible() and field.isEnabled() and not field.hasFocus() and not field.text():
            wide = field.fontMetrics().horizontalAdvance(field.placeholderText())
            yield field, QRect(field.cursorRect().center().x(), 4, wide, field.height() - 8)


class Strays(QObject):
    """Notes what is shown as a window of its own beside the main window: it flashes and takes the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.met: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look, and let everything pass."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and _stands_alone(watched):
            self.met.add(f"{type(watched).__name__} {watched.objectName()} {watched.accessibleName()}".strip())
        return False


def _stands_alone(widget: QWidget) -> bool:
    is_window = widget.isWindow() and widget.windowType() is Qt.WindowType.Window
    return is_window and not isinstance(widget, QMainWindow)
