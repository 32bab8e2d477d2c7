"""Python's search for circles of objects while a window opens: it waits until the rows are painted.

Nearly all that is made until then stays for as long as the window, and is looked through again and again for nothing.
What was there when the search begins is left out of it for good, which keeps it short while somebody works.
"""

import gc


class RestingCollector:
    """The collector rests from now on until `go_on`, or until the `end` of the window."""

    def __init__(self) -> None:
        self._was_on = gc.isenabled()
        self._rests = True
        gc.disable()

    def go_on(self) -> None:
        """What is there now stays; look through what comes. Only once: what a later window leaves is to be found."""
        if self._rests:
            self._rests = False
            gc.freeze()
            if self._was_on:
                gc.enable()

    def end(self) -> None:
        """As it was before the window, also when its rows never came to be painted."""
        self._rests = False
        gc.unfreeze()
        if self._was_on:
            gc.enable()
