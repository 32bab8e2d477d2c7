"""The OpenAPI document taken at its word, long: `python -m tests.chaos.openapi [--store sqlite] [--cases 5000] [--seed 1]`."""

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sagsbud.service.main import EmbeddedService, Options

from tests.support.openapicases import run_cases
from tests.support.postgres import cluster
from tests.support.processes import client_at


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when no answer was a failure or undocumented."""
    parser = argparse.ArgumentParser(prog="tests.chaos.openapi")
    parser.add_argument("--store", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    wrong = 0
    for store in asked.store or ("sqlite", "postgresql"):
        with contextlib.ExitStack() as closing:
            folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="sagsbud-openapi-")))
            url = f"sqlite:///{folder / 'service.db'}"
            if store == "postgresql":
                url = closing.enter_context(cluster()).database()
            service = EmbeddedService(Options(database=url, content=folder / "content", port=0)).start()
            closing.callback(service.stop)
            client = closing.enter_context(client_at(service.url))
            statuses, problems = run_cases(client, asked.cases, asked.seed)
        print(
            f"{store}: {asked.cases} cases, answers {dict(sorted(statuses.items()))}, wrong: {len(problems)}",
            flush=True,
        )
        for problem in problems[:20]:
            print(f"  {problem}", flush=True)
        wrong += len(problems)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
