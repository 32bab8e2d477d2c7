"""The ways to show a service who is calling. A client is given one of them, or none.

    SagDokumentClient(url, authorization=Bearer("…"))

A client certificate is not among them: it is part of the way to the service (`transport`).
"""

import base64
import gzip
from typing import Protocol, runtime_checkable


class Authorization(Protocol):
    """Gives the value of the Authorization header, or None; asked before each request. A plain function will do."""

    def __call__(self) -> str | None:
        """The value. Raises LoginNeeded when somebody has to log in first."""


@runtime_checkable
class Renewable(Protocol):
    """An Authorization that can get a new value when the service takes the old one no longer."""

    def __call__(self) -> str | None:
        """The value. Raises LoginNeeded when somebody has to log in first."""

    def renew(self, refused: str) -> bool:
        """Get another value than the refused one; False when there is none."""


class Bearer:
    """One token for as long as it lasts."""

    def __init__(self, token: str) -> None:
        self._value = f"Bearer {token}"

    def __repr__(self) -> str:
        return "Bearer(…)"

    def __call__(self) -> str:
        return self._value


class SamlAssertion:
    """A SAML 2.0 assertion in the form the reference wants it: packed, in one line.

    `assertion` is the XML an STS has issued; its lifetime (an hour, as a rule) is the caller's to watch.
    """

    def __init__(self, assertion: bytes) -> None:
        packed = base64.b64encode(gzip.compress(assertion, mtime=0)).decode()
        self._value = f"saml-gzipped {packed}"

    def __repr__(self) -> str:
        return "SamlAssertion(…)"

    def __call__(self) -> str:
        return self._value
