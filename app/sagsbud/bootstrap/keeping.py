"""The key of a profile, known to be the one its documents lie under before anything else is sealed with it."""

from collections.abc import Callable

from sagsbud.bootstrap.profile import ask_passphrase
from sagsbud.outbox.keymark import check_key
from sagsbud.system.folders import Folders
from sagsbud.system.keys import MasterKey, master_key


def proven_key(folders: Folders, *, on_loopback: bool, ask: Callable[[], str | None] = ask_passphrase) -> MasterKey:
    """As `master_key`. Raises StoreError WRONG_KEY also for one that is whole but not the outbox's."""
    key = master_key(folders, on_loopback=on_loopback, ask=ask)
    check_key(folders.outbox, key.key)
    return key
