"""Sagsbud files documents for municipal caseworkers: offline, with suggestions, exactly once."""

__version__ = "0.1.0"
