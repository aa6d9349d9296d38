"""Translations say as much as their templates, and can be filled in as those are."""

import re

import polib
import pytest

from devtools import paths

LANGUAGES = ("da", "de", "es", "fr")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdr]|</?[a-z]+|\{\w*\}")
FILES = sorted(paths.ADDONS.glob("*/i18n/*.po"))


def template(addon):
    return polib.pofile(paths.ADDONS / addon / "i18n" / f"{addon}.pot")


@pytest.mark.parametrize("addon", paths.own_addons())
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing(addon, language):
    texts = polib.pofile(paths.ADDONS / addon / "i18n" / f"{language}.po")
    translated = {entry.msgid for entry in texts.translated_entries()}
    assert not {entry.msgid for entry in template(addon)} - translated


@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}"
)
def test_what_is_filled_in_stays(path):
    wanted = {entry.msgid for entry in template(path.parts[-3])}
    for entry in polib.pofile(path):
        assert entry.msgid in wanted, "run ./dev i18n"
        found = [sorted(PLACEHOLDER.findall(t)) for t in (entry.msgid, entry.msgstr)]
        assert found[0] == found[1], entry.msgid
        # a blank that only the translation has is lost when an addon is updated
        ends = [
            (t[:1].isspace(), t[-1:].isspace()) for t in (entry.msgid, entry.msgstr)
        ]
        assert ends[0] == ends[1], entry.msgid
