"""Every setting by its key, with its type, its bounds, its built-in value and what it does.

Layers, policies, `explain-config`, the reference page and the checks of values all come from here.
"""

from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from sagsbud.decoding import convert
from sagsbud.domain.addresses import is_safe, is_safe_broker
from sagsbud.domain.arrival import Afterwards
from sagsbud.domain.frozen import frozen
from sagsbud.system.settings import Settings
from sagsbud.system.settingvalues import Folder


@frozen
class Setting:
    """One key of the schema. `expects` names the kind of value and, with it, the bounds its sentence needs."""

    key: str
    type: Any
    default: Any
    text: str
    expects: tuple[tuple[str, str], ...]
    restart: bool
    machine_only: bool

    def check(self, value: Any) -> Any:
        """The value in the schema's own types. Raises ValueError when it is not one this key can have."""
        try:
            checked = convert(value, self.type)
        except msgspec.ValidationError as error:
            raise ValueError(str(error)) from None
        rule = _RULES.get(dict(self.expects)["kind"])
        if rule and checked is not None and not rule(checked):
            raise ValueError(self.key)
        return checked


def _is_absolute(path: str) -> bool:
    return path.startswith(("/", "~", "\\\\")) or (path[1:3] in (":\\", ":/") and path[0].isalpha())


def _are_good_folders(folders: tuple[Folder, ...]) -> bool:
    whole = all(_is_absolute(folder.path) and (not folder.target or _is_absolute(folder.target)) for folder in folders)
    return whole and all(folder.target for folder in folders if folder.afterwards is not Afterwards.LEAVE)


_RULES: dict[str, Any] = {
    "service_url": is_safe,
    "broker_url": is_safe_broker,
    "path": _is_absolute,
    "folders": _are_good_folders,
}
"""What a type alone cannot say."""


def _schema() -> dict[str, Setting]:
    hints = get_type_hints(Settings, include_extras=True)
    defaults = msgspec.structs.asdict(Settings())
    return {key: _setting(key, hint, defaults[key]) for key, hint in hints.items()}


def _setting(key: str, hint: Any, default: Any) -> Setting:
    inner, meta = get_args(hint)[0], get_args(hint)[-1]
    extra = meta.extra or {}
    expects = {"kind": str(extra["expects"])}
    if meta.ge is not None:
        expects |= {"least": str(meta.ge), "most": str(meta.le)}
    if get_origin(inner) is Literal:
        expects["choices"] = ", ".join(get_args(inner))
    text = meta.description or ""
    return Setting(key, hint, default, text, tuple(expects.items()), extra["restart"], extra["machine_only"])


SCHEMA: dict[str, Setting] = _schema()
"""Every setting by its key, in the order they are shown."""
