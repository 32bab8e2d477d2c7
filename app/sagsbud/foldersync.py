"""What every room that keeps files asks of the disk: that the names in a folder outlive a power loss."""

import os
from pathlib import Path


def sync_folder(folder: Path | str) -> None:
    """Make what was made, renamed or removed in the folder durable. Raises OSError."""
    if os.name == "nt":  # a folder cannot be opened for syncing there; NTFS journals the rename itself
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
