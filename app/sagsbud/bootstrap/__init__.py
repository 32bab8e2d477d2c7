"""The composition root: the only place that names concrete classes and hands them to one another."""

from typing import TYPE_CHECKING

from sagsbud.lazily import loading

if TYPE_CHECKING:
    from sagsbud.bootstrap.editions import import_kle, import_kle_from_service, import_published_kle
    from sagsbud.bootstrap.house import House, open_house
    from sagsbud.bootstrap.profile import prepare, utc_now
    from sagsbud.bootstrap.reading import Reader, classifier, open_catalogue, open_reader

__all__ = [
    "House", "Reader", "classifier", "import_kle", "import_kle_from_service", "import_published_kle", "open_catalogue",
    "open_house", "open_reader", "prepare", "utc_now",
]  # fmt: skip

__getattr__ = loading(
    __name__,
    {
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
    },
)
"""Whoever opens a house need not load what only reads and imports."""
