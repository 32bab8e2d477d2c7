"""The windows. PySide6 lives here and nowhere below; everything that blocks goes through `operations`."""
