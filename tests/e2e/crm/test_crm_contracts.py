"""Contracts in Chromium, as the people of the manual's example work on them."""

from datetime import date, timedelta

import pytest

from devtools.demo.check import ROW

from ..helpers import VIEWPORTS, wait_until
from .conftest import PICTURES


@pytest.mark.parametrize("viewport", VIEWPORTS)
@pytest.mark.parametrize("login", ["user1", "manager1", "admin"])
def test_list_and_form(open_client, site, login, viewport):
    client = open_client(login, viewport)
    client.open("crm-contracts", ROW)
    client.picture(PICTURES / f"crm-contracts-{login}-{viewport}.png")
    (contract,) = site.rpc.call(
        "contract.contract", "search", [["name", "=", "Support #A"]]
    )
    form = ".o_form_view .o_field_widget[name=name]"
    client.open(f"crm-contracts/{contract}", form)
    client.picture(PICTURES / f"crm-contract-{login}-{viewport}.png")
    client.page.click(".o_notebook .nav-link:text-is('Invoices')")
    client.page.wait_for_selector(".o_notebook [name=crm_coverage]")
    client.picture(PICTURES / f"crm-contract-invoices-{login}-{viewport}.png")


def test_a_new_contract(open_client, site):
    client = open_client("user1")
    page = client.page
    client.open("crm-contracts", ROW)
    page.click(".o_list_button_add")
    page.fill(".o_form_view [name=name] input", "Hosting #A")
    page.fill(".o_form_view [name=partner_id] input", "Customer #A")
    page.click(".o-autocomplete--dropdown-item:has-text('Customer #A')")
    page.fill(".o_form_view [name=crm_type_id] input", "Services")
    page.click(".o-autocomplete--dropdown-item:has-text('Services')")
    page.fill(".o_form_view [name=crm_external_code] input", "15/1000")
    page.click(".o_form_button_save")
    page.wait_for_selector(".alert:has-text('15/1000')")
    client.picture(PICTURES / "crm-contract-new-user1.png")
    found = site.rpc.call(
        "contract.contract",
        "search_read",
        [["name", "=", "Hosting #A"]],
        ["crm_type_id", "crm_status"],
    )
    assert found[0]["crm_type_id"][1] == "Services"
    assert found[0]["crm_status"] == "1"


def test_contracts_that_end_soon(open_client, site):
    (contract,) = site.rpc.call(
        "contract.contract", "search", [["name", "=", "Licences #B"]]
    )
    end = date.today() + timedelta(days=10)
    site.rpc.call("contract.contract", "write", [contract], {"date_end": str(end)})
    client = open_client("manager1")
    page = client.page
    client.open("crm-contracts", ROW)
    page.click(".o_searchview_dropdown_toggler")
    page.click(".o_filter_menu .o_menu_item:has-text('Ends in 15 days')")
    page.wait_for_selector(".o_facet_values:has-text('Ends in 15 days')")
    names = page.locator(".o_data_row td[name=name]")
    wait_until(lambda: names.all_inner_texts() == ["Licences #B"], "the list")
    page.keyboard.press("Escape")
    page.click(".o_switch_view.o_calendar")
    page.wait_for_selector(".fc-event:has-text('Licences #B'), .o_calendar_view")
    client.picture(PICTURES / "crm-contracts-calendar.png")
    page.click(".o_switch_view.o_pivot")
    page.wait_for_selector(".o_pivot table")
    client.picture(PICTURES / "crm-contracts-pivot.png")


def test_a_type_with_its_fields(open_client, site):
    client = open_client("manager1")
    page = client.page
    (kind,) = site.rpc.call("crm.contract.type", "search", [["name", "=", "Services"]])
    action = site.rpc.call(
        "ir.model.data",
        "check_object_reference",
        "crm_integria",
        "crm_contract_type_action",
    )[1]
    client.open(f"action-{action}/{kind}", ".o_form_view .o_field_widget[name=name]")
    page.click("[name=field_ids] .o_field_x2many_list_row_add a")
    page.fill(".modal [name=name] input", "Response time")
    page.click(".modal .o_form_button_save")
    page.wait_for_selector("[name=field_ids] .o_data_row:has-text('Response time')")
    page.click(".o_form_button_save")
    page.wait_for_selector(
        ".o_form_saved, .o_form_status_indicator_buttons.invisible", state="attached"
    )
    client.picture(PICTURES / "crm-contract-type.png")
    found = site.rpc.call(
        "crm.custom.field", "search_read", [["name", "=", "Response time"]], ["set_id"]
    )
    assert found[0]["set_id"][1] == "Services"
