"""Which part of the queue is shown: a few choices above the list, each with how many there are."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from sagsbud.domain.review import AMBER_DAYS, RED_DAYS, ReviewFilter, ReviewPage, Scope
from sagsbud.domain.secondlook import FieldName, ReviewReason
from sagsbud.i18n import N_, tr
from sagsbud.reviewtexts import field_text, reason_text
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.detail.controls import SignedComboBox
from sagsbud.ui.labels import TextLabel, edge, frame
from sagsbud.ui.review.lines import age_band_text
from sagsbud.ui.review.rowwords import listed, named
from sagsbud.ui.texts import count_text
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import SPACE_M, SPACE_S, SPACE_XS
from sagsbud.ui.viewport import end_still

SCOPES = {
    Scope.MINE: N_("Given to me or my unit"),
    Scope.UNIT: N_("Everything in the unit"),
    Scope.RETURNED: N_("Returned to me"),
}
AGES: tuple[tuple[int | None, int | None], ...] = (
    (None, None), (RED_DAYS, None), (AMBER_DAYS, RED_DAYS - 1), (None, AMBER_DAYS - 1),
)  # fmt: skip
"""The least and the greatest age in working days, both included."""
LEAST = 120
"""px at scale 1.0 that the choices have however little room there is."""


class _Choices(QScrollArea):
    """As high as what is in it where there is room; else it is scrolled, so that the list below keeps some."""

    def __init__(self, theme: Theme, choices: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self._theme = theme
        self.setObjectName("choices")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setStyleSheet("QScrollArea#choices { background: transparent; }")
        self._choices = choices
        self.setWidget(choices)
        choices.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        """All of it."""
        return self._choices.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Two rows of fields."""
        return QSize(1, self._theme.px(LEAST))


