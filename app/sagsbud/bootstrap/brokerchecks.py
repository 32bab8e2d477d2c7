"""The self-test's look at who hears from us: the organisation's own broker, and the national distributor behind a gateway."""

from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID

from sagsbud.bootstrap.gateway import ROLE, distributor_of, missing
from sagsbud.bootstrap.messaging import INSTALLATION, broker_of
from sagsbud.domain.checks import Check, CheckName, CheckState
from sagsbud.mox.afsend import EXCHANGE
from sagsbud.mox.broker import Broker
from sagsbud.mox.looking import QueueLook, of_topic
from sagsbud.mox.wire import queue_name
from sagsbud.system.folders import Folders
from sagsbud.system.settings import Settings

OK, NOTE, FAILED = CheckState.OK, CheckState.NOTE, CheckState.FAILED


def broker_checks(folders: Folders, settings: Settings) -> Iterator[Check]:
    """A row for the broker, where one is set; where a distributor is, one for it and one for what waits for it."""
    broker = broker_of(settings)
    if broker:
        yield _broker(broker, settings.broker_topic)
    if settings.gateway_url:
        yield _distributor(settings)
        yield _gateway(broker, folders)


def _broker(broker: Broker, topic: str) -> Check:
    found = broker.trouble(of_topic(topic))
    state = NOTE if found == "missing" else FAILED if found else OK
    params = {"host": broker.host, "exchange": topic}
    return Check(CheckName.BROKER, state, f"broker_{found or 'answers'}", params=params)


def _distributor(settings: Settings) -> Check:
    absent = missing(settings)
    if absent:
        return Check(CheckName.DISTRIBUTOR, FAILED, "distributor_settings", params={"keys": ", ".join(absent)})
    found = distributor_of(settings).trouble()
    params = {"host": urlsplit(settings.gateway_url or "").hostname or "", "exchange": EXCHANGE}
    return Check(CheckName.DISTRIBUTOR, FAILED if found else OK, f"distributor_{found or 'answers'}", params=params)


def _gateway(broker: Broker | None, folders: Folders) -> Check:
    """What waits for the distributor on the organisation's own broker, and whether a gateway takes it."""
    if broker is None:
        return Check(CheckName.GATEWAY, FAILED, "gateway_no_broker")
    queue = _queue(folders)
    look = QueueLook(queue or "")
    if queue and broker.trouble(look):
        return Check(CheckName.GATEWAY, CheckState.SKIPPED, "not_looked_at")
    state = look.state
    if state is None:
        return Check(CheckName.GATEWAY, NOTE, "gateway_not_begun")
    runs = state.programs > 0
    params = {"waiting": str(state.waiting)}
    return Check(
        CheckName.GATEWAY, OK if runs else FAILED, "gateway_runs" if runs else "gateway_stopped", params=params
    )


def _queue(folders: Folders) -> str | None:
    """The queue of this installation's gateway; None while it was never anybody."""
    try:
        return queue_name(UUID((folders.data / INSTALLATION).read_text(encoding="ascii").strip()), ROLE)
    except (OSError, ValueError):
        return None
