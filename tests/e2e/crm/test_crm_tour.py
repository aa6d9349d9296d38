"""The example of Integria's manual, in Chromium: what its people see and do."""

import pytest

from devtools.demo.check import ROW

from ..helpers import VIEWPORTS, wait_until
from .conftest import PICTURES

NAME = ".o_data_row td[name=name], .o_kanban_record .fw-bold"
SEEN = {
    "user1": ["Customer #A", "Customer #B"],
    "manager1": ["Customer #A", "Customer #B"],
    "admin": ["Customer #A", "Customer #B", "My company"],
}
WORKS = {"user1": ["Customer #A"], "manager1": ["Customer #A", "Customer #B"]}


def names(client):
    """Return the names of the companies on the screen, in order."""
    texts = client.page.locator(NAME).all_inner_texts()
    return sorted({"Customer #A", "Customer #B", "My company"} & set(texts))


def open_company(client, site, name):
    (company,) = site.rpc.call("res.partner", "search", [["name", "=", name]])
    client.open(f"crm-companies/{company}", ".o_form_view .o_field_widget[name=name]")
    return company


def change_city(client, city):
    """Type another city and save; return whether that was allowed."""
    page = client.page
    page.fill(".o_form_view [name=city] input", city)
    page.click(".o_form_button_save")
    saved = ".o_form_saved, .o_form_status_indicator_buttons.invisible"
    page.wait_for_selector(f"{saved}, .o_error_dialog", state="attached")
    return not page.locator(".o_error_dialog").count()


@pytest.mark.parametrize("viewport", VIEWPORTS)
@pytest.mark.parametrize("login", SEEN)
def test_what_they_see(open_client, login, viewport):
    client = open_client(login, viewport)
    client.open("crm-companies", ROW)
    assert names(client) == SEEN[login]
    client.picture(PICTURES / f"crm-companies-{login}-{viewport}.png")
    client.open("crm-contacts", ROW)
    assert client.page.locator(ROW, has_text="Elena Ruiz").count()
    client.picture(PICTURES / f"crm-contacts-{login}-{viewport}.png")


@pytest.mark.parametrize("login", WORKS)
def test_what_they_change(site, open_client, login):
    client = open_client(login)
    for name in SEEN[login]:
        company = open_company(client, site, name)
        client.picture(PICTURES / f"crm-{name[-1].lower()}-{login}-desktop.png")
        city = f"{name}, {login}"
        may = name in WORKS[login]
        assert change_city(client, city) == may
        found = site.rpc.read("res.partner", company, "city")["city"]
        assert (found == city) == may
        client.picture(PICTURES / f"crm-{name[-1].lower()}-{login}-changed.png")


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_the_form(site, open_client, viewport):
    client = open_client("user1", viewport)
    open_company(client, site, "Customer #A")
    client.page.click(".o_notebook .nav-link:has-text('CRM')")
    client.page.wait_for_selector(".o_notebook [name=crm_role_id]")
    client.picture(PICTURES / f"crm-form-{viewport}.png")


def test_who_sees_it(site, open_client):
    client = open_client("manager1")
    open_company(client, site, "Customer #A")
    client.page.click("button[name=action_crm_why]")
    dialog = client.page.locator(".modal")
    dialog.locator("text=which is above").first.wait_for()
    client.picture(PICTURES / "crm-why-manager1.png")


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_without_a_role_nothing_is_seen(site, open_client, viewport):
    client = open_client("user2", viewport)
    client.open("contacts", ROW)
    client.picture(PICTURES / f"crm-user2-{viewport}.png")
    assert not names(client)
    assert not client.page.locator(ROW, has_text="Elena Ruiz").count()
    apps = client.page.locator(".o_navbar_apps_menu button")
    if apps.is_visible():
        apps.click()
        wait_until(
            lambda: client.page.locator(".o-dropdown--menu .o_app").count(), "apps"
        )
        assert not client.page.locator(
            ".o_app[data-menu-xmlid='crm_integria.menu_crm_root']"
        ).count()
    me = site.login("user2", "user2")
    assert not me.count("res.partner", ["is_crm_company", "=", True])


@pytest.fixture(scope="module")
def places(site):
    """Return custom fields: a country, and a city that depends on it."""
    rpc = site.rpc
    country = rpc.create(
        "crm.custom.field",
        name="Region",
        field_type="selection",
        choices="Spain\nDenmark",
    )
    city = rpc.create(
        "crm.custom.field",
        name="Branch",
        field_type="linked",
        parent_id=country,
        choices="Spain|Madrid\nSpain|Sevilla\nDenmark|Aarhus",
        sequence=11,
    )
    return country, city


def test_a_linked_selection_offers_what_fits(site, open_client, places):
    country, city = (f"[property-name=field_{number}]" for number in places)
    client = open_client("user1")
    company = open_company(client, site, "Customer #A")
    page = client.page
    page.click(".o_notebook .nav-link:has-text('CRM')")

    def offered():
        texts = page.locator(f"{city} option").all_inner_texts()
        return [text for text in texts if text]

    page.wait_for_selector(f"{city} select", state="attached")
    assert offered() == []
    page.select_option(f"{country} select", "Spain")
    wait_until(lambda: offered() == ["Madrid", "Sevilla"], "the cities of Spain")
    page.select_option(f"{city} select", label="Sevilla")
    client.picture(PICTURES / "crm-linked-desktop.png")
    page.select_option(f"{country} select", "Denmark")
    wait_until(lambda: offered() == ["Aarhus"], "the cities of Denmark")
    assert page.input_value(f"{city} select") in ("", "false")
    page.select_option(f"{city} select", label="Aarhus")
    page.click(".o_form_button_save")

    def saved():
        (row,) = site.rpc.call("res.partner", "read", [company], ["crm_properties"])
        values = {each["name"]: each.get("value") for each in row["crm_properties"]}
        return values.get(f"field_{places[1]}") == "Denmark|Aarhus"

    wait_until(saved, "the branch")


def test_an_import_with_its_progress(site, open_client, tmp_path):
    """1,200 lines, of which some are refused; every line with its result."""
    (mine,) = site.rpc.call("res.partner", "search", [["name", "=", "My company"]])
    cells = f",,,Spain,,,,{mine},user1"
    lines = [f"Imported {number}{cells}" for number in range(1200)]
    lines[7] = "Nowhere,,,Atlantis"
    file = tmp_path / "companies.csv"
    file.write_text("\n".join(lines))
    client = open_client("manager1")
    page = client.page
    client.open("crm-companies", ROW)
    page.click(".o_menu_sections button:has-text('Configuration')")
    page.click(".o-dropdown--menu .dropdown-item:has-text('Import companies')")
    dialog = page.locator(".modal")
    dialog.locator("input[type=file]").set_input_files(str(file))
    dialog.locator("button[name=action_check]").click()
    dialog.locator("text=New 1199, Refused 1").wait_for()
    client.picture(PICTURES / "crm-import-checked.png")
    dialog.locator("button[name=action_start]").click()
    dialog.locator("[role=progressbar]").wait_for()
    dialog.locator("text=500 of 1,199").wait_for()
    client.picture(PICTURES / "crm-import-running.png")
    dialog.locator("text=Imported: New 1199, Refused 1").wait_for(timeout=120_000)
    client.picture(PICTURES / "crm-import-done.png")
    dialog.locator("button[name=action_close]").click()
    # the list behind it is read again
    page.locator(NAME, has_text="Imported 0").first.wait_for()
    domain = [["name", "=like", "Imported %"], ["is_crm_company", "=", True]]
    assert site.rpc.count("res.partner", *domain) == 1199
