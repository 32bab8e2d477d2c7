"""Several documents that are filed together, in words: where they go, and how many stay."""

from collections.abc import Sequence

from sagsbud.domain.ids import ItemId
from sagsbud.domain.sagsobjekter import SagRef
from sagsbud.i18n import trn
from sagsbud.ui.labels import escaped
from sagsbud.ui.texts import count_text


def staying_text(left: int) -> str:
    """`2 bliver i indbakken.`"""
    return trn("{shown} stays in the inbox.", "{shown} stay in the inbox.", left, shown=count_text(left))


def going_text(going: Sequence[tuple[ItemId, SagRef]], left: int) -> str:
    """How many are filed and on what, as markup, and how many stay."""
    count, numbers = len(going), list({sag.sagsnummer for _item, sag in going})
    if len(numbers) == 1:
        sag = f"<b>{escaped(numbers[0])}</b>"
        first = trn(
            "{shown} document will be filed on {sag}.", "{shown} documents will be filed on {sag}.",
            count, shown=count_text(count), sag=sag,
        )  # fmt: skip
    else:
        first = trn(
            "{shown} document will be filed on its case.", "{shown} documents will be filed on their cases.",
            count, shown=count_text(count),
        )  # fmt: skip
    return f"{first} {staying_text(left)}" if left else first
