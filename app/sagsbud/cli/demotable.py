"""What the demo did, for people: what lies where, and what waits for somebody and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sagsbud.cli.output import Output
from sagsbud.domain.errors import Trouble
from sagsbud.domain.states import OrderState
from sagsbud.i18n import tr, trn
from sagsbud.texts import state_text, trouble_text

if TYPE_CHECKING:
    from sagsbud.cli.demo import Outcome

TITLE = 58
"""Characters of a title that are shown."""


def print_table(out: Output, outcomes: Sequence[Outcome], url: str) -> None:
    """All outcomes; only without JSON."""
    filed = [one for one in outcomes if one.entry.state is OrderState.FILED]
    others = [one for one in outcomes if one.entry.state is not OrderState.FILED]
    out.line()
    out.line(
        trn(
            "{count} document is on its case, read back and identical.",
            "{count} documents are on their cases, read back and identical.",
            sum(one.verified for one in filed),
        )
    )
    for one in sorted(filed, key=lambda one: one.entry.order.sag.sagsnummer if one.entry.order else ""):
        out.line(_filed_line(one))
    if others:
        out.line()
        out.line(trn("{count} document waits for a person.", "{count} documents wait for a person.", len(others)))
        for one in others:
            out.line(_waiting_line(one))
    out.line()
    out.line(tr("The service was at {url}. Run the demo again: nothing is filed twice.", url=url))


def _filed_line(one: Outcome) -> str:
    order = one.entry.order
    assert order is not None, "what is filed was ordered"
    notes = []
    if order.bilag:
        notes.append(trn("with {count} attachment", "with {count} attachments", len(order.bilag)))
    if one.reason:
        notes.append(tr("already filed"))
    if not one.verified:
        notes.append(tr("not found again"))
    note = ", ".join(notes)
    return f"  {order.sag.sagsnummer:<9}{order.kle!s:<10}{_short(order.main.titel):<{TITLE}}  {note}".rstrip()


def _waiting_line(one: Outcome) -> str:
    why = trouble_text(Trouble(one.reason), {}).title if one.reason in set(Trouble) else ""
    summary = one.entry.summary
    title = summary.titel if summary else one.entry.item.name
    return f"  {state_text(one.entry.state):<19}{_short(title):<{TITLE}}  {why}".rstrip()


def _short(title: str) -> str:
    return title if len(title) <= TITLE else title[: TITLE - 1] + "…"
