"""The rooms a document comes through: from its folder to the store, and the one that reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagsbud.bootstrap.following import rules_of
from sagsbud.bootstrap.later import Rooms
from sagsbud.bootstrap.profile import utc_now
from sagsbud.domain.frozen import frozen

if TYPE_CHECKING:
    from sagsbud.extract.pool import ChildExtractor
    from sagsbud.intake.afterwards import OriginalsKeeper
    from sagsbud.intake.bulk import BulkImporter
    from sagsbud.intake.ownmoves import OwnMoves
    from sagsbud.intake.settler import QuietSettler
    from sagsbud.intake.taker import FileTaker
    from sagsbud.intake.watcher import FolderWatcher
    from sagsbud.outbox.batches import SealedBatches
    from sagsbud.outbox.store import SealedOutbox
    from sagsbud.outbox.vault import SealedVault
    from sagsbud.system.settings import Settings


@frozen
class Arriving:
    """Each imported and opened when something is first asked of it."""

    batches: SealedBatches
    settler: QuietSettler
    taker: FileTaker
    importer: BulkImporter
    watcher: FolderWatcher
    originals: OriginalsKeeper
    extractor: ChildExtractor


def arriving_over(rooms: Rooms, vault: SealedVault, outbox: SealedOutbox, settings: Settings) -> Arriving:
    """Made over the store."""

    def own_moves() -> OwnMoves:
        from sagsbud.intake.ownmoves import OwnMoves

        return OwnMoves()

    def kept_batches() -> SealedBatches:
        from sagsbud.outbox.batches import SealedBatches

        return SealedBatches(outbox)

    def quiet() -> QuietSettler:
        from sagsbud.intake.settler import QuietSettler

        return QuietSettler(own_moves=moves)

    def taking() -> FileTaker:
        from sagsbud.intake.taker import FileTaker

        return FileTaker(vault, outbox, utc_now, failed=settler.forget)

    def importing() -> BulkImporter:
        from sagsbud.extract.opener import ChildOpener
        from sagsbud.intake.bulk import BulkImporter

        return BulkImporter(vault, outbox, batches, ChildOpener(), utc_now)

    def watching() -> FolderWatcher:
        from sagsbud.intake.watcher import FolderWatcher

        return FolderWatcher(rules_of(settings))

    def keeping() -> OriginalsKeeper:
        from sagsbud.intake.afterwards import OriginalsKeeper

        return OriginalsKeeper(rules_of(settings), moves)

    def reading() -> ChildExtractor:
        from sagsbud.extract.pool import ChildExtractor

        return ChildExtractor(own_domains=settings.own_domains)

    moves, batches, settler = rooms.later(own_moves), rooms.later(kept_batches), rooms.later(quiet)
    return Arriving(
        batches, settler, rooms.later(taking), rooms.later(importing), rooms.later(watching), rooms.later(keeping),
        rooms.later(reading),
    )  # fmt: skip