class FilterBar(QWidget):
    """`wanted` brings the ReviewFilter that is chosen, `save_asked` asks to keep it under a name."""

    wanted = Signal(object)
    save_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._filling = False
        self._boxes = {
            name: SignedComboBox(theme) for name in ("scope", "age", "unit", "person", "kle", "reason", "changed")
        }
        self.save = LinkButton(theme, tr("Save the filter …"))
        self.clear = LinkButton(theme, tr("Show everything"))
        self._lay_out()
        self.show_filter(ReviewFilter())
        for box in self._boxes.values():
            box.activated.connect(lambda _at: self._chosen())
        self.save.clicked.connect(lambda _checked=False: self.save_asked.emit())
        self.clear.clicked.connect(lambda _checked=False: self.wanted.emit(ReviewFilter(scope=self._filter.scope)))

    def _lay_out(self) -> None:
        px = self._theme.px
        names = {
            "scope": tr("Show"), "age": tr("Age"), "unit": tr("Unit"), "person": tr("Sent by"),
            "kle": tr("KLE main group"), "reason": tr("Why here"), "changed": tr("Changed field"),
        }  # fmt: skip
        band = frame("band")
        grid = QGridLayout()
        grid.setContentsMargins(px(SPACE_M), 0, 0, 0)
        grid.setHorizontalSpacing(px(SPACE_M))
        grid.setVerticalSpacing(px(SPACE_S))
        for column in range(2):
            grid.setColumnStretch(column, 1)
        for at, (key, words) in enumerate(names.items()):
            label = TextLabel(self._theme, words, "label", "tx2")
            label.setBuddy(self._boxes[key])
            self._boxes[key].setAccessibleName(words)
            self._boxes[key].setMinimumWidth(1)
            field = QVBoxLayout()
            field.setSpacing(px(SPACE_XS))
            field.addWidget(label)
            field.addWidget(self._boxes[key])
            if at:
                grid.addLayout(field, (at + 1) // 2, (at + 1) % 2)
            else:
                grid.addLayout(field, 0, 0, 1, 2)  # its choices are the longest
        links = QHBoxLayout()
        links.setContentsMargins(px(SPACE_M) - _before_words(self.save), 0, 0, 0)
        links.setSpacing(px(SPACE_XS))
        links.addWidget(self.save)
        links.addWidget(self.clear)
        links.addStretch(1)
        choices = QWidget()
        inside = QVBoxLayout(choices)
        inside.setContentsMargins(0, px(SPACE_S), px(SPACE_M), px(SPACE_S))
        inside.setSpacing(px(SPACE_S))
        inside.addLayout(grid)
        inside.addLayout(links)
        within = QVBoxLayout(band)
        within.setContentsMargins(0, 0, 0, 0)
        scrolled = _Choices(self._theme, choices)
        end_still(inside, scrolled)
        within.setSpacing(0)
        for below in (False, True):
            line = QHBoxLayout()
            line.setContentsMargins(px(SPACE_M), 0, px(SPACE_M), 0)
            line.addWidget(edge(scrolled, below=below))
            within.addLayout(line)
        within.insertWidget(1, scrolled)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(band)

    # -- choices ------------------------------------------------------------------------------------------

    def show_filter(self, wanted: ReviewFilter) -> None:
        """Mark what is chosen."""
        self._filter = wanted
        self.save.setEnabled(wanted != ReviewFilter())
        self.clear.setEnabled(wanted != ReviewFilter(scope=wanted.scope))
        for button in (self.save, self.clear):
            why = "" if button.isEnabled() else tr("No filter is chosen.")
            button.setToolTip(why)
            button.setAccessibleDescription(why)
        self._filling = True
        self._choose("scope", wanted.scope)
        self._choose("age", (wanted.youngest, wanted.oldest))
        self._choose("unit", wanted.unit)
        self._choose("person", wanted.person)
        self._choose("kle", wanted.kle or None)
        self._choose("reason", wanted.reason)
        self._choose("changed", wanted.changed)
        self._filling = False

    def offer(self, page: ReviewPage) -> None:
        """What can be chosen now."""
        self._filling = True
        self._fill("scope", [(scope, tr(words)) for scope, words in SCOPES.items()])
        self._fill("age", [(band, age_band_text(*band)) for band in AGES])
        self._fill(
            "unit", [(None, tr("All units")), *((id_, _counted(named(id_, name), n)) for id_, name, n in page.units)]
        )
        self._fill(
            "person",
            [(None, tr("Everybody")), *((id_, _counted(named(id_, name), n)) for id_, name, n in page.persons)],
        )
        groups = [(group, _counted(f"{group} {title}".strip(), n)) for group, title, n in page.groups]
        self._fill("kle", [(None, tr("All subjects")), *groups])
        reasons = [(reason, reason_text(reason)) for reason in ReviewReason]
        self._fill("reason", [(None, tr("Any reason")), *reasons])
        fields = [(name, field_text(name)) for name in FieldName]
        self._fill("changed", [(None, tr("Any field")), *fields])
        self._filling = False
        self.show_filter(self._filter)

    def _fill(self, key: str, choices: Sequence[tuple[object, str]]) -> None:
        box = self._boxes[key]
        if [(box.itemData(at), box.itemText(at)) for at in range(box.count())] == list(choices):
            return
        box.clear()
        for value, words in choices:
            box.addItem(words, value)

    def _choose(self, key: str, value: object) -> None:
        box = self._boxes[key]
        at = next((at for at in range(box.count()) if box.itemData(at) == value), -1)
        box.setCurrentIndex(at if at >= 0 else 0)

    def _chosen(self) -> None:
        if self._filling:
            return
        least, greatest = self._boxes["age"].currentData() or (None, None)
        self.wanted.emit(
            replace(
                self._filter,
                scope=Scope(self._boxes["scope"].currentData()),
                youngest=least,
                oldest=greatest,
                unit=self._boxes["unit"].currentData(),
                person=self._boxes["person"].currentData(),
                kle=self._boxes["kle"].currentData() or "",
                reason=self._boxes["reason"].currentData(),
                changed=self._boxes["changed"].currentData(),
            )
        )


def _before_words(link: LinkButton) -> int:
    """px that a link's ground reaches out at the left of its words."""
    link.ensurePolished()
    return (link.sizeHint().width() - link.fontMetrics().horizontalAdvance(link.text())) // 2


def _counted(name: str, count: int) -> str:
    return f"{name} ({count_text(count)})"


def filter_text(wanted: ReviewFilter, page: ReviewPage | None) -> str:
    """What a filter leaves, in words; empty when it leaves all."""
    told = []
    if (wanted.youngest, wanted.oldest) != (None, None):
        told.append(age_band_text(wanted.youngest, wanted.oldest))
    if page is not None:
        told += [
            named(id_, name) for id_, name, _n in (*page.units, *page.persons) if id_ in (wanted.unit, wanted.person)
        ]
    if wanted.kle:
        told.append(tr("KLE {number}", number=wanted.kle))
    if wanted.reason:
        told.append(reason_text(wanted.reason))
    if wanted.changed:
        told.append(tr("Changed {fields}", fields=field_text(wanted.changed)))
    return listed(told)
