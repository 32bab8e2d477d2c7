"""Outlook messages from nothing: a compound file of named streams ([MS-CFB]) and the properties in it ([MS-OXMSG])."""

import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5
Tree = Mapping[str, "bytes | Tree"]

UNICODE, STRING8, BINARY, LONG, TIME = 0x1F, 0x1E, 0x102, 0x03, 0x40


def compound(tree: Tree) -> bytes:
    """A compound file of version 3 with these storages and streams."""
    writer = _Writer()
    writer.add("Root Entry", tree, ROOT)
    return writer.bytes()


class _Writer:
    def __init__(self) -> None:
        self.entries: list[list[object]] = []
        self.sectors: list[bytes] = []
        self.fat: list[int] = []
        self.mini = bytearray()
        self.mini_fat: list[int] = []

    def add(self, name: str, content: "bytes | Tree", kind: int) -> int:
        """One directory entry with all below it; its number. Siblings hang on one another to the right."""
        number = len(self.entries)
        entry: list[object] = [name, kind, FREE, FREE, END, 0]
        self.entries.append(entry)
        if isinstance(content, bytes):
            entry[4], entry[5] = self._store(content), len(content)
            return number
        previous: list[object] | None = None
        for child, inside in sorted(content.items(), key=lambda item: (len(item[0]), item[0].upper())):
            at = self.add(child, inside, STREAM if isinstance(inside, bytes) else STORAGE)
            if previous is None:
                entry[3] = at
            else:
                previous[2] = at
            previous = self.entries[at]
        return number

    def _store(self, content: bytes) -> int:
        if not content:
            return END
        if len(content) >= CUTOFF:
            return self._chain(content)
        first = len(self.mini_fat)
        count = -(-len(content) // MINI)
        self.mini += content.ljust(count * MINI, b"\0")
        self.mini_fat += [*range(first + 1, first + count), END]
        return first

    def _chain(self, content: bytes) -> int:
        first = len(self.sectors)
        count = -(-len(content) // SECTOR)
        self.sectors += [content[n * SECTOR : (n + 1) * SECTOR].ljust(SECTOR, b"\0") for n in range(count)]
        self.fat += [*range(first + 1, first + count), END]
        return first

    def bytes(self) -> bytes:
        if self.mini:
            self.entries[0][4], self.entries[0][5] = self._chain(bytes(self.mini)), len(self.mini)
        directory = self._chain(b"".join(_entry(*entry) for entry in self.entries))  # type: ignore[arg-type]
        mini_count = -(-len(self.mini_fat) * 4 // SECTOR)
        packed = struct.pack(f"<{len(self.mini_fat)}I", *self.mini_fat)
        mini_fat = self._chain(packed.ljust(mini_count * SECTOR, b"\xff")) if mini_count else END
        fat_count = 1
        while (len(self.fat) + fat_count) * 4 > fat_count * SECTOR:
            fat_count += 1
        places = range(len(self.sectors), len(self.sectors) + fat_count)
        fat = [*self.fat, *([FAT] * fat_count)]
        table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_count * SECTOR, b"\xff")
        head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
        head += struct.pack("<HHHHH6xIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_count, directory, 0)
        head += struct.pack("<IIIII", CUTOFF, mini_fat, mini_count, END, 0)
        head += struct.pack(f"<{fat_count}I", *places)
        return head.ljust(SECTOR, b"\xff") + b"".join(self.sectors) + table


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    entry = written.ljust(64, b"\0") + struct.pack("<HBBIII", len(written), kind, 1, FREE, right, child)
    return entry.ljust(116, b"\0") + struct.pack("<II", start, size) + bytes(4)


Property = tuple[int, int, "str | int | bytes | datetime"]
"""Tag, type and value."""


def properties(values: Sequence[Property], head: int, codec: str = "cp1252") -> dict[str, bytes]:
    """The streams of one storage: a fixed table behind `head` reserved bytes, and one stream for each longer value."""
    table = bytearray(head)
    streams: dict[str, bytes] = {}
    for tag, kind, value in values:
        if isinstance(value, datetime):
            ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds() * 10_000_000)
            table += struct.pack("<HHIQ", kind, tag, 6, ticks)
            continue
        if isinstance(value, int):
            table += struct.pack("<HHIQ", kind, tag, 6, value)
            continue
        data = value if isinstance(value, bytes) else value.encode("utf-16-le" if kind == UNICODE else codec)
        streams[f"__substg1.0_{tag:04X}{kind:04X}"] = data
        table += struct.pack("<HHIQ", kind, tag, 6, len(data))
    return streams | {"__properties_version1.0": bytes(table)}


def message(
    values: Sequence[Property],
    recipients: Sequence[Sequence[Property]] = (),
    attachments: Sequence[Sequence[Property]] = (),
    nested: Mapping[int, Tree] | None = None,
    *,
    head: int = 32,
    codec: str = "cp1252",
) -> dict[str, "bytes | Tree"]:
    """A message's storage; `nested` are messages attached, by the number of their attachment."""
    tree: dict[str, bytes | Tree] = {**properties(values, head, codec)}
    for number, one in enumerate(recipients):
        tree[f"__recip_version1.0_#{number:08X}"] = properties(one, 8, codec)
    for number, one in enumerate(attachments):
        inside: dict[str, bytes | Tree] = {**properties(one, 8, codec)}
        if nested and number in nested:
            inside["__substg1.0_3701000D"] = nested[number]
        tree[f"__attach_version1.0_#{number:08X}"] = inside
    return tree
