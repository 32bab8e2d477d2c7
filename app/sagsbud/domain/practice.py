"""Practice: what the ordinary window knows of it, and what the window of practice itself knows."""

from collections.abc import Callable

from sagsbud.domain.frozen import frozen


@frozen
class Practice:
    """`enter` leads there from an ordinary window; in the window of practice `remove` has all of it taken away at its end."""

    enter: Callable[[], None] | None = None
    """May block."""
    is_there: Callable[[], bool] = lambda: True
    """Whether anything of practice is kept."""
    tidy: Callable[[], None] = lambda: None
    """Finish what an earlier removal did not come to; may block."""
    remove: Callable[[], None] | None = None
    made: Callable[[], float] = lambda: 1.0
    """How much of the examples is made, while the window of practice is opened."""

    @property
    def is_here(self) -> bool:
        """Whether this is the window of practice."""
        return self.remove is not None
