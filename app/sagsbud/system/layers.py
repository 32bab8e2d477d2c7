"""The layers of settings: read from their sources, checked key by key, and laid on top of one another.

Weakest first: built in, the presets of the machine file and of the policy, the user's own file, then what the machine
file and the policy have locked. A value that is wrong gives a problem and the last good value of the same place.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from sagsbud.domain.frozen import frozen
from sagsbud.domain.settings import Explained, Layer, SettingProblem, SettingTrouble
from sagsbud.system.folders import make_private
from sagsbud.system.places import HIVES, POLICY_KEY, PRESET_SUBKEY, Places, Registry
from sagsbud.system.schema import SCHEMA
from sagsbud.system.settings import Settings, plain, settings_of

Values = Mapping[str, Any]


LISTS = frozenset({"domains", "uuids", "review_reasons", "kle_groups"})
"""Kinds of value that are lists of words: one a line in a policy, or all in one text."""


class Section(StrEnum):
    """How strong a value of a source is: a preset gives way to the user, a locked one does not."""

    PRESET = "preset"
    USER = "user"
    LOCKED = "locked"


@frozen
class Given:
    """The good values of one section of one source, in the schema's own types."""

    layer: Layer
    source: str
    section: Section
    values: Values


@frozen
class Layers:
    """Everything that was read, and what is wrong with it."""

    given: tuple[Given, ...] = ()
    problems: tuple[SettingProblem, ...] = ()

    @property
    def strongest_last(self) -> list[Given]:
        """In the order in which they are laid on top of one another."""
        order = list(Section)
        return sorted(self.given, key=lambda given: order.index(given.section))  # stable: sources keep their order

    def settings(self) -> Settings:
        """The values that hold."""
        values: dict[str, Any] = {}
        for given in self.strongest_last:
            values |= given.values
        return settings_of(values)

    def explain(self) -> list[Explained]:
        """Each setting with its winner."""
        winners: dict[str, Given] = {}
        for given in self.strongest_last:
            winners |= dict.fromkeys(given.values, given)
        return [_explained(key, winners.get(key)) for key in SCHEMA]


def _explained(key: str, winner: Given | None) -> Explained:
    if winner is None:
        return Explained(key, plain(SCHEMA[key].default), Layer.BUILT_IN, locked=False)
    locked = winner.section is Section.LOCKED
    return Explained(key, plain(winner.values[key]), winner.layer, locked, winner.source)


def write_json(path: Path, value: Any) -> None:
    """Replace the file whole. Raises OSError."""
    make_private(path.parent)
    waiting = path.with_suffix(f".{os.getpid()}.tmp")
    waiting.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    waiting.replace(path)


