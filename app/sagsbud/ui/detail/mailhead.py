"""The lines above a mail: from, to, date, subject."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from sagsbud.domain.cpr import mask_cpr
from sagsbud.domain.extract import EvidenceSource, Extract
from sagsbud.i18n import tr
from sagsbud.ui.detail.findings import Field, Finding, HeaderRow, label_lines
from sagsbud.ui.detail.marks import Marking
from sagsbud.ui.detail.underlining import MarkedLabel
from sagsbud.ui.detail.wording import long_date_text
from sagsbud.ui.labels import escaped
from sagsbud.ui.overhang import overhang
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING

RECIPIENTS = 8
LINE = 2
"""px below a value for the line below what is marked in it."""


class MailHead(QWidget):
    """Names and values in a grid."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values: dict[HeaderRow, str] = {}
        self.setAccessibleName(tr("The top of the email"))
        grid = QGridLayout(self)
        side = theme.px(PANE_PADDING)
        grid.setContentsMargins(side, theme.px(14), side, theme.px(12) - LINE)
        kept = overhang(theme.font("body"))  # before a value, for a letter that reaches out
        grid.setHorizontalSpacing(theme.px(16) - kept)
        grid.setVerticalSpacing(theme.px(3) - LINE)
        grid.setColumnStretch(1, 1)
        self._names: dict[HeaderRow, QLabel] = {}
        self._labels: dict[HeaderRow, QLabel] = {}
        titles = (tr("From"), tr("To"), tr("Date"), tr("Subject"))
        for at, (row, title) in enumerate(zip(HeaderRow, titles, strict=True)):
            name = QLabel(title, textFormat=Qt.TextFormat.RichText)
            name.setProperty("role", "tx2")
            value = MarkedLabel(theme)
            value.setContentsMargins(kept, 0, 0, LINE)
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            value.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            name.setBuddy(value)
            grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, at, 1)
            self._names[row], self._labels[row] = name, value

    def minimumSizeHint(self) -> QSize:
        """Its height follows from its width alone."""
        return QSize(super().minimumSizeHint().width(), 0)

    def value(self, row: HeaderRow) -> QWidget:
        """What stands behind the row's name."""
        return self._labels[row]

    def show_mail(self, extract: Extract) -> None:
        """The head of this mail."""
        sender = _bare(extract.sender.evidence.quote) if extract.sender else ""
        to = [_bare(found.evidence.quote) for found in extract.recipients[:RECIPIENTS]]
        more = len(extract.recipients) - len(to)
        sent = next((one.value for one in extract.dates if one.evidence.source is EvidenceSource.HEADER), None)
        subject = next((one.value for one in extract.titles if one.evidence.source is EvidenceSource.HEADER), "")
        self._values = {
            HeaderRow.FROM: sender,
            HeaderRow.TO: ", ".join([*to, tr("and {count} more", count=more)] if more > 0 else to),
            HeaderRow.DATE: long_date_text(sent) if sent else "",
            HeaderRow.SUBJECT: subject,
        }
        self.mark(Marking())

    def mark(self, marking: Marking) -> None:
        """Mark what was read in the head."""
        for row, label in self._labels.items():
            value = self._values.get(row, "")
            here = [one for one in marking.findings if one.row is row] if marking.shown else []
            found = [one for one in here if self._tells(one, mask_cpr(value), marking)]
            text = self._marked(mask_cpr(value), found, marking.focused)
            label.setText(f"<b>{text}</b>" if row is HeaderRow.FROM else text)
            label.setToolTip(label_lines((one.field for one in found), len(Field))[0] if found else "")
            label.setVisible(bool(value))
            self._names[row].setVisible(bool(value))

    @staticmethod
    def _tells(finding: Finding, value: str, marking: Marking) -> bool:
        """The head says by itself what it is; marked are words in it that decided, and what the focused field is from."""
        if finding.field is marking.focused or finding == marking.current:
            return True
        return finding.field is Field.DATO or (finding.quote in value and finding.quote != value)

    def _marked(self, value: str, found: list[Finding], focused: Field | None) -> str:
        """The value with the quoted part on the evidence's ground; the whole of it when the quote is not in it."""
        if not found:
            return escaped(value)
        finding = next((one for one in found if one.field is focused), found[0])
        tokens = self._theme.tokens
        ground, ink = (tokens.evs, tokens.pagetx) if finding.field is focused else (tokens.mark, tokens.marktx)
        style = f"background-color:{ground}; color:{ink}"
        at = value.find(finding.quote) if finding.quote else -1
        start, end = (at, at + len(finding.quote)) if at >= 0 else (0, len(value))
        return f'{escaped(value[:start])}<span style="{style}">{escaped(value[start:end])}</span>{escaped(value[end:])}'


def _bare(written: str) -> str:
    """An address without a name stands without its brackets."""
    return written[1:-1] if written.startswith("<") and written.endswith(">") else written
