"""Beside the document: what was changed, why it is here, and the reasons with which it can go back."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sagsbud.domain.review import ReviewCase, ReviewComment, ReviewRow
from sagsbud.domain.secondlook import ReviewField
from sagsbud.domain.verdicts import Pending
from sagsbud.i18n import quoted, tr
from sagsbud.texts import trouble_text
from sagsbud.ui.buttons import LinkButton
from sagsbud.ui.heading import HEADING_TO_WORDS, SIGN_WIDE, Heading, QuietBox, section
from sagsbud.ui.inbox.happenings import Happening
from sagsbud.ui.inbox.timeline import Timeline
from sagsbud.ui.labels import IconLabel, TextLabel, escaped, rule
from sagsbud.ui.review.casewords import (
    back_text,
    case_sentence,
    case_title,
    eyes_text,
    happenings,
    several_sentence,
    several_title,
)
from sagsbud.ui.review.fieldcards import FieldCard, FoldedFields
from sagsbud.ui.review.rowwords import own_words, why
from sagsbud.ui.review.templates import TemplateList
from sagsbud.ui.signed import on_first_line
from sagsbud.ui.theme import Theme
from sagsbud.ui.tokens import PANE_PADDING


class CasePanel(QWidget):
    """One document's case. Made anew for every row from what the list knows, completed when the service has answered."""

    retry_asked = Signal()
    anew_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row: ReviewRow | None = None
        px = theme.px
        self.heading = Heading(theme)
        self.stopped = _Stopped(theme)
        self.question = QuietBox(theme)
        self._cards = QWidget()
        self._stacked = QVBoxLayout(self._cards)
        self._stacked.setContentsMargins(0, 0, 0, 0)
        self._stacked.setSpacing(px(10))
        self.cards: list[FieldCard] = []
        self.folded = FoldedFields(theme)
        self.returns = TextLabel(theme, "", "label", "tx2")
        self.templates = TemplateList(theme)
        self._return = section(theme, self.returns, self.templates)
        self._eyes_sign = IconLabel(theme, "shield-check", SIGN_WIDE, "tx2")
        self.eyes = TextLabel(theme, "", "caption", "tx2")
        self.eyes.setWordWrap(True)
        self.past_title = TextLabel(theme, tr("What happened?"), "label", "tx2")
        self.past = Timeline(theme)
        self.no_past = TextLabel(theme, "", "caption", "tx2")
        self.no_past.setWordWrap(True)
        self._happening = section(theme, self.past_title, self.past, self.no_past)
        self._past_wanted = False
        self._happened: tuple[Happening, ...] = ()
        self._no_past = ""
        self._lay_out()
        self.stopped.retry.clicked.connect(lambda _checked=False: self.retry_asked.emit())
        self.stopped.anew.clicked.connect(lambda _checked=False: self.anew_asked.emit())
        self.show_past(shown=False)

    def _lay_out(self) -> None:
        px = self._theme.px
        column = self.column = QVBoxLayout(self)
        column.setContentsMargins(px(PANE_PADDING), px(14), px(PANE_PADDING), px(16))
        column.setSpacing(px(11))
        for part in (self.heading, self.stopped, self.question, self._cards, self.folded):
            column.addWidget(part)
        column.addWidget(rule())
        column.addWidget(self._return)
        column.addLayout(on_first_line(self._eyes_sign, self.eyes, px(HEADING_TO_WORDS)))
        column.addWidget(self._happening)
        column.addStretch(1)

    def show_row(self, row: ReviewRow) -> None:
        """What the list knows of it."""
        same = self._row is not None and self._row.dokument == row.dokument
        self._row = row
        self.heading.say(case_title(row), case_sentence(row), sign="eye", role="acctx")
        self.stopped.show_pending(row.pending, why(row)[0])
        self.question.say(_quotes(row, ()))
        self._show_fields(row.fields, approved=row.edited is not None)
        self.returns.setText(back_text(row))
        self._return.setVisible(row.edited is None)  # what is final cannot go back
        self.eyes.setText(eyes_text(row))
        self._eyes_sign.show()
        self._eyes_sign.show_icon(
            "shield-check" if row.refusal is None else "ban", "tx2" if row.refusal is None else "warn"
        )
        if not same:
            self._tell_past(())

    def show_case(self, case: ReviewCase) -> None:
        """What the service says of it now."""
        self.show_row(case.row)
        self.question.say(_quotes(case.row, case.comments))
        self._tell_past(happenings(case.steps), tr("Sag og Dokument tells nothing of it."))

    def show_several(self, rows: Sequence[ReviewRow]) -> None:
        """What several have in common: why they are here, and that they can go back together."""
        self._row = None
        self.heading.say(several_title(rows), several_sentence(rows), sign="eye", role="acctx")
        self.stopped.show_pending(None, "")
        self.question.say("")
        self._show_fields(())
        self.returns.setText(tr("Return them with"))
        self._return.show()
        self.eyes.setText("")
        self._eyes_sign.hide()
        self._tell_past(())

    def show_past(self, *, shown: bool) -> None:
        """The states it has been in, or not."""
        self._past_wanted = shown
        self._tell_past(self._happened, self._no_past)

    def show_no_past(self, why: str) -> None:
        """Why the states it has been in cannot be told now; those that are known stay."""
        self._tell_past(self._happened, why)

    @property
    def past_told(self) -> bool:
        """Whether they are shown, or why they are not."""
        return self._happening.isVisibleTo(self)

    @property
    def past_end(self) -> QWidget:
        """The last of it."""
        return self.past if self._happened else self.no_past

    def _tell_past(self, happened: Sequence[Happening], why_not: str = "") -> None:
        self._happened, self._no_past = tuple(happened), "" if happened else why_not
        self.past.take(happened)
        self.past.setVisible(bool(happened))
        self.no_past.setText(self._no_past)
        self.no_past.setVisible(bool(self._no_past))
        self._happening.setVisible(self._past_wanted and bool(happened or self._no_past))

    def _show_fields(self, fields: Sequence[ReviewField], *, approved: bool = False) -> None:
        shown = [one for one in fields if one.open]
        if [(card.shown, card.approved) for card in self.cards] != [(one, approved) for one in shown]:
            for card in self.cards:
                card.hide()
                card.deleteLater()
            self.cards = [FieldCard(self._theme, one, approved=approved) for one in shown]
            for card in self.cards:
                self._stacked.addWidget(card)
        self._cards.setVisible(bool(shown))
        self.folded.show_fields([one for one in fields if not one.open])


