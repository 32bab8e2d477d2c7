"""Work that blocks, in threads beside the loop that receives and answers."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Done = TypeVar("Done")


def have_threads(number: int) -> None:
    """Give the running loop so many; it waits for them when it ends."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(number, "sagsbud-request"))


async def in_thread(work: Callable[Given, Done], *args: Given.args, **named: Given.kwargs) -> Done:
    """What the work answers. It goes on when nobody waits for it any more."""
    return await asyncio.get_running_loop().run_in_executor(None, partial(work, *args, **named))
