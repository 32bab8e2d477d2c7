"""Containers given out document by document, each parsed in a child process: behind the domain's `Opener`."""

import os
from collections.abc import Iterator
from pathlib import Path

from sagsbud.domain.batches import Member
from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.domain.extract import Kind
from sagsbud.extract.child import ChildProcess
from sagsbud.extract.limits import Limits
from sagsbud.extract.wire import ErrorAnswer, MemberAnswer, NextTask, OpenTask

DEATHS_IN_A_ROW = 5
"""So many documents one after another that kill their child are the container's own damage."""
OF_THE_WHOLE = frozenset(
    {Trouble.DAMAGED, Trouble.ENCRYPTED, Trouble.UNSUPPORTED, Trouble.NOT_FOUND, Trouble.NOT_READABLE}
)
"""What is said of a container before its first document is said of all of it."""


class ChildOpener:
    """A child of its own for each container. A document that kills it is that document's trouble, and the next follows."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()

    def members(self, path: Path, kind: Kind, after: int = 0) -> Iterator[Member]:
        """The documents past the first `after`, in the container's order. Raises ExtractError when it cannot be opened."""
        position, deaths = after, 0
        child: ChildProcess | None = None
        try:
            while True:
                try:
                    child = child or self._open(path, kind, position)
                    answer = self._next(child)
                except ExtractError as error:
                    position, deaths = position + 1, deaths + 1
                    if deaths >= DEATHS_IN_A_ROW or (position == after + 1 and error.trouble in OF_THE_WHOLE):
                        raise
                    if child is not None:
                        child.kill()
                    child = None
                    yield Member(position, "", "", trouble=error.trouble)
                    continue
                if not answer.position:
                    return
                position, deaths = answer.position, 0
                yield Member(position, answer.name, answer.mime, answer.content, answer.share, answer.trouble)
        finally:
            if child is not None:
                child.kill()

    def _next(self, child: ChildProcess) -> MemberAnswer:
        """The next document. Raises ExtractError; the child is then not to be asked again."""
        answer = child.ask(NextTask(), b"")
        if isinstance(answer, ErrorAnswer):
            raise ExtractError(answer.trouble, **answer.params)
        assert isinstance(answer, MemberAnswer)
        return answer

    def _open(self, path: Path, kind: Kind, after: int) -> ChildProcess:
        child = ChildProcess(self._limits)
        try:
            child.ask(OpenTask(os.fsencode(path.absolute()), kind, after), b"")
        except BaseException:
            child.kill()
            raise
        return child
