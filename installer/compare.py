"""Compare two builds of the package: `python -m installer.compare ONE.deb OTHER.deb`; 1 when they differ unexpectedly."""

import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

EXPECTED: dict[str, str] = {}
"""Members that may differ between two builds of one commit, each with its reason."""
PARTS = {"files": "--fsys-tarfile", "control": "--ctrl-tarfile"}
Member = tuple[str, ...]


def differences(one: Path, other: Path) -> Iterator[str]:
    """Every member that is in one alone, or differs in kind, rights, owner, time, link or content."""
    for part in PARTS:
        mine, theirs = _members(one, part), _members(other, part)
        for name in sorted(mine.keys() ^ theirs.keys()):
            yield f"{name}: only in {(one if name in mine else other).name}"
        for name in sorted(mine.keys() & theirs.keys()):
            if mine[name] != theirs[name]:
                yield f"{name}: {_told(mine[name], theirs[name])}"


def _members(package: Path, part: str) -> dict[str, Member]:
    raw = subprocess.run(["dpkg-deb", PARTS[part], package], capture_output=True, check=True).stdout
    found: dict[str, Member] = {}
    with tarfile.open(fileobj=io.BytesIO(raw)) as opened:
        for member in opened:
            content = opened.extractfile(member) if member.isreg() else None
            digest = sha256(content.read()).hexdigest() if content else ""
            about = (oct(member.mode), f"{member.uname}:{member.gname}", str(int(member.mtime)))
            found[f"{part}/{member.name}"] = (member.type.decode(), *about, member.linkname, digest)
    return found


def _told(mine: Member, theirs: Member) -> str:
    names = ("kind", "rights", "owner", "time", "link", "content")
    return ", ".join(name for name, a, b in zip(names, mine, theirs, strict=True) if a != b)


def main(arguments: Sequence[str]) -> int:
    """Print every difference, with the reason of an expected one."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    one, other = map(Path, arguments)
    unexpected = 0
    for difference in differences(one, other):
        reason = next((why for name, why in EXPECTED.items() if difference.startswith(name)), "")
        unexpected += not reason
        print(difference + (f" (expected: {reason})" if reason else ""))
    alike = one.read_bytes() == other.read_bytes()
    print("the same to the last byte" if alike else f"{unexpected} unexpected differences")
    return 1 if unexpected else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
