"""`sagsbud explain-config`: each setting, its value, who decided it and where it stands."""

from argparse import Namespace

import msgspec

from sagsbud.bootstrap import prepare
from sagsbud.cli.exits import Exit
from sagsbud.cli.output import Output
from sagsbud.domain.settings import Explained, SettingProblem
from sagsbud.i18n import tr
from sagsbud.settingtexts import layer_text, setting_problem_text


def run(args: Namespace, out: Output) -> Exit:
    """One line a setting, then what is wrong; NEEDS_PERSON when something is."""
    folders, preferences = prepare(args.profile, args.data)
    explained, problems = preferences.explain(), preferences.problems()
    out.record(
        {
            "profile": folders.profile,
            "settings": [_record(one) for one in explained],
            "problems": [_problem(one) for one in problems],
        }
    )
    width = max(len(one.key) for one in explained)
    for one in explained:
        value = msgspec.json.encode(one.value).decode()
        out.line(f"{one.key:<{width}}  {value}  · " + " · ".join(_where(one)))
    for problem in problems:
        out.line(setting_problem_text(problem) + " " + tr("The last good value applies."))
    return Exit.NEEDS_PERSON if problems else Exit.DONE


def _where(one: Explained) -> list[str]:
    locked = [tr("locked")] if one.locked else []
    return [layer_text(one.layer), *locked, *([one.source] if one.source else [])]


def _record(one: Explained) -> dict[str, object]:
    return {
        "key": one.key,
        "value": one.value,
        "layer": one.layer.value,
        "locked": one.locked,
        "source": one.source or None,
    }


def _problem(problem: SettingProblem) -> dict[str, object]:
    return {
        "code": problem.trouble.value,
        "layer": problem.layer.value,
        "source": problem.source,
        "key": problem.key or None,
        "message": setting_problem_text(problem),
    }
