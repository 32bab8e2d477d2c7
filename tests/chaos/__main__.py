"""`python -m tests.chaos --filings 10000 --sager 500 --kills 200 --seed 1`: one run, its figures, and 0 or 1."""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.chaos.reference import is_there
from tests.chaos.run import SHARE, Options, run


def main() -> int:
    """Run, tell, judge."""
    parser = argparse.ArgumentParser(prog="tests.chaos")
    parser.add_argument("--filings", type=int, default=1000, help="Dokumenter to be made")
    parser.add_argument("--sager", type=int, default=50)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--service-kills", type=int, default=0)
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=SHARE, help="of the requests, for each kind of misfortune")
    parser.add_argument("--patience", type=float, default=3600.0, help="seconds")
    parser.add_argument(
        "--reference", action="store_true", help="behind the reference's recorded manners, not a bad net"
    )
    parser.add_argument("--folder", type=Path, help="where everything is kept; default: a temporary folder")
    args = parser.parse_args()
    if args.reference and not is_there():
        print("skipped: the recordings (../shared/conformance) are not there", file=sys.stderr)
        return 0
    options = Options(
        filings=args.filings, sager=args.sager, kills=args.kills, seed=args.seed, clients=args.clients,
        share=args.share, patience=args.patience, service_kills=args.service_kills, reference=args.reference,
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="sagsbud-chaos-") as temporary:
        folder = args.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        result = run(folder, options, lambda line: print(line, file=sys.stderr, flush=True))
    print(json.dumps({"good": result.good, **asdict(result)}, indent=2, ensure_ascii=False))
    return 0 if result.good else 1


if __name__ == "__main__":
    sys.exit(main())
