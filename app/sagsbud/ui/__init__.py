"""The windows. PySide6 lives here and nowhere below; everything that blocks goes through `operations`."""

import builtins
import linecache

from sagsbud.ui.enumerations import make_quickly
from sagsbud.ui.lateparts import compiled_when_used

make_quickly()
with compiled_when_used():
    import PySide6.QtCore  # noqa: F401 - it puts the `__import__` in place that is taken away below

# One of PySide6's two `__import__`s reads and keeps the source of whatever is imported after it, in search of
# `from __feature__ import`. Nobody here asks for that, and it would cost every start 5 MB. The one below it stays.
vars(builtins)["__import__"] = getattr(builtins, "__orig_import__", builtins.__import__)
linecache.clearcache()
