"""What stands in the window while it takes long to open: somebody is asked for the keyring's password, or it is updated."""

from sagsbud.i18n import tr
from sagsbud.ui.labels import TextLabel
from sagsbud.ui.startpage import StartPage
from sagsbud.ui.theme import Theme


class AwaitingPage(StartPage):
    """What it waits for, and what to do about it. It ends when something else is shown."""

    def __init__(self, theme: Theme) -> None:
        note = tr("Unlock the keyring if your PC asks for its password: the key to your documents is in it.")
        super().__init__(theme, "lock", "tx2", tr("Sagsbud is opening"), note)
        update = tr(
            "The first time after an update the lists are rebuilt. With very many documents that can take minutes."
        )
        self.add_words(TextLabel(theme, update, "body", "tx2"))
        self.setWindowTitle("Sagsbud")