class LastGood:
    """The values of each source as they last were without a problem, kept beside the user's settings."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = self._read()

    def of(self, source: str, section: Section) -> Values:
        """What this section of the source last held, checked anew against the schema of today."""
        kept = self._kept.get(source, {})
        values = kept.get(section.value, {}) if isinstance(kept, dict) else {}
        return _good(values if isinstance(values, dict) else {})

    def keep(self, given: Iterable[Given]) -> None:
        """Remember what holds now; where a value was wrong, that is the one before it."""
        kept: dict[str, Any] = {}
        for one in given:
            if one.values:
                kept.setdefault(one.source, {})[one.section.value] = {k: plain(v) for k, v in one.values.items()}
        if kept == self._kept or not (kept or self._path.exists()):
            return
        self._kept = kept
        try:
            write_json(self._path, kept)
        except OSError:
            return  # on a read-only disk nothing can be remembered; what is in memory still holds

    def _read(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}


def _good(values: Values) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        if key in SCHEMA:
            try:
                found[key] = SCHEMA[key].check(value)
            except ValueError:
                continue
    return found


@dataclass
class LayerReader:
    """Reads every source of one profile. `user_file` may be missing, as all others may."""

    places: Places
    user_file: Path | None
    last_good: LastGood
    _given: list[Given] = field(default_factory=list)
    _problems: list[SettingProblem] = field(default_factory=list)

    def read(self) -> Layers:
        """What all sources say now. Never raises: what is wrong is among the problems."""
        self._given, self._problems = [], []
        self._organisation(Layer.MACHINE, self.places.machine)
        for policy in self.places.policies:
            self._organisation(Layer.POLICY, policy)
        if self.places.registry:
            for hive in HIVES:
                self._registry(self.places.registry, hive)
        if self.user_file:
            found = self._json(Layer.USER, self.user_file)
            self._take(Layer.USER, str(self.user_file), Section.USER, found)
        layers = Layers(tuple(self._given), tuple(self._problems))
        self.last_good.keep(layers.given)
        return layers

    def _organisation(self, layer: Layer, path: Path) -> None:
        """A file with the sections `preset` and `locked`."""
        found, source = self._json(layer, path), str(path)
        if found is not None:
            for key in found.keys() - {Section.PRESET, Section.LOCKED}:
                self._problem(SettingTrouble.WRONG_SECTION, layer, source, key)
        for section in (Section.PRESET, Section.LOCKED):
            values = None if found is None else found.get(section.value, {})
            if values is not None and not isinstance(values, dict):
                self._problem(SettingTrouble.WRONG_SECTION, layer, source, section.value)
                values = None
            self._take(layer, source, section, values)

    def _registry(self, registry: Registry, hive: str) -> None:
        for section, subkey in ((Section.PRESET, f"{POLICY_KEY}\\{PRESET_SUBKEY}"), (Section.LOCKED, POLICY_KEY)):
            source = f"{hive}\\{subkey}"
            try:
                found = registry.values(hive, subkey)
            except OSError:
                self._problem(SettingTrouble.NOT_READABLE, Layer.POLICY, source)
                self._take(Layer.POLICY, source, section, None)
                continue
            values = {name: _from_registry(name, value) for name, value in (found or {}).items()}
            self._take(Layer.POLICY, source, section, values)

    def _json(self, layer: Layer, path: Path) -> dict[str, Any] | None:
        """The object in the file; empty when there is none, None with a problem when it cannot be used."""
        try:
            found = json.loads(path.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            return {}
        except OSError:
            self._problem(SettingTrouble.NOT_READABLE, layer, str(path))
            return None
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            self._problem(SettingTrouble.NOT_JSON, layer, str(path))
            return None
        return found

    def _take(self, layer: Layer, source: str, section: Section, values: Values | None) -> None:
        """Keep the good values; for a bad one, or for all when the source cannot be used, the last good."""
        before = self.last_good.of(source, section)
        if values is None:
            self._given.append(Given(layer, source, section, before))
            return
        good: dict[str, Any] = {}
        for key, value in values.items():
            trouble = self._trouble(key, value, layer)
            if trouble is None:
                good[key] = SCHEMA[key].check(value)
                continue
            self._problem(trouble, layer, source, key)
            if key in before:
                good[key] = before[key]
        self._given.append(Given(layer, source, section, good))

    def _trouble(self, key: str, value: Any, layer: Layer) -> SettingTrouble | None:
        setting = SCHEMA.get(key)
        if setting is None:
            return SettingTrouble.UNKNOWN_KEY
        if setting.machine_only and layer is Layer.USER:
            return SettingTrouble.MACHINE_ONLY
        try:
            setting.check(value)
        except ValueError:
            return SettingTrouble.WRONG_VALUE
        return None

    def _problem(self, trouble: SettingTrouble, layer: Layer, source: str, key: str = "") -> None:
        expects = SCHEMA[key].expects if trouble is SettingTrouble.WRONG_VALUE else ()
        self._problems.append(SettingProblem(trouble, layer, source, key, expects))


def _from_registry(key: str, value: Any) -> Any:
    """Lists come as REG_MULTI_SZ; what holds objects is JSON, whole or one a line. An empty text is no value."""
    expects = dict(SCHEMA[key].expects)["kind"] if key in SCHEMA else ""
    try:
        if expects == "folders":
            return json.loads(value) if isinstance(value, str) else [json.loads(line) for line in value]
    except (ValueError, TypeError):
        return value
    if expects in LISTS and isinstance(value, str):
        return [part for part in value.replace(";", ",").replace(",", " ").split() if part]
    return None if value == "" and key in SCHEMA and SCHEMA[key].default is None else value
