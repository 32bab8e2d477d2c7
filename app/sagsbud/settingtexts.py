"""Words for settings: what is wrong in a file of settings, and where a value comes from."""

from collections.abc import Mapping

from sagsbud.domain.settings import Layer, SettingProblem, SettingTrouble
from sagsbud.i18n import N_, tr

LAYERS: Mapping[Layer, str] = {
    Layer.BUILT_IN: N_("built in"),
    Layer.USER: N_("user"),
    Layer.MACHINE: N_("machine"),
    Layer.POLICY: N_("policy"),
}

_TROUBLES: Mapping[SettingTrouble, str] = {
    SettingTrouble.UNKNOWN_KEY: N_("“{key}” is not a setting."),
    SettingTrouble.WRONG_VALUE: N_("“{key}” must be {expects}."),
    SettingTrouble.MACHINE_ONLY: N_("“{key}” can only be set for the whole machine."),
    SettingTrouble.WRONG_SECTION: N_("“{key}” must be in one of the sections “preset” and “locked”."),
    SettingTrouble.NOT_JSON: N_("The file is not a JSON object."),
    SettingTrouble.NOT_READABLE: N_("It cannot be read."),
}

_EXPECTS: Mapping[str, str] = {
    "number": N_("a whole number from {least} to {most}"),
    "choice": N_("one of {choices}"),
    "service_url": N_("an address that begins with https:// (http:// only for this machine itself)"),
    "broker_url": N_("an address that begins with amqps:// (amqp:// only for this machine itself)"),
    "exchange": N_("the name of an exchange: letters, digits, points, - and _"),
    "path": N_("the whole path of a file"),
    "proxy": N_("“direct”, or an address such as http://proxy.example:3128"),
    "authority": N_("a CVR number of eight digits, or a uuid"),
    "uuid": N_("a uuid"),
    "domains": N_("a list of email domains"),
    "uuids": N_("a list of uuids"),
    "review_reasons": N_("a list of: usikkert_forslag, aendret_klasse, foelsom, andres_cpr, lagt_af_regel"),
    "kle_groups": N_("a list of beginnings of KLE numbers, such as 02 or 02.34"),
    "day": N_("a day as 2026-12-31"),
    "folders": N_("a list of folders, each with its whole path"),
    "stroke": N_(
        "a letter, a digit or F1 to F12 after Meta, Ctrl, Alt and Shift in this order, such as Ctrl+Alt+S, but not what "
        "types a sign by AltGr on a Danish keyboard, such as Ctrl+Alt+2"
    ),
    "profile": N_("a name made of a-z, 0-9, - and _"),
}


def layer_text(layer: Layer) -> str:
    """What the layer is called."""
    return tr(LAYERS[layer])


def expects_text(expects: Mapping[str, str]) -> str:
    """What kind of value a key wants, as the end of a sentence."""
    bounds = {name: value for name, value in expects.items() if name != "kind"}
    phrase = _EXPECTS[expects["kind"]]
    return tr(phrase, **bounds)


def setting_problem_text(problem: SettingProblem, called: str = "") -> str:
    """Which source, and what is wrong in it, as one sentence; `called` is what its reader knows the key as."""
    expects = expects_text(dict(problem.expects)) if problem.expects else ""
    return f"{problem.source}: " + tr(_TROUBLES[problem.trouble], key=called or problem.key, expects=expects)
