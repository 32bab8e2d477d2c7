"""Python's search for circles of objects, as a window can bear it: on the main thread, a little at a time, at rest the whole.

Left to itself the search begins in whichever thread makes an object too many. Thousands of rows that have just come over
the line are then looked through while everybody waits, and a widget may be ended in a thread that is not its own.
"""

import gc

from PySide6.QtCore import QObject, QTimer

LOOK = 1000
"""Milliseconds between looks."""
FEW = 2000
"""Objects made since the last search, below which there is nothing to search for."""
OFTEN = 10
"""Of so many searches among what is new one also takes what outlived the others."""
LONG = 600
"""Of so many one takes everything: of a window that does not rest for ten minutes."""
QUIET = 5
"""Looks in a row that found few: the window rests, and everything can be searched."""


class RestingCollector(QObject):
    """The search rests from now on until `go_on`, and is Python's own again after the `end` of the window.

    Nearly all that is made while a window opens stays for as long as the window: it is left out of every search after that.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        self._rests = True
        self._searches = 0
        self._quiet = QUIET
        """Looks since the last search among what is new; beyond `QUIET` everything has been searched."""
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self.look)
        gc.disable()

    def go_on(self) -> None:
        """What is there now stays; look through what comes. Only once: what a later window leaves is to be found."""
        if self._rests:
            self._rests = False
            gc.freeze()
            self._timer.start()

    def look(self) -> None:
        """Search among what is new when there is much of it, and among everything once hardly anything is made."""
        if gc.get_count()[0] > FEW:
            self._quiet = 0
            self._searches += 1
            gc.collect(2 if self._searches % LONG == 0 else 1 if self._searches % OFTEN == 0 else 0)
        elif self._quiet < QUIET:
            self._quiet += 1
            if self._quiet == QUIET:
                gc.collect()

    def end(self) -> None:
        """As it was before the window, also when its rows never came to be painted."""
        self._rests = False
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()
