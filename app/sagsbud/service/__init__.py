"""The embedded Sag/Dokument service: the reference's wire over SQLite or PostgreSQL, without its traps."""
