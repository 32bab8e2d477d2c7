"""How many documents a list has, beside its name."""

from sagsbud.domain.suggestions import Band
from sagsbud.engine.views import View
from sagsbud.i18n import tr, trn
from sagsbud.ui.inbox.model import RowModel
from sagsbud.ui.labels import CutLabel
from sagsbud.ui.texts import count_text


class CountLabel(CutLabel):
    """All of a view, of the inbox how many are sure; of what is narrowed how many were found."""

    def say(self, model: RowModel, count: int) -> None:
        """Of so many in the view; of those that are all there, as they stand below. Of what could not be read nothing."""
        if model.failure:
            self.setText("")
        elif model.listing.narrowed:
            self._say_found(model)
        elif model.view is View.INBOX and model.whole and (rows := model.rowCount()):
            sure = sum(1 for at in range(rows) if (row := model.row(at)) and row.band is Band.SURE)
            said = {"all": count_text(rows), "sure": count_text(sure)}
            if sure == rows:
                self.setText(trn("{sure} sure", "{sure} sure", sure, **said))
            else:
                self.setText(trn("{all}, {sure} of them sure", "{all}, {sure} of them sure", sure, **said))
        else:
            self.setText(count_text(count) if count else "")

    def _say_found(self, model: RowModel) -> None:
        """What is said stays until the answer to what is asked for now has come."""
        if model.found is not None:
            self.setText(tr("{found} found", found=count_text(model.found)))
        elif model.is_read:
            self.setText(tr("{found} found", found=count_text(model.rowCount()) + "+"))
