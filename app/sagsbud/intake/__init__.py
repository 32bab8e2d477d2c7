"""What arrives? Watched folders, drops and exports; settled or still growing; secured before anything else."""

from sagsbud.intake.afterwards import Closed, OriginalsKeeper
from sagsbud.intake.ownmoves import OwnMoves
from sagsbud.intake.rules import FolderRule
from sagsbud.intake.settler import QuietSettler
from sagsbud.intake.taker import FileTaker
from sagsbud.intake.watcher import FolderWatcher

__all__ = ["Closed", "FileTaker", "FolderRule", "FolderWatcher", "OriginalsKeeper", "OwnMoves", "QuietSettler"]
