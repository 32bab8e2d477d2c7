"""Which profile a program works in: the one that is named, else the one the machine is set to.

Practising is nobody's to settle: it has its own settings, and a service of its own alone.
"""

from pathlib import Path

from sagsbud.domain.errors import PolicyError, StoreError, Trouble
from sagsbud.system.folders import PRACTICE, Folders, is_practice
from sagsbud.system.layers import LastGood, LayerReader
from sagsbud.system.places import Places


def choose_profile(named: str | None, data: Path | None, places: Places) -> Folders:
    """The folders of the profile. Raises PolicyError when the organisation has settled on another, ValueError.

    Raises StoreError PRACTICE_ONLY for a folder of practice that is named as one for real documents.
    """
    if named == PRACTICE:
        return Folders.of(named, data)
    # kept where all profiles lie, as none is chosen yet
    kept = LastGood(Folders.common(data) / "last-good-machine.json")
    chosen = next(one for one in LayerReader(places, None, kept).read().explain() if one.key == "profile")
    if named and chosen.locked and named != chosen.value:
        raise PolicyError(key="profile")
    folders = Folders.of(named, data, usual=str(chosen.value))
    if is_practice(folders.data):
        raise StoreError(Trouble.PRACTICE_ONLY)
    return folders
