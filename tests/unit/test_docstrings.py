"""The examples in docstrings of what needs no database are true."""

import doctest
import importlib

import pytest

from devtools import paths

MODULES = [
    f"odoo.addons.{path.parents[1].name}.lib.{path.stem}"
    for path in sorted(paths.ADDONS.glob("*/lib/*.py"))
    if ">>> " in path.read_text()
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted and not found.failed
