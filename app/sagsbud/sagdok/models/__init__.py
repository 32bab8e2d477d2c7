"""The OIO models: what each object type may hold, the checks that follow from it, and objects as types.

The client checks with them before anything leaves the machine, the embedded service before anything is stored.
Field names and enumerations are those of the standard as the reference implementation spells them.
"""

from sagsbud.sagdok.models.check import check_object
from sagsbud.sagdok.models.checkedvalues import InvalidObject
from sagsbud.sagdok.models.limits import SDI, STANDARD_ONLY, Limits
from sagsbud.sagdok.models.moments import INFINITY, MINUS_INFINITY, Moment, parse_moment
from sagsbud.sagdok.models.specs import OBJECT_TYPES, ObjectType

__all__ = [
    "INFINITY",
    "MINUS_INFINITY",
    "OBJECT_TYPES",
    "SDI",
    "STANDARD_ONLY",
    "InvalidObject",
    "Limits",
    "Moment",
    "ObjectType",
    "check_object",
    "parse_moment",
]
