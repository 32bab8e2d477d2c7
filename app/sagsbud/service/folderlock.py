"""A lock on a folder that ends with its process, however that ends."""

import os
import sys
from pathlib import Path


class FolderLock:
    """Shared by those who serve the folder, exclusive for those who must be alone with it."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def share(self) -> bool:
        """Hold it together with others; False when somebody is alone with the folder."""
        return self._take(exclusive=False)

    def be_alone(self) -> bool:
        """Hold it alone; False when others hold it."""
        return self._take(exclusive=True)

    def release(self) -> None:
        """Let go and close; the object is of no use afterwards."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    if sys.platform == "win32":

        def _take(self, *, exclusive: bool) -> bool:
            import msvcrt

            # Windows knows no shared lock here: each sharer locks one of many bytes, the lonely one all of them
            first, count = (0, 1024) if exclusive else (os.getpid() % 1024, 1)
            os.lseek(self._descriptor, first, os.SEEK_SET)
            try:
                msvcrt.locking(self._descriptor, msvcrt.LK_NBLCK, count)
            except OSError:
                return False
            return True

    else:

        def _take(self, *, exclusive: bool) -> bool:
            import fcntl

            mode = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
            try:
                fcntl.flock(self._descriptor, mode | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True
