"""Stages by what they mean: however they are called, none is taken for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_zoho.lib.stages import CATEGORIES, Stages

MEANING = {"Open": "open", "Closed Won": "won", "Closed Lost": "lost"}
names = st.text(min_size=1, max_size=12).filter(str.strip)
values = st.lists(
    st.fixed_dictionaries(
        {
            "actual_value": names,
            "display_value": st.one_of(st.none(), names),
            "reference_value": st.one_of(st.none(), names),
            "deal_category": st.sampled_from([*MEANING]),
        }
    ),
    unique_by=lambda value: value["actual_value"],
)


def stage(actual, category, display=None, reference=None):
    return {
        "actual_value": actual,
        "display_value": display or actual,
        "reference_value": reference or actual,
        "deal_category": category,
    }


@given(values)
def test_a_record_tells_the_actual_value(given_values):
    stages = Stages(given_values)
    for value in given_values:
        meant = MEANING[value["deal_category"]]
        assert stages.category(value["actual_value"]) == meant


@given(values, names)
def test_nothing_is_made_up(given_values, name):
    found = Stages(given_values).category(name)
    meant = {
        MEANING[value["deal_category"]]
        for value in given_values
        for key in ("actual_value", "display_value", "reference_value")
        if " ".join((value[key] or "").split()).casefold()
        == " ".join(name.split()).casefold()
    }
    assert found is None or found in meant
    if len(meant) == 1:
        assert {found} == meant


def test_renamed_translated_and_of_another_pipeline():
    stages = Stages(
        [
            stage("Qualification", "Open"),
            stage("Closed Won", "Closed Won", "Vundet 🎉"),
            stage("Closed Lost", "Closed Lost", "Tabt", "Lost"),
            stage("Closed Lost to Competition", "Closed Lost", "Closed-Lost to Comp."),
            stage("Renewed", "Closed Won"),
        ]
    )
    for name in ("Closed Won", "vundet 🎉", " closed  WON ", "Renewed"):
        assert stages.category(name) == "won"
    for name in ("tabt", "LOST", "Closed Lost to Competition"):
        assert stages.category(name) == "lost"
    assert stages.category("Qualification") == "open"


@pytest.mark.parametrize("name", ["Negotiation", "", " ", None, 7, ["Closed Won"]])
def test_unknown(name):
    assert Stages([stage("Closed Won", "Closed Won")]).category(name) is None


def test_a_name_that_several_have():
    stages = Stages(
        [
            stage("A", "Closed Won", "Done"),
            stage("B", "Closed Lost", "done"),
            # its actual value is another's name
            stage("Vundet", "Open"),
            stage("Closed Won", "Closed Won", "Vundet"),
        ]
    )
    assert (stages.category("Done"), stages.category("done")) == ("won", "lost")
    assert stages.category("DONE") is None
    assert stages.category("Vundet") == "open"


def test_a_category_that_is_not_known():
    value = {"actual_value": "X", "forecast_type": "Closed Won"}
    assert Stages([value]).category("X") == "won"
    assert Stages([{"actual_value": "X"}]).category("X") is None
    assert Stages([{"actual_value": "X", "deal_category": 3}]).category("X") is None
    assert set(CATEGORIES.values()) == set(MEANING.values())
