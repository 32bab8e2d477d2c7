"""Qt's own words (file dialogs, menus of text fields) in the language of the program."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from sagsbud.i18n import N_, language, tr

SOURCE = "en"
"""What Qt speaks without a catalogue."""
UNKNOWN_TO_QT = frozenset(
    (
        N_("&Look in:"),
        N_("Files of &type:"),
        N_("Folder"),
        N_("Drive"),
        N_("Unknown"),
    )
)
"""Words of Qt that its own catalogue lacks."""


class OwnWords(QTranslator):
    """Says what Qt's own catalogue, asked before this one, does not know."""

    def isEmpty(self) -> bool:
        """There is always something to say."""
        return False

    def translate(
        self,
        _context: str,
        sourceText: str,  # noqa: N803 - Qt's name
        _disambiguation: str | None = None,
        _n: int = -1,
    ) -> str:
        """Our word for it, or its own."""
        return tr(sourceText) if sourceText in UNKNOWN_TO_QT else sourceText


class QtWords:
    """The catalogues Qt uses, one language at a time."""

    def __init__(self) -> None:
        self._translators: list[QTranslator] = []

    def speak(self) -> None:
        """Qt speaks the language in use from now on, English where it has no catalogue for it."""
        self.fall_silent()
        QLocale.setDefault(QLocale("da_DK" if language() == "da" else "en_GB"))
        if language() == SOURCE:
            return
        translator = QTranslator()
        if translator.load(f"qtbase_{language()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            self._translators = [OwnWords(), translator]
            for one in self._translators:
                QCoreApplication.installTranslator(one)

    def fall_silent(self) -> None:
        """Back to Qt's English."""
        QLocale.setDefault(QLocale.system())
        while self._translators:
            QCoreApplication.removeTranslator(self._translators.pop())
