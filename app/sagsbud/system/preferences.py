"""The settings of a running program: read once, looked at again while it runs, changed by the user where allowed."""

import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sagsbud.domain.errors import PolicyError, StoreError, Trouble
from sagsbud.domain.settings import Explained, SettingProblem
from sagsbud.system.layers import LastGood, LayerReader, write_json
from sagsbud.system.neutral import place_of
from sagsbud.system.places import Places
from sagsbud.system.schema import SCHEMA
from sagsbud.system.settings import Settings, plain

log = logging.getLogger(__name__)

LOOK_INTERVAL = 2.0
"""Seconds between looks at the sources: a handful of small files, none of them on the way of a document."""
Listener = Callable[[frozenset[str]], None]


class LivePreferences:
    """The domain's Preferences over the layers of one profile."""

    def __init__(self, places: Places, user_file: Path) -> None:
        self._user_file = user_file
        self._reader = LayerReader(places, user_file, LastGood(user_file.with_name("last-good.json")))
        self._reading = threading.RLock()
        self._listeners: list[Listener] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sagsbud-settings", daemon=True)
        self._layers = self._reader.read()
        self._current = self._layers.settings()

    @property
    def current(self) -> Settings:
        """All values that hold now."""
        return self._current

    def value(self, key: str) -> Any:
        """The value that holds now, as JSON has it."""
        if key not in SCHEMA:
            raise KeyError(key)
        return plain(getattr(self._current, key))

    def locked(self, key: str) -> bool:
        """Whether the organisation decided it."""
        return next(one.locked for one in self.explain() if one.key == key)

    def explain(self) -> list[Explained]:
        """Every setting with its winner."""
        return self._layers.explain()

    def problems(self) -> tuple[SettingProblem, ...]:
        """What is wrong in the sources."""
        return self._layers.problems

    def change(self, key: str, value: Any) -> None:
        """Write the user's choice and let it hold at once; None takes the choice back where the schema has no None."""
        checked = None if value is None and SCHEMA[key].default is not None else SCHEMA[key].check(value)
        if self.locked(key) or SCHEMA[key].machine_only:
            raise PolicyError(key=key)
        with self._reading:
            chosen = self._chosen()
            chosen.pop(key, None)
            if checked is not None:
                chosen[key] = plain(checked)
            try:
                write_json(self._user_file, chosen)
            except OSError:
                raise StoreError(Trouble.STORE_READ_ONLY) from None
        self.look()

    def _chosen(self) -> dict[str, Any]:
        """The user's file as it is, entries we do not know included; one that cannot be read is set aside."""
        try:
            chosen = json.loads(self._user_file.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            chosen = None
        if isinstance(chosen, dict):
            return chosen
        self._user_file.replace(self._user_file.with_suffix(".unreadable"))
        kept = next((given for given in self._layers.given if given.source == str(self._user_file)), None)
        return {key: plain(value) for key, value in kept.values.items()} if kept else {}

    # -- while the program runs ---------------------------------------------------------------------------

    def start(self) -> None:
        """Look at the sources again and again in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """End that thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> frozenset[str]:
        """Read all sources again and tell the listeners which keys have another value, or that other things are wrong; those keys."""
        with self._reading:
            before, wrong = self._current, self._layers.problems
            self._layers = self._reader.read()
            self._current = self._layers.settings()
            changed = frozenset(key for key in SCHEMA if getattr(before, key) != getattr(self._current, key))
        if self._layers.problems != wrong and self._layers.problems:
            log.info("%d things in the settings cannot be used; the last good values hold", len(self._layers.problems))
        if changed or self._layers.problems != wrong:
            self._tell(changed)
        return changed

    def _tell(self, changed: frozenset[str]) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(changed)
            except Exception as error:  # noqa: BLE001 - one listener's defect must not keep the others in the dark
                log.error("a change of settings was not followed: %s", place_of(error))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear which keys changed."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_INTERVAL):
            self.look()
