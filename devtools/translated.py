"""Bring translations in line with their template; run by ``./dev i18n``.

A program of its own: polib is there after the set-up, for the environment's Python.
"""

import sys
from pathlib import Path

import polib


def follow(translation, template):
    """Bring one file in line; return the texts that it lacks."""
    texts = polib.pofile(translation)
    known = {entry.msgid: entry.msgstr for entry in texts}
    texts.merge(polib.pofile(template))
    missing = []
    for entry in list(texts):
        # what merge took from a similar text is no translation
        entry.msgstr = known.get(entry.msgid, "")
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        if entry.obsolete or not entry.msgstr:
            texts.remove(entry)
        if not entry.obsolete and not entry.msgstr:
            missing.append(entry.msgid)
    texts.save(translation)
    return missing


def main(template):
    for translation in sorted(Path(template).parent.glob("*.po")):
        if missing := follow(translation, template):
            print(f"    {translation.name}: {len(missing)} missing")
            print(*(f"      {text[:70]!r}" for text in missing[:20]), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1])
