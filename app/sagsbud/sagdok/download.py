"""Fetching a published file, by the same rules of trust and proxies as every other request."""

from pathlib import Path

import httpx

from sagsbud.domain.addresses import is_safe
from sagsbud.domain.errors import Busy, SagsbudError, Trouble
from sagsbud.sagdok.errors import refusal, service_errors
from sagsbud.sagdok.transport import connect

CHUNK = 1 << 16
LARGEST = 64 * 1024 * 1024
"""Bytes; a published subject plan has one."""


def download(url: str, target: Path, *, ca_file: Path | None = None, proxy: str | None = None) -> None:
    """Write what stands at `url` to `target`, whole or not at all.

    `proxy` as in `connect`. Raises ServiceError, OSError; SagsbudError UNSAFE_ADDRESS for plain http to another machine.
    """
    if not is_safe(url):
        raise SagsbudError(Trouble.UNSAFE_ADDRESS)
    part = target.with_name(f"{target.name}.part")
    try:
        with connect(url, ca_file=ca_file, proxy=proxy, connections=1) as http, service_errors(writes=False):
            _write(http, url, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _write(http: httpx.Client, url: str, part: Path) -> None:
    with http.stream("GET", url, headers={"Accept": "*/*"}) as response, part.open("wb") as file:
        if not response.is_success:
            raise refusal(response, b"", writes=False)
        written = 0
        for chunk in response.iter_bytes(CHUNK):
            written += file.write(chunk)
            if written > LARGEST:
                raise Busy(None, cause="unintelligible")
