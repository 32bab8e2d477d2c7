"""Whether a folder lies on a network share, where change events cannot be relied on."""

import os
import sys
from pathlib import Path

SHARE_TYPES = frozenset(
    ["cifs", "smb3", "smbfs", "nfs", "nfs4", "afpfs", "webdav", "davfs", "9p", "sshfs", "fuse.sshfs", "fuse.rclone",
     "fuse.davfs2", "fuse.gvfsd-fuse", "ncpfs", "afs", "ceph", "glusterfs", "fuse.glusterfs", "vboxsf", "prl_fs", "drvfs"]
)  # fmt: skip
DRIVE_REMOTE = 4


def on_share(path: Path) -> bool:
    """Whether the folder is known to be remote; unknown counts as local, as the listing catches up anyway."""
    if sys.platform == "win32":
        return _on_windows_share(path)
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    return file_system(str(path.absolute()), mounts) in SHARE_TYPES


def file_system(path: str, mounts: str) -> str:
    """The type of the file system that holds the path, from the text of `/proc/mounts`; empty when unknown."""
    best, found = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:
            best, found = len(point), fields[2]
    return found


def _on_windows_share(path: Path) -> bool:
    drive = os.path.splitdrive(path.absolute())[0]
    if drive.startswith("\\\\"):
        return True
    import ctypes

    windll = getattr(ctypes, "windll", None)
    return windll is not None and windll.kernel32.GetDriveTypeW(f"{drive}\\") == DRIVE_REMOTE
