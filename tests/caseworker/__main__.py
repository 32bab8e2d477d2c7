"""`python -m tests.caseworker [--keyboard 50] [--mouse 20] [--pictures FOLDER]`: one day, its figures, and 0 or 1."""

import argparse
import os
import sys
from pathlib import Path

from tests.caseworker.desktop import PROGRAMS, missing
from tests.caseworker.documents import MOST, papers
from tests.caseworker.newcomer import FIRST, LIMIT, settle_in
from tests.caseworker.report import figures
from tests.caseworker.run import Options, run


def main() -> int:
    """Work, tell, judge."""
    parser = argparse.ArgumentParser(prog="tests.caseworker", description=__doc__)
    parser.add_argument("--keyboard", type=int, default=50, help="documents filed by keyboard alone")
    parser.add_argument("--mouse", type=int, default=20, help="documents filed by mouse and drop")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="a picture of every tenth document")
    parser.add_argument(
        "--newcomer", action="store_true", help="only the first document of somebody new, to be watched"
    )
    given = parser.parse_args()
    if missing():
        print(f"skipped: needs {' '.join(sorted(set(PROGRAMS.values())))}", file=sys.stderr)
        return 0
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores", flush=True)
    if given.newcomer:
        (paper,) = [paper for paper in papers(MOST) if paper.name == FIRST]
        settled = settle_in(paper, given.pictures, lambda line: print(line, flush=True))
        print(f"newcomer  {settled.seconds:.0f} s, {settled.keys} keys, {settled.clicks} presses, {settled.drags} drags"
              f" until a document of one's own is on a case; goal {LIMIT:.0f} s: {settled.state}")  # fmt: skip
        return 0 if settled.seconds <= LIMIT and settled.state == "FILED" else 1
    options = Options(given.keyboard, given.mouse, given.pictures)
    result = run(options, lambda line: print(line, file=sys.stderr, flush=True))
    for line in figures(result):
        print(line)
    print(f"load {os.getloadavg()[0]:.1f}")
    return 0 if not result.wrong else 1


if __name__ == "__main__":
    sys.exit(main())
