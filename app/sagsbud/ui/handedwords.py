"""Where a document is that was handed over to a colleague, in words."""

from datetime import datetime

from sagsbud.domain.arrival import Given
from sagsbud.domain.handing import Handed, Whereabouts
from sagsbud.domain.orders import OutboxEntry
from sagsbud.domain.parties import Aktoer
from sagsbud.domain.states import OrderState
from sagsbud.i18n import quoted, tr
from sagsbud.ui.texts import moment_text, now


def name_of(person: Aktoer) -> str:
    """As people are called; who has no name here is a colleague."""
    return person.navn or tr("a colleague")


def where_text(handed: Handed) -> str:
    """The whole sentence: where it is now, and what the colleague has done with it."""
    name = name_of(handed.order.to)
    if handed.recalled:
        return tr("It is being taken back from {name}.", name=name)
    if not handed.is_there:
        return _on_its_way(handed, name, now())
    fate = handed.fate
    if fate is None or fate.where is Whereabouts.WAITS:
        return tr("It is in {name}'s inbox. Nothing has been done with it yet.", name=name)
    when = moment_text(fate.at) if fate.at else ""
    if fate.where is Whereabouts.FILED:
        return tr("It was filed on {sag} {when}.", sag=fate.sagsnummer or tr("a case"), when=when)
    if fate.where is Whereabouts.PASSED_ON:
        return tr("{name} passed it on {when}.", name=name, when=when)
    if fate.where is Whereabouts.TAKEN:
        return tr("{name} started on it {when}.", name=name, when=when)
    return tr("It was put away and is not filed.")


def _on_its_way(handed: Handed, name: str, at: datetime) -> str:
    if handed.state is OrderState.QUEUED and handed.due and handed.due > at:
        return tr("You can still take it back.")
    if handed.state is OrderState.UNCERTAIN:
        return tr("Perhaps sent. It is looked up before it is sent again.")
    return tr("It is on its way to {name} and is sent automatically.", name=name)


def short_text(handed: Handed) -> str:
    """In a chip of a row."""
    if handed.recalled:
        return tr("Being taken back")
    if not handed.is_there:
        return tr("On its way")
    where = handed.fate.where if handed.fate else Whereabouts.WAITS
    return {
        Whereabouts.WAITS: tr("Untouched"),
        Whereabouts.TAKEN: tr("Started"),
        Whereabouts.FILED: tr("Filed"),
        Whereabouts.PASSED_ON: tr("Passed on"),
        Whereabouts.PUT_AWAY: tr("Put away"),
    }[where]


def giver_of(entry: OutboxEntry) -> Aktoer | None:
    """The colleague it goes back to when it is not to be filed; None for what simply leaves the inbox."""
    undecided = entry.state is OrderState.DRAFT and entry.untouched
    return entry.item.giver if undecided else None


def going_back_text(giver: Aktoer) -> str:
    """What happens when it is not to be filed."""
    return tr("If it is not to be filed, it goes back to {name} with your reason.", name=name_of(giver))


def given_text(given: Given) -> str:
    """From whom it is, since when, and with which word."""
    name, when = name_of(given.by), moment_text(given.at)
    if given.note:
        note = quoted(given.note.removesuffix("."))
        return tr("{name} handed it over to you {when}: {note}.", name=name, when=when, note=note)
    return tr("{name} handed it over to you {when}.", name=name, when=when)
