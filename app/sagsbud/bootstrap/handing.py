"""What giving to colleagues and receiving from them works with, wired."""

from collections.abc import Callable
from pathlib import Path

from sagsbud.bootstrap.profile import utc_now
from sagsbud.domain.handing import Handed
from sagsbud.domain.handingports import HandingService
from sagsbud.engine.ports import HandingPorts
from sagsbud.outbox.handing import HandOverDeliverer
from sagsbud.outbox.handovers import SealedHandOvers
from sagsbud.outbox.store import SealedOutbox
from sagsbud.outbox.vault import SealedVault


def handing_ports(
    outbox: SealedOutbox,
    vault: SealedVault,
    service: HandingService,
    *,
    url: str,
    data: Path,
    moved: Callable[[Handed], None],
) -> HandingPorts:
    """No thread runs before the delivery is started."""
    handovers = SealedHandOvers(outbox, utc_now)
    delivery = HandOverDeliverer(
        handovers, service, vault, url=url, lock_file=data / "handing.lock", clock=utc_now, moved=moved
    )
    return HandingPorts(service, handovers, delivery)
