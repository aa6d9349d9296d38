"""Documents from templates in Chromium: made, checked, and made for a selection."""

import base64

import pytest

from devtools.demo.check import ROW

from ..helpers import VIEWPORTS, wait_until
from .conftest import PICTURES

FORM = ".o_form_view .o_field_widget[name=name]"


@pytest.fixture
def template_id(site):
    """Return the id of the English certificate."""
    return site.ref("crm_integria.document_certificate_en")


def documents(site, name):
    """Return what was made from templates for the contract of a name."""
    contracts = site.rpc.call("contract.contract", "search", [["name", "=", name]])
    return site.rpc.search_read(
        "ir.attachment",
        [
            ["res_model", "=", "contract.contract"],
            ["res_id", "in", contracts],
            ["crm_template_id", "!=", False],
        ],
        "name",
        "datas",
    )


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_a_document_of_a_contract(open_client, site, viewport):
    before = len(documents(site, "Support #A"))
    client = open_client("user1", viewport)
    page = client.page
    (contract,) = site.rpc.call(
        "contract.contract", "search", [["name", "=", "Support #A"]]
    )
    client.open(f"crm-contracts/{contract}", FORM)
    button = "button[name=action_crm_documents]"
    if viewport == "phone":
        page.click(".o_statusbar_buttons .dropdown-toggle, .o-statusbar-buttons-more")
    page.click(button)
    page.wait_for_selector(".modal [name=template_id] input")
    client.picture(PICTURES / f"crm-document-generate-{viewport}.png")
    page.click(".modal button[name=action_generate]")
    page.wait_for_selector(".modal", state="detached")
    made = wait_until(
        lambda: documents(site, "Support #A")[before:], "the document of the contract"
    )
    assert base64.b64decode(made[0]["datas"]).startswith(b"%PDF")
    page.wait_for_selector(".o-mail-Chatter :text('was generated')")
    client.picture(PICTURES / f"crm-document-made-{viewport}.png")


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_a_template_and_its_check(open_client, site, template_id, viewport):
    client = open_client("manager1", viewport)
    page = client.page
    action = site.ref("crm_integria.crm_document_template_action")
    client.open(f"action-{action}", ROW)
    client.picture(PICTURES / f"crm-document-templates-{viewport}.png")
    client.open(f"action-{action}/{template_id}", FORM)
    page.wait_for_selector("[name=preview] h1:has-text('Certificate of contract')")
    client.picture(PICTURES / f"crm-document-template-{viewport}.png")
    page.click(".o_notebook .nav-link:text-is('Macros')")
    page.wait_for_selector(".o_crm_macros td:has-text('Name of the company')")
    client.picture(PICTURES / f"crm-document-macros-{viewport}.png")
    page.click(".o_notebook .nav-link:text-is('Page')")
    page.wait_for_selector("[name=paper]")
    client.picture(PICTURES / f"crm-document-page-{viewport}.png")


def test_what_is_typed_is_checked(open_client, site, template_id):
    client = open_client("manager1")
    page = client.page
    action = site.ref("crm_integria.crm_document_template_action")
    (copied,) = site.rpc.call("crm.document.template", "copy", [template_id])
    client.open(f"action-{action}/{copied}", FORM)
    editor = page.locator("[name=body] .odoo-editor-editable")
    editor.locator("h1").click()
    page.keyboard.press("End")
    page.keyboard.type(" of _company_name_ and _compny_name_")
    page.click("[name=description] textarea")
    page.wait_for_selector(".alert-warning:has-text('_compny_name_')")
    page.wait_for_selector("[name=preview] h1:has-text('and _compny_name_')")
    assert "_company_name_" not in page.inner_text("[name=preview] h1")
    client.picture(PICTURES / "crm-document-check.png")
    page.click(".o_form_button_save")
    wait_until(
        lambda: (
            "_compny_name_"
            in site.rpc.read("crm.document.template", copied, "body")["body"]
        ),
        "the text",
    )


def test_a_selection(open_client, site):
    client = open_client("manager1")
    page = client.page
    client.open("crm-contracts", ROW)
    number = page.locator(ROW).count()
    page.click("thead .o_list_record_selector input")
    page.click(".o_control_panel .o_cp_action_menus .fa-cog")
    page.click(".o-dropdown--menu .dropdown-item:has-text('Generate PDF')")
    page.wait_for_selector(".modal [name=template_id] input")
    page.click(".modal button[name=action_generate]")
    page.wait_for_selector(f".modal h3:has-text('{number} of {number}')")
    client.picture(PICTURES / "crm-documents-selection.png")
    page.click(".modal button[name=action_documents]")
    page.wait_for_selector(".o_kanban_record:has-text('Certificate')")
    client.picture(PICTURES / "crm-documents-made.png")
