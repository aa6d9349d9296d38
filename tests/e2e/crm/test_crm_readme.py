"""The examples of the readme, run as they stand there."""

import re
import xmlrpc.client

from devtools import paths

from ..api_keys import api_key

README = paths.ADDONS / "crm_integria" / "readme" / "USAGE.md"


def test_the_examples_work(site, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = README.read_text()
    by_http, example, of_leads, json_2 = re.findall(
        r"```python\n(.*?)```", text, re.DOTALL
    )
    names = {
        "url": site.server.url,
        "database": site.server.database,
        "user": "admin",
        "password": "admin",
        "api_key": api_key(site.server),
    }
    for _twice in range(2):
        exec(by_http, names)  # noqa: S102
        assert names["answer"].status_code == 201
    [lead] = site.rpc.call("crm.lead", "search", [["contact_name", "=", "Ana Sol"]])
    assert names["lead"] == lead
    exec(example, names)  # noqa: S102
    read = site.rpc.read
    contract = read("contract.contract", names["contract"], "name", "crm_company_id")
    assert contract["name"] == "Support 2027"
    assert contract["crm_company_id"][0] == names["company"]
    assert (tmp_path / "contract.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "invoice.pdf").read_bytes().startswith(b"%PDF")
    invoice = read(
        "account.move", names["invoice"], "state", "crm_locked", "crm_contract_id"
    )
    assert invoice["state"] == "posted"
    assert invoice["crm_locked"]
    assert invoice["crm_contract_id"][0] == names["contract"]
    try:
        names["call"]("account.move", "write", [names["invoice"]], {"crm_locked": 0})
    except xmlrpc.client.Fault as fault:
        assert "action_crm_unlock" in fault.faultString
    else:
        raise AssertionError("the lock was written")
    page = site.rpc.create("res.config.settings", crm_lead_mailbox="in@ours.example")
    site.rpc.call("res.config.settings", "execute", [page])
    exec(of_leads, names)  # noqa: S102
    [me] = site.rpc.call("res.users", "search", [["login", "=", "admin"]])
    won = names["lead_now"]
    assert (won["crm_status"], won["user_id"][0]) == ("200", me)
    sent = [["res_id", "=", names["lead"]], ["model", "=", "crm.lead"]]
    [mail] = site.rpc.search_read(
        "mail.mail", [*sent, ["email_to", "ilike", "ana.sol@"]], "subject", "body_html"
    )
    assert mail["subject"] == f"[Lead#{names['lead']}] For Ana Sol"
    assert "Dear Ana Sol, …" in mail["body_html"]
    exec(json_2, names)  # noqa: S102
    assert names["answer"].status_code == 200
    assert names["pipeline"]["200"] >= 23000
