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

_EVERY_ENUMERATION = """
import copy, enum, pickle, re
from PySide6 import QtCore, QtGui, QtWidgets
print(enum.Enum("Own", "first second").__module__)
print(list(enum.IntFlag("Mixed", [("high", 4), ("low", 1), ("both", 5), ("again", 1), ("none", 0)])))
print(enum.IntEnum("Named", [("real", 3), ("plain", 4)]).plain.__objclass__)
def bits(member):
    try:
        return list(member)
    except AttributeError:
        return "a bit without a name"
def told(kind):
    print(kind.__module__, kind.__qualname__, kind.__mro__, kind.__members__, list(kind), len(kind), sorted(dir(kind)))
    members = kind.__members__.values()
    parts = sorted((name, repr(getattr(kind, name))) for name in vars(kind) if not name.startswith("__"))
    print(re.sub(" at 0x[0-9a-f]+", "", str(parts)))
    print([(str(one), repr(one), one.name, one.value, sorted(vars(one).items(), key=str)) for one in members])
    print([kind(one.value) is one and kind[one.name] is one and copy.copy(one) is one for one in members])
    if issubclass(kind, enum.Flag):
        print([(repr(~one), repr(one | kind(1)), bits(one)) for one in members if one.value >= 0])
seen = set()
def look(holder):
    for name, part in sorted(vars(holder).items()):
        if isinstance(part, type) and part not in seen and str(part.__module__).startswith("PySide6"):
            seen.add(part)
            told(part) if isinstance(part, enum.EnumType) else look(part)
for module in (QtCore, QtGui, QtWidgets):
    for name in dir(module):
        getattr(module, name)
    look(module)
from PySide6.QtCore import Qt
print(pickle.loads(pickle.dumps(Qt.Key.Key_A)) is Qt.Key.Key_A)
print(sum(isinstance(one, enum.EnumType) for one in seen) > 300)
"""


def _told(before: str, asked: str = _WRONG_CALL) -> list[str]:
    """What a new interpreter prints that does `before` and then what is `asked`: at first to call Qt wrongly."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import sys\n{before}\n{asked}"],
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


def test_enumerations_made_quickly_are_those_python_makes() -> None:
    ours, alone = _told("import sagsbud.ui", _EVERY_ENUMERATION), _told("", _EVERY_ENUMERATION)
    assert ours == alone
    assert ours[-1] == "True", "the enumerations of Qt are not where this looks for them"


def test_enumerations_are_made_quickly() -> None:
    from enum import EnumType

    assert sys.version_info[:2] != (3, 11) or EnumType._create_.__module__ == "sagsbud.ui.enumerations"  # type: ignore[attr-defined]
