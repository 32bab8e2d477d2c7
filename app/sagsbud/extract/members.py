"""Containers of many documents, opened where they lie and given out one document at a time; runs in the child."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Kind
from sagsbud.extract.limits import Limits
from sagsbud.extract.mboxsplit import split
from sagsbud.extract.names import guess_mime, safe_name
from sagsbud.extract.readers.archive import documents_in, name_of
from sagsbud.extract.readers.mailbox import mail_name
from sagsbud.extract.wire import MemberAnswer
from sagsbud.extract.zipguard import MEMBER_BYTES, absurd, member

MAIL = "message/rfc822"


def members(path: str, kind: Kind, after: int, limits: Limits) -> Iterator[MemberAnswer]:
    """The documents past the first `after`. Raises ExtractError, at the first of them when it cannot be opened."""
    match kind:
        case Kind.MBOX:
            return _of_mailbox(Path(path), after, limits)
        case Kind.PST:
            return _of_pst(Path(path), after)
        case Kind.ZIP:
            return _of_zip(Path(path), after)
        case _:
            raise ExtractError(Trouble.UNSUPPORTED, kind=kind.value)


def _of_mailbox(path: Path, after: int, limits: Limits) -> Iterator[MemberAnswer]:
    size = max(1, path.stat().st_size)
    with path.open("rb") as box:
        for position, (mail, behind) in enumerate(split(box, limits.content_bytes), start=1):
            if position <= after:
                continue
            if mail is None:
                yield MemberAnswer(position, "", MAIL, share=behind / size, trouble=Trouble.TOO_LARGE_TO_READ)
            else:
                yield MemberAnswer(position, mail_name(mail, position), MAIL, mail, behind / size)


def _of_pst(path: Path, after: int) -> Iterator[MemberAnswer]:
    from sagsbud.extract.readers.pst import count, mail_of, messages, opened

    with opened(str(path)) as root:
        total = max(1, count(root))
        for position, message in enumerate(messages(root), start=1):
            if position <= after:
                continue
            share = min(1.0, position / total)
            mail = mail_of(message) if message is not None else None
            if mail is None:
                yield MemberAnswer(position, "", MAIL, share=share, trouble=Trouble.DAMAGED)
            elif mail.content:
                yield MemberAnswer(position, mail.name, MAIL, mail.content, share)
            else:
                yield MemberAnswer(position, "", MAIL, share=share, trouble=Trouble.UNSUPPORTED)


def _of_zip(path: Path, after: int) -> Iterator[MemberAnswer]:
    try:
        container = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise ExtractError(Trouble.DAMAGED, why="zip") from error
    with container:
        infos = documents_in(container)
        for position, info in enumerate(infos, start=1):
            if position <= after:
                continue
            name, share = safe_name(name_of(info)), position / len(infos)
            if absurd(info):
                yield MemberAnswer(position, name, "", share=share, trouble=Trouble.TOO_LARGE_TO_READ)
                continue
            try:
                data = member(container, info, MEMBER_BYTES) or b""
            except ExtractError as error:
                yield MemberAnswer(position, name, "", share=share, trouble=error.trouble)
                continue
            trouble = None if data else Trouble.EMPTY
            yield MemberAnswer(position, name, guess_mime(name, data) if data else "", data, share, trouble)
