"""A client process that sends a large file to a service and fetches it again: `python -m tests.bench._transfer URL FILE TARGET`.

Prints as JSON how long each took (seconds) and the most memory the process ever had (bytes).
"""

import json
import sys
import time
from pathlib import Path
from uuid import uuid4

from sagsbud.sagdok import SagDokumentClient

from tests.bench._serving import peak_memory
from tests.support.oio import dokument


def main() -> None:
    """Send, fetch, tell."""
    url, source, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    uuid = uuid4()
    with SagDokumentClient(url) as client:
        begun = time.perf_counter()
        with source.open("rb") as content:
            client.put("dokument", "dokument", uuid, dokument("Film", "film"), {"film": content})
        sent = time.perf_counter()
        found = client.newest("dokument", "dokument", uuid)
        assert found
        (path,) = (
            period["indhold"]
            for variant in found["varianter"]
            for part in variant["dele"]
            for period in part["egenskaber"]
        )
        asked = time.perf_counter()
        with client.content(path) as chunks, target.open("wb") as copy:
            for chunk in chunks:
                copy.write(chunk)
        fetched = time.perf_counter()
    print(json.dumps({"upload": sent - begun, "download": fetched - asked, "peak": peak_memory()}))


if __name__ == "__main__":
    main()
