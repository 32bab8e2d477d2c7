"""The history of a document as points of a time line: what happened, when, and what stopped it."""

from collections.abc import Iterator, Sequence
from datetime import date

from sagsbud.domain.arrival import SourceKind
from sagsbud.domain.errors import Trouble
from sagsbud.domain.frozen import frozen
from sagsbud.domain.orders import HistoryRow, Problem
from sagsbud.i18n import tr
from sagsbud.texts import trouble_text
from sagsbud.ui.detail.happened import HANDING, REASONS_AGAINST, STOPS, event_text
from sagsbud.ui.inbox.row import SOURCES
from sagsbud.ui.inbox.snapshot import Snapshot
from sagsbud.ui.texts import moment_text


@frozen
class Happening:
    """One point of the time line. `mark` is `done`, `stop` (what holds it up) or `open` (what comes next)."""

    text: str
    note: str = ""
    mark: str = "done"


PASSING = frozenset({Trouble.UNREACHABLE, Trouble.BUSY, Trouble.ANSWER_LOST})
"""Troubles of the queue that go by themselves."""
UNTOLD = frozenset({"claimed", "accepted", "found_missing", "found_whole"})
"""Steps of the machinery: told only while they are the last that happened, else by what came of them."""


def happenings_of(history: Sequence[HistoryRow], today: date) -> list[Happening]:
    """The points of the time line, oldest first; the same thing several times is told once, with the latest time."""
    told: list[Happening] = []
    rows = [row for row in _ours(history) if not row.what.endswith(("_started", "_done"))]
    for place, row in enumerate(rows):
        if row.what.removeprefix(HANDING) in UNTOLD and place < len(rows) - 1:
            continue
        happening = _happening(row, today)
        if told and told[-1].text == happening.text:
            told[-1] = happening
        else:
            told.append(happening)
    return told


def _ours(history: Sequence[HistoryRow]) -> Iterator[HistoryRow]:
    """Without our own looks at what lies with a colleague, which would be read as looks of the colleague's."""
    away = False
    for row in history:
        away = row.what == "handed_over" or (away and row.what != "handed_back")
        if not (away and row.what == "viewed"):
            yield row


def _happening(row: HistoryRow, today: date) -> Happening:
    detail = dict(row.detail)
    text, notes = event_text(row), [moment_text(row.at, today)]
    if row.what == "taken" and detail.get("source") in set(SourceKind):
        notes.append(tr(SOURCES[SourceKind(detail["source"])]))
    if detail.get("trouble") in set(Trouble):
        why = trouble_text(Trouble(detail["trouble"]), {}).heading
        if row.what == "not_readable":  # why it could not be read says that it could not
            text = why
        else:
            notes.append(why)
    reason = detail.get("reason", "")
    if reason in REASONS_AGAINST:
        notes.append(tr(REASONS_AGAINST[reason]))
    return Happening(text, " · ".join(notes), "stop" if row.what in STOPS else "done")


def happenings_of_queue(snapshot: Snapshot, problem: Problem, today: date) -> list[Happening]:
    """What happened to the queue as a whole, and what comes."""
    told = []
    contact = snapshot.status.service.last_contact
    if contact:
        told.append(Happening(tr("Last in contact"), moment_text(contact, today)))
    words = trouble_text(problem.trouble, dict(problem.params))
    told.append(Happening(words.heading, moment_text(problem.since, today), "stop"))
    if snapshot.status.queued:
        told.append(Happening(tr("The queue was paused"), tr("Nothing is sent twice, nothing is lost")))
    if problem.trouble in PASSING:
        comes = tr("Try again")
    else:
        comes = tr("Try now") if problem.trouble is Trouble.LOGIN_NEEDED else words.action.rstrip(".")
    told.append(Happening(comes, tr("The queue goes on by itself after that"), "open"))
    return told
