"""A caseworker at a desktop of their own: real keys, a real mouse and real drops, seen as a screen reader sees."""
