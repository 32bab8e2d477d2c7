"""What the windows take out of PySide6's way of being loaded: a wrong call must still be told as by PySide6 alone."""

import os
import subprocess
import sys

_WRONG_CALL = """
from PySide6.QtCore import QPoint, QTimer
print("__getattr__" in vars(sys.modules["shibokensupport.signature.parser"]))
for wrong in (lambda: QTimer.singleShot({}, 1, 2), lambda: QPoint("across", "down"), lambda: QPoint(1, 2, 3, 4)):
    try:
        wrong()
    except TypeError as error:
        print(error)
print(QPoint.isNull.__doc__)
print("__getattr__" in vars(sys.modules["shibokensupport.signature.parser"]))
from PySide6.support.signature.lib import enum_sig
print(enum_sig.ExactEnumerator.__name__, sorted(name for name in dir(enum_sig) if "Enum" in name))
print(hasattr(enum_sig, "no_such_name"))
import builtins
print(builtins.compile)
"""


def _told(before: str) -> list[str]:
    """What a new interpreter prints that does `before` and then calls Qt wrongly."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import sys\n{before}\n{_WRONG_CALL}"],
        capture_output=True, text=True, check=True, timeout=60, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return ran.stdout.splitlines()


def test_wrong_calls_are_told_as_ever_and_only_then_read_the_signatures() -> None:
    alone = _told("")
    ours = _told("import sagsbud.ui")
    assert ours[0] == "True", "the parts for signatures are not late any more: PySide6 loads them another way"
    assert alone[0] == "False"
    assert ours[1:] == alone[1:]
    assert any("Supported signatures" in line for line in ours)
    assert ours[-1] == "<built-in function compile>"


def test_what_messages_need_is_read_in_quiet_moments() -> None:
    ahead = "from sagsbud.ui.lateparts import read_ahead\nwhile read_ahead(): pass"
    ours, alone = _told(ahead), _told("")
    assert ours[0] == "False"
    assert ours[1:] == alone[1:]
