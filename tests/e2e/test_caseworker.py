"""The short form of a caseworker's day with real keys and drops; the long one is `python -m tests.caseworker`."""

from tests.caseworker.desktop import PROGRAMS, missing
from tests.caseworker.run import Options, run
from tests.support.packages import need


def test_documents_are_filed_by_keys_alone_and_by_drops() -> None:
    need("desktop to work at", tuple(sorted(set(PROGRAMS.values()))), missing)

    result = run(Options(keyboard=4, mouse=2, settings={"undo_seconds": 1}))

    assert result.wrong == []
    typed, dropped = result.filed[:4], result.filed[4:]
    assert [(one.keys, one.clicks, one.why) for one in typed] == [(1, 0, ())] * 4
    assert [(one.keys, one.drags > 0) for one in dropped] == [(0, True)] * 2
