"""Filing to a service with the manners of the reference, as they were recorded; the long form is
`python -m tests.chaos --reference`."""

from pathlib import Path

import pytest

from tests.chaos.reference import is_there
from tests.chaos.run import Options, run


def test_everything_is_filed_once_whatever_the_reference_answers(tmp_path: Path) -> None:
    if not is_there():
        pytest.skip("the recordings (../shared/conformance) are not there")
    options = Options(filings=12, sager=3, kills=0, seed=3, clients=1, share=0.006, reference=True)
    result = run(tmp_path, options)
    assert result.good, result
    assert result.verdict.journalposter == 12
    assert sum(result.faults.values()) >= 1, result.faults
