"""Stages of deals, pipelines, and the history of stages."""

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.zoho.api import MODULE, ZohoApi


def test_stages_have_categories(zoho):
    options = zoho.field("Deals", "Stage")["pick_list_values"]
    by_actual = {each["actual_value"]: each for each in options}
    lost = [k for k, v in by_actual.items() if v["deal_category"] == "Closed Lost"]
    assert lost == ["Closed Lost", "Closed Lost to Competition", "Churned"]
    won = by_actual["Closed Won"]
    assert (won["forecast_type"], won["probability"]) == ("Closed Won", 100)
    # renamed by people, the actual value stays
    assert (won["display_value"], won["reference_value"]) == ("Vundet 🎉", "Closed Won")
    assert by_actual["Id. Decision Makers"]["display_value"] == (
        "Identify Decision Makers"
    )


def test_a_stage_sets_probability_and_expected_revenue(zoho):
    deal = zoho.deal(Amount=200)
    shown = zoho.get("Deals", deal)
    assert (shown["Probability"], shown["Expected_Revenue"]) == (10, 20)
    zoho.put("Deals", deal, Stage="Closed Won")
    shown = zoho.get("Deals", deal)
    assert (shown["Probability"], shown["Expected_Revenue"]) == (100, 200)
    zoho.put("Deals", deal, Amount=None, Expected_Revenue=5)
    assert zoho.get("Deals", deal)["Expected_Revenue"] is None
    zoho.put("Deals", deal, Stage="Qualification", Probability=33)
    assert zoho.get("Deals", deal)["Probability"] == 33


def test_records_have_the_actual_value(zoho):
    deal = zoho.deal()
    # also where the display value is written
    zoho.put("Deals", deal, Stage="Tabt")
    assert zoho.get("Deals", deal)["Stage"] == "Closed Lost"
    zoho.sim.set_quirks("stage-display")
    assert zoho.get("Deals", deal)["Stage"] == "Tabt"
    (row,) = zoho.rows("Deals", "Stage", ids=deal)
    assert row["Stage"] == "Tabt"


def test_a_pipeline_has_stages_of_its_own(zoho):
    deal = zoho.deal()
    body = {"data": [{"Stage": "Renewed"}]}
    details = zoho.error("PUT", f"Deals/{deal}", "DEPENDENT_MISMATCH", 400, body)
    assert details["api_name"] == "Stage"
    assert details["dependee"]["api_name"] == "Pipeline"
    zoho.put("Deals", deal, Stage="Renewed", Pipeline="Renewals")
    body = {"data": [{"Stage": "Negotiation"}]}
    zoho.error("PUT", f"Deals/{deal}", "DEPENDENT_MISMATCH", 400, body)
    body = {"data": [{"Pipeline": "Shoes"}]}
    zoho.error("PUT", f"Deals/{deal}", "INVALID_DATA", 400, body)
    body = {"data": [{"Deal_Name": "Ærø", "Stage": "Qualification"}]}
    details = zoho.error("POST", "Deals", "MANDATORY_NOT_FOUND", 400, body)
    assert details["api_name"] == "Pipeline"


def test_pipelines(zoho):
    (layout,) = zoho.call("GET", "settings/layouts", module="Deals")["layouts"]
    path = "settings/pipeline"
    found = zoho.call("GET", path, layout_id=layout["id"])["pipeline"]
    assert [(row["display_value"], row["default"]) for row in found] == [
        ("Standard (Standard)", True),
        ("Renewals", False),
    ]
    stages = {each["actual_value"]: each["forecast_type"] for each in found[1]["maps"]}
    assert stages == {
        "Qualification": "Open",
        "Up for renewal": "Open",
        "Renewed": "Closed Won",
        "Churned": "Closed Lost",
    }
    one = zoho.call("GET", f"{path}/{found[1]['id']}", layout_id=layout["id"])
    assert one["pipeline"] == [found[1]]
    assert zoho.call("GET", path, 204, layout_id="1") is None
    assert zoho.error("GET", path, "REQUIRED_PARAM_MISSING") == {
        "param_name": "layout_id"
    }


def test_without_pipelines():
    with SimulatorProcess(MODULE, pipelines=0, deals=3) as sim:
        zoho = ZohoApi(sim)
        fields = zoho.call("GET", "settings/fields", module="Deals")["fields"]
        assert "Pipeline" not in {each["api_name"] for each in fields}
        # a stage outside of the list is taken, and the probability stays (recorded)
        deal = zoho.add("Deals", Deal_Name="Ærø", Stage="Negotiation")
        shown = zoho.get("Deals", deal)
        assert (shown["Stage"], shown["Probability"]) == ("Negotiation", 10)
        (layout,) = zoho.call("GET", "settings/layouts", module="Deals")["layouts"]
        zoho.call("GET", "settings/pipeline", 204, layout_id=layout["id"])


def test_history_of_stages(zoho):
    deal = zoho.deal(Amount=10)
    zoho.put("Deals", deal, Amount=20)
    zoho.sim.edit("deal", deal, "move", stage="Closed Won")
    zoho.sim.edit("deal", deal, "move", "sales", stage="Closed Lost", reason="Price")
    names = "Stage,Moved_To__s,Amount,Modified_By"
    rows = zoho.rows(f"Deals/{deal}/Stage_History", names)
    assert [(row["Stage"], row["Moved_To__s"]) for row in rows] == [
        ("Qualification", "Closed Won"),
        ("Closed Won", "Closed Lost"),
        ("Closed Lost", None),
    ]
    assert rows[2]["Modified_By"]["name"] == "Ravi Iyer"
    shown = zoho.get("Deals", deal)
    assert shown["Reason_For_Loss__s"] == "Price"
    assert shown["Modified_By"]["name"] == "Ravi Iyer"
