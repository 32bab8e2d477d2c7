"""What is told of the unit's queues: what waits here and how old it is, and how each of its programs is."""

from collections import Counter
from uuid import UUID, uuid4

from sagsbud.domain.clienthealth import ClientHealth, QueueHealth
from sagsbud.domain.errors import ServiceError
from sagsbud.domain.ids import AktoerId
from sagsbud.domain.review import ReviewFilter, ReviewOrdering
from sagsbud.domain.states import IN_QUEUE, NEEDS_PERSON, OrderState
from sagsbud.domain.workdays import age
from sagsbud.engine.ports import Ports, ReviewPorts

UNFILED_AT_MOST = 1000
WAITING_AT_MOST = 10_000
_CLIENT = "client"


def ages(ports: Ports, review: ReviewPorts) -> Counter[int]:
    """What is not on a Sag yet: undecided or on its way here, or waiting for an approval before it is filed."""
    now = ports.clock()
    unfiled = ports.outbox.page([OrderState.DRAFT, *IN_QUEUE], limit=UNFILED_AT_MOST, newest_first=False)
    found = Counter(age(entry.item.received_at, now) for entry in unfiled)
    page = review.queue.page(
        ReviewFilter(), after=0, limit=WAITING_AT_MOST, ordering=ReviewOrdering.AGE, open_verdicts={}
    )
    found.update(row.age for row in page.rows if not row.filed)
    return found


def health(ports: Ports, review: ReviewPorts) -> QueueHealth:
    """As the unit's programs reported it (blocks on the net)."""
    try:
        reports = review.service.reports(review.unit)
    except ServiceError as error:
        return QueueHealth((), problem=error.trouble)
    return QueueHealth(tuple(reports), as_of=ports.clock())


def report(ports: Ports, review: ReviewPorts) -> None:
    """Say how this program's queue is (blocks on the net). Raises ServiceError, StoreError."""
    known = review.verdicts.noted(_CLIENT)
    client = AktoerId(UUID(known) if known else uuid4())
    if not known:
        review.verdicts.note(_CLIENT, str(client))
    review.service.report(client, review.unit, _own_health(ports, client, review.version))


def _own_health(ports: Ports, client: AktoerId, version: str) -> ClientHealth:
    outbox = ports.outbox
    counts = outbox.counts()
    oldest = outbox.page(IN_QUEUE, limit=1, newest_first=False)
    undecided = outbox.page([OrderState.DRAFT], limit=1, newest_first=False)
    return ClientHealth(
        client=str(client),
        last_contact=ports.clock(),
        undelivered=sum(counts.get(state, 0) for state in IN_QUEUE),
        oldest_undelivered=oldest[0].item.received_at if oldest else None,
        needs_person=sum(counts.get(state, 0) for state in NEEDS_PERSON),
        undecided=counts.get(OrderState.DRAFT, 0),
        oldest_undecided=undecided[0].item.received_at if undecided else None,
        version=version,
    )