def _quotes(row: ReviewRow, comments: Sequence[ReviewComment]) -> str:
    """What people wrote about it, as safe markup."""
    said = [own_words(row.question), *(comment.text or comment.titel for comment in comments)]
    return "<br>".join(escaped(quoted(words)) for words in said if words)


class _Stopped(QWidget):
    """A decision that did not go through: what happened, and the two ways on."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._box = QuietBox(theme)
        self.retry = LinkButton(theme, tr("Try again"))
        self.anew = LinkButton(theme, tr("Decide again"))
        links = QHBoxLayout()
        links.setContentsMargins(0, 0, 0, 0)
        links.addWidget(self.retry)
        links.addWidget(self.anew)
        links.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(2))
        box.addWidget(self._box)
        box.addLayout(links)

    def show_pending(self, pending: Pending | None, title: str) -> None:
        """The decision that stopped, or nothing."""
        stopped = pending is not None and pending.stopped
        self.setVisible(stopped)
        if pending is None or not stopped:
            return
        told = trouble_text(pending.problem.trouble, dict(pending.problem.params)) if pending.problem else None
        rest = f"{told.title} {told.meaning}" if told else ""
        self._box.say(f"<b>{escaped(title)}.</b> {escaped(rest)}")
        self.setAccessibleName(f"{title}. {rest}")
