"""Qt's own words (file dialogs, menus of text fields) in the language of the program."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from sagsbud.i18n import language

SOURCE = "en"
"""What Qt speaks without a catalogue."""


class QtWords:
    """The catalogue Qt uses, one at a time."""

    def __init__(self) -> None:
        self._translator: QTranslator | None = None

    def speak(self) -> None:
        """Qt speaks the language in use from now on, English where it has no catalogue for it."""
        self.fall_silent()
        if language() == SOURCE:
            return
        translator = QTranslator()
        if translator.load(f"qtbase_{language()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            QCoreApplication.installTranslator(translator)
            self._translator = translator

    def fall_silent(self) -> None:
        """Back to Qt's English."""
        if self._translator:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None
