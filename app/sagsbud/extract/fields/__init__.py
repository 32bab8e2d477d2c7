"""What can be read out of a document, one module a field; each value with the evidence that decided."""

from sagsbud.extract.fields.find import find_fields

__all__ = ["find_fields"]
