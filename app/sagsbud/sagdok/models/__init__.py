"""The OIO models as data: what each object type may hold, and the checks that follow from it.

The client checks with them before anything leaves the machine, the embedded service before anything is stored.
Field names and enumerations are those of the standard as the reference implementation spells them.
"""

from sagsbud.sagdok.models.check import InvalidObject, check_object
from sagsbud.sagdok.models.moments import INFINITY, MINUS_INFINITY, Moment, parse_moment
from sagsbud.sagdok.models.specs import OBJECT_TYPES, ObjectType

__all__ = [
    "INFINITY",
    "MINUS_INFINITY",
    "OBJECT_TYPES",
    "InvalidObject",
    "Moment",
    "ObjectType",
    "check_object",
    "parse_moment",
]
