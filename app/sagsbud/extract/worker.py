"""The child's own program: reads tasks from stdin, answers on stdout, and imports a reader only when a file needs it."""

import os
import sys
from collections.abc import Iterator

from sagsbud.domain.errors import ExtractError, Trouble
from sagsbud.extract.limits import Limits, hold_cpu, hold_process
from sagsbud.extract.wire import (
    Answer,
    BrokenWire,
    ErrorAnswer,
    MailPageAnswer,
    MailPageTask,
    MemberAnswer,
    NextTask,
    OpenTask,
    ReadAnswer,
    ReadTask,
    RenderAnswer,
    Task,
    receive_task,
    send,
)
from sagsbud.ownprogram import own_wires

RECURSION = 1200
"""Deep enough for honest files; a hostile one meets RecursionError before the C stack ends."""


def main() -> None:
    """Serve until the parent closes the wire."""
    limits = _limits(sys.argv[-1])
    hold_process(limits)
    sys.setrecursionlimit(RECURSION)
    tasks, answers = own_wires()
    opened = Opened()
    while (received := receive_task(tasks)) is not None:
        task, content = received
        del received
        hold_cpu(limits.cpu_seconds)
        answer = answer_to(task, content, limits, opened)
        del content
        try:
            send(answers, answer)
        except BrokenWire:
            return
        if isinstance(answer, ErrorAnswer) and answer.last:
            return


def _limits(argument: str) -> Limits:
    cpu, memory, children, text = (int(part) for part in argument.split(","))
    return Limits(cpu_seconds=cpu, memory_bytes=memory, children_bytes=children, text_chars=text)


class Opened:
    """The container this child has open, if any."""

    members: "Iterator[MemberAnswer]" = iter(())


def answer_to(task: Task, content: bytes, limits: Limits, opened: Opened) -> Answer:
    """The answer to one task; every failure is a named error."""
    try:
        if isinstance(task, ReadTask):
            from sagsbud.extract.reading import read

            own = frozenset(task.own_domains)
            return ReadAnswer(read(task.name, content, task.received_at, limits, own, ocr=task.ocr))
        if isinstance(task, MailPageTask):
            from sagsbud.extract.mailpage import mail_page

            return MailPageAnswer(mail_page(task.name, content))
        if isinstance(task, OpenTask):
            from sagsbud.extract.members import members

            opened.members = members(os.fsdecode(task.path), task.kind, task.after, limits)
            return MemberAnswer()
        if isinstance(task, NextTask):
            return next(opened.members, MemberAnswer())
        from sagsbud.extract.rendering import render

        return RenderAnswer(render(content, task.page, task.width, task.ranges))
    except ExtractError as error:
        return ErrorAnswer(error.trouble, error.params)
    except FileNotFoundError:
        return ErrorAnswer(Trouble.NOT_FOUND)
    except PermissionError:
        return ErrorAnswer(Trouble.NOT_READABLE)
    except MemoryError:
        return ErrorAnswer(Trouble.READING_OUT_OF_MEMORY, last=True)
    except RecursionError:
        return ErrorAnswer(Trouble.TOO_LARGE_TO_READ, {"what": "nesting"})
    except Exception as error:  # noqa: BLE001 - any failure of a reader is this file's error, named for the report
        return ErrorAnswer(Trouble.DAMAGED, {"why": type(error).__name__})


if __name__ == "__main__":
    main()
