"""Review put together: the queue and its rules over the service and the encrypted store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

from sagsbud import __version__
from sagsbud.bootstrap.later import opened
from sagsbud.bootstrap.profile import utc_now
from sagsbud.domain.ids import AktoerId
from sagsbud.domain.klassifikation import KleNummer
from sagsbud.domain.parties import Aktoer, AktoerTypeKode
from sagsbud.domain.reviewports import ReviewService
from sagsbud.domain.secondlook import ReviewReason
from sagsbud.domain.suggestports import KleCatalogue
from sagsbud.domain.verdicts import Verdict
from sagsbud.engine.ports import Ports, ReviewPorts
from sagsbud.engine.review import Review
from sagsbud.outbox.database import EncryptedDatabase
from sagsbud.outbox.figures import KeptFigures
from sagsbud.outbox.messages import SealedMessages
from sagsbud.outbox.settling import VerdictDeliverer
from sagsbud.outbox.vault import SealedVault
from sagsbud.outbox.verdicts import SealedVerdicts
from sagsbud.review.counting import FigureBook, cells_of
from sagsbud.review.queue import PolledQueue
from sagsbud.review.rules import Before, PolicyRules, ReviewPolicy
from sagsbud.system.preferences import LivePreferences
from sagsbud.system.settings import Settings


def review_ports(
    preferences: LivePreferences,
    database: EncryptedDatabase,
    vault: SealedVault,
    service: ReviewService,
    plan: KleCatalogue,
    me: Aktoer,
    *,
    url: str,
    data: Path,
    settled: Callable[[Verdict], None],
    messages: SealedMessages | None = None,
) -> ReviewPorts:
    """What the engine's review works with. No thread runs before the delivery is started."""
    settings = preferences.current
    unit = AktoerId(UUID(settings.unit)) if settings.unit else None
    verdicts = SealedVerdicts(database, vault, utc_now, messages)
    return ReviewPorts(
        service=service,
        queue=PolledQueue(service, me, unit, utc_now, _title_in(plan), _group_in(plan)),
        verdicts=verdicts,
        delivery=VerdictDeliverer(
            verdicts, service, url=url, lock_file=data / "verdicts.lock", clock=utc_now, settled=settled
        ),
        rules=PolicyRules(lambda: policy_of(preferences.current), utc_now),
        counting=FigureBook(
            service, KeptFigures(database, cells_of, utc_now), unit, utc_now, group_title=_group_in(plan)
        ),
        unit=unit,
        reviewers=lambda: frozenset(AktoerId(UUID(one)) for one in preferences.current.reviewers),
        report_minutes=lambda: preferences.current.review_report_minutes,
        version=__version__,
    )


def desk_as(ports: Ports, me: Aktoer) -> Review:
    """The desk of somebody else than the profile's person, for a command that names who decides."""
    assert ports.review
    review = opened(ports.review)
    queue = PolledQueue(review.service, me, review.unit, ports.clock, _title_in(ports.kle), ports.kle.hovedgruppe)
    return Review(replace(ports, aktoer=me), replace(review, queue=queue), lambda change: None)


def _title_in(plan: KleCatalogue) -> Callable[[KleNummer], str]:
    def title(number: KleNummer) -> str:
        emne = plan.emne(number)
        return emne.titel if emne else ""

    return title


def _group_in(plan: KleCatalogue) -> Callable[[str], str]:
    def title(group: str) -> str:
        return plan.hovedgruppe(group)

    return title


def policy_of(settings: Settings) -> ReviewPolicy:
    """What the settings say of review. A reviewer that is the unit itself is the unit's queue."""
    to = settings.review_to or (settings.unit if settings.reviewers else None)
    kind = AktoerTypeKode.ENHED if to and to == settings.unit else AktoerTypeKode.BRUGER
    return ReviewPolicy(
        to=Aktoer(AktoerId(UUID(to)), kind) if to else None,
        before=Before(settings.review_before),
        reasons=frozenset(ReviewReason(reason) for reason in settings.review_reasons),
        kle=settings.review_kle,
        new_until=date.fromisoformat(settings.review_new_until) if settings.review_new_until else None,
        sample_percent=settings.review_sample_percent,
    )
