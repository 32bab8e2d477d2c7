"""The reference page of the settings is the schema's."""

import subprocess
import sys
from pathlib import Path

import msgspec
from sagsbud.settingtexts import expects_text
from sagsbud.system.schema import SCHEMA
from sagsbud.system.settings import Settings, plain, settings_of

ROOT = Path(__file__).parents[3]


def test_the_page_is_fresh() -> None:
    ran = subprocess.run([sys.executable, ROOT / "docs" / "reference.py", "--check"], check=False)
    assert ran.returncode == 0, "docs/settings.md is not what the schema says: run python docs/reference.py"


def test_every_key_has_a_sentence_a_kind_and_a_built_in_value_of_its_own_type() -> None:
    assert list(SCHEMA) == [field.name for field in msgspec.structs.fields(Settings)]
    for setting in SCHEMA.values():
        assert setting.text.endswith("."), setting.key
        assert expects_text(dict(setting.expects)), setting.key
        assert setting.check(plain(setting.default)) == setting.default


def test_nothing_set_is_what_is_built_in() -> None:
    assert settings_of({}) == Settings()
