"""Writes docs/settings.md from the schema: `python docs/reference.py`; with `--check` it only says whether it is fresh."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sagsbud.domain.checks import CheckName
from sagsbud.settingtexts import expects_text
from sagsbud.system.places import POLICY_KEY, PRESET_SUBKEY
from sagsbud.system.schema import SCHEMA, Setting
from sagsbud.system.settings import plain

PAGE = Path(__file__).with_name("settings.md")

HEAD = """# Settings

Written by `python docs/reference.py` from `app/sagsbud/system/settings.py` and `outsidesettings.py`; change it there.

Settings come in layers. Of two layers that set the same key the lower row of this table wins:

| layer | where it stands | the user can change it |
|---|---|---|
| built in | the schema | yes |
| machine, preset | section `preset` of the machine file | yes |
| policy, preset | section `preset` of a policy | yes |
| user | `settings.json` in the profile's configuration folder, written by the program | yes |
| machine, locked | section `locked` of the machine file | no, shown as »Styres af din organisation« |
| policy, locked | section `locked` of a policy | no, shown as »Styres af din organisation« |

| | Linux | Windows | macOS |
|---|---|---|---|
| machine file | `/etc/sagsbud/machine.json` | `%ProgramData%\\Sagsbud\\machine.json` | `/Library/Application Support/Sagsbud/machine.json` |
| policy file | `/etc/sagsbud/policies.json`, weaker: `policies.json` beside a packaged program | the same two | the same two |
| registry | | {registry} | |

Of several policies the later one in this list is stronger: beside the program, the machine's folder, the registry's
`HKEY_CURRENT_USER`, its `HKEY_LOCAL_MACHINE`. No variable of the environment moves any of these places; the folder of
machine-wide data is asked of Windows itself, whatever `%ProgramData%` says in the user's environment.

A machine file or policy file is a JSON object with one or both of two sections:

```json
{{
  "preset": {{"language": "da", "undo_seconds": 30}},
  "locked": {{"service_url": "https://sagdok.fjordby.example", "unit": "11111111-2222-4333-8444-555555555555"}}
}}
```

In the registry a locked value stands in the key itself and a preset in its subkey `{preset}`. Numbers are `REG_DWORD`,
texts `REG_SZ`, lists of texts `REG_MULTI_SZ`; `folders` is the JSON list as one `REG_SZ`, or one JSON object a line as
`REG_MULTI_SZ`. An empty text means »no value«. Variables such as `%SystemRoot%` are not filled in, for whoever set them
would set the policy.

**When something is wrong.** A key that is not in the schema, or a value of the wrong type, is named with its source by
every command, by `explain-config` and by the self-test; nothing else in the file suffers. Until it is mended the last
good value of that key in that source holds, also over a restart. A file that cannot be read at all keeps all its last
good values. A file that is taken away takes its values with it.

**When something changes.** All sources are looked at every two seconds while the program runs. Keys marked »restart«
wait for the next start; all others hold at once.

`sagsbud explain-config` names the winner of each key, its layer, whether it is locked, and the file or key it stands in.

## Keys
"""


def page() -> str:
    """The whole page."""
    registry = f"`HKEY_LOCAL_MACHINE\\{POLICY_KEY}` and the same below `HKEY_CURRENT_USER`"
    parts = [HEAD.format(registry=registry, preset=PRESET_SUBKEY)]
    parts += [_section(setting) for setting in SCHEMA.values()]
    names = ", ".join(f"`{name.value}`" for name in CheckName)
    parts.append(f"## Names of the self-test\nThe rows of `sagsbud selftest --json` are called: {names}.\n")
    return "\n".join(parts)


def _section(setting: Setting) -> str:
    built_in = json.dumps(plain(setting.default), ensure_ascii=False)
    notes = ["restart"] if setting.restart else []
    notes += ["machine file and policy only"] if setting.machine_only else []
    rows = [f"### `{setting.key}`", setting.text, ""]
    rows += [f"- value: {expects_text(dict(setting.expects))}", f"- built in: `{built_in}`"]
    rows += [f"- {', '.join(notes)}"] if notes else []
    return "\n".join(rows) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the page, or check it; 1 when it is not fresh."""
    if "--check" in arguments:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page() else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
