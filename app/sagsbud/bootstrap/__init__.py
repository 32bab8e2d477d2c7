"""The composition root: the only place that names concrete classes and hands them to one another."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sagsbud.bootstrap.editions import import_kle, import_kle_from_service, import_published_kle
    from sagsbud.bootstrap.house import House, open_house
    from sagsbud.bootstrap.profile import prepare, utc_now
    from sagsbud.bootstrap.reading import Reader, classifier, open_catalogue, open_reader

__all__ = [
    "House", "Reader", "classifier", "import_kle", "import_kle_from_service", "import_published_kle", "open_catalogue",
    "open_house", "open_reader", "prepare", "utc_now",
]  # fmt: skip

_HOMES = {
    "House": "house",
    "Reader": "reading",
    "classifier": "reading",
    "import_kle": "editions",
    "import_kle_from_service": "editions",
    "import_published_kle": "editions",
    "open_catalogue": "reading",
    "open_house": "house",
    "open_reader": "reading",
    "prepare": "profile",
    "utc_now": "profile",
}


def __getattr__(name: str) -> Any:
    """Load a part when it is asked for: whoever opens a house need not load what only reads and imports."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
