from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.sync_base.lib.errors import Invalid, NotFound, Transient
from odoo.addons.sync_base.lib.events import Event, EventCall

from .common import FakeWhmcs, WhmcsCase

CLIENT = {
    "id": 7,
    "firstname": "Ida",
    "lastname": "Ibsen",
    "companyname": "Ærø Web ApS",
    "email": "ida@aeroweb.example",
    "countrycode": "DK",
    "currency_code": "USD",
    "status": "Active",
}


class FakeBilling(FakeWhmcs):
    """A client that also has products, services, invoices and transactions."""

    def __init__(self):
        super().__init__()
        self.currency = "USD"
        self.products, self.services, self.invoices = [], [], []
        # the next writing action is done, and its reply is lost
        self.lost_reply = False
        # per cent that this WHMCS taxes more
        self.odd_tax = 0

    def GetProducts(self, parameters):
        return {
            "result": "success",
            "totalresults": len(self.products),
            "products": {"product": self.products},
        }

    def GetClientsProducts(self, parameters):
        return self._list(self.services, "products", "product", parameters)

    def GetInvoices(self, parameters):
        left_out = ("items", "transactions")
        found = [
            {key: value for key, value in each.items() if key not in left_out}
            for each in self.invoices
        ]
        return self._list(found, "invoices", "invoice", parameters)

    def GetInvoice(self, parameters):
        invoice = self._wanted(parameters)
        details = {**invoice, "result": "success", "invoiceid": invoice["id"]}
        del details["currencycode"]
        return details

    def GetTransactions(self, parameters):
        found = [
            {**row, "invoiceid": str(each["id"])}
            for each in self.invoices
            for row in (each["transactions"] or {"transaction": []})["transaction"]
            if parameters.get("transid") in (None, row["transid"])
        ]
        return {"result": "success", "transactions": {"transaction": found}}

    def _wanted(self, parameters):
        for each in self.invoices:
            if str(each["id"]) == str(parameters["invoiceid"]):
                return each
        raise NotFound("Invoice ID Not Found")

    def CreateInvoice(self, parameters):
        if str(parameters["userid"]) not in {str(each["id"]) for each in self.clients}:
            raise NotFound("Client ID Not Found")
        number = len(self.invoices) + 901
        items = []
        while f"itemamount{len(items) + 1}" in parameters:
            at = len(items) + 1
            values = [parameters[f"item{n}{at}"] for n in ("description", "amount")]
            items.append((*values, parameters[f"itemtaxed{at}"], "", 0))
        invoice = self.invoice(
            number,
            *items,
            status="Draft" if parameters.get("draft") else "Unpaid",
            userid=int(parameters["userid"]),
            date=parameters["date"],
            duedate=parameters.get("duedate", parameters["date"]),
            notes=parameters.get("notes", ""),
            taxrate=parameters.get("taxrate", "0"),
            updated_at="created",
        )
        taxed = sum(float(each[1]) for each in items if int(each[2]))
        rate = float(invoice["taxrate"]) + self.odd_tax
        invoice["tax"] = f"{round(taxed * rate / 100 + 1e-9, 2):.2f}"
        total = float(invoice["subtotal"]) + float(invoice["tax"])
        invoice["total"] = f"{total:.2f}"
        self.sent.append(("CreateInvoice", dict(parameters)))
        if self.lost_reply:
            self.lost_reply = False
            raise Transient("the connection was reset")
        return {"result": "success", "invoiceid": str(number), "status": "Draft"}

    def UpdateInvoice(self, parameters):
        invoice = self._wanted(parameters)
        self.sent.append(("UpdateInvoice", dict(parameters)))
        if parameters.get("publish") or parameters.get("publishandsendemail"):
            if invoice["status"] != "Draft":
                raise Invalid("Invoice must be in Draft status to be published")
            invoice["status"] = "Unpaid"
        if parameters.get("status"):
            invoice["status"] = parameters["status"]
        invoice["updated_at"] += "!"
        return {"result": "success", "invoiceid": str(invoice["id"])}

    def AddInvoicePayment(self, parameters):
        invoice = self._wanted(parameters)
        self.sent.append(("AddInvoicePayment", dict(parameters)))
        rows = self.GetTransactions({})["transactions"]["transaction"]
        if any(row["transid"] == parameters["transid"] for row in rows):
            raise Invalid("Transaction ID must be Unique")
        self.transaction(
            invoice,
            len(rows) + 501,
            parameters["amount"],
            gateway=parameters["gateway"],
            date=parameters["date"],
            transid=parameters["transid"],
        )
        invoice["status"] = "Paid"
        if self.lost_reply:
            self.lost_reply = False
            raise Transient("the connection was reset")
        return {"result": "success"}

    # -- what tests do in WHMCS ------------------------------------------------

    def invoice(self, number, *items, status="Unpaid", tax="0.00", **values):
        """Add an invoice; an item is ``(description, amount, taxed, type, relid)``."""
        rows = [
            {
                "id": 10 * number + at,
                "type": kind,
                "relid": relid,
                "description": description,
                "amount": amount,
                "taxed": taxed,
            }
            for at, (description, amount, taxed, kind, relid) in enumerate(items)
        ]
        subtotal = sum(float(row["amount"]) for row in rows)
        invoice = {
            "id": number,
            "userid": 7,
            "invoicenum": "",
            "date": "2026-10-01",
            "duedate": "2026-10-15",
            "subtotal": f"{subtotal:.2f}",
            "credit": "0.00",
            "tax": tax,
            "tax2": "0.00",
            "total": f"{subtotal + float(tax):.2f}",
            "taxrate": "25.000",
            "taxrate2": "0.000",
            "status": status,
            "paymentmethod": "paypal",
            "currencycode": "USD",
            "updated_at": "2026-10-01 10:00:00",
            "items": {"item": rows},
            "transactions": "",
            **values,
        }
        self.invoices.append(invoice)
        return invoice

    def transaction(self, invoice, number, amountin="0.00", amountout="0.00", **values):
        row = {
            "id": str(number),
            "userid": "7",
            "currency": "0",
            "gateway": "paypal",
            "date": "2026-10-05 12:30:00",
            "description": "Invoice Payment",
            "amountin": amountin,
            "fees": "0.00",
            "amountout": amountout,
            "rate": "1.00000",
            "transid": f"T{number}",
            "refundid": "0",
            **values,
        }
        if not invoice["transactions"]:
            invoice["transactions"] = {"transaction": []}
        invoice["transactions"]["transaction"].append(row)
        invoice["updated_at"] = f"2026-10-05 12:30:{number % 60:02}"
        return row


@tagged("post_install", "-at_install")
class BillingCase(AccountTestInvoicingCommon, WhmcsCase):
    """A company with accounts (US dollars, a tax of 25 %) and a WHMCS that bills."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company_data["company"]
        cls.tax = cls.env["account.tax"].create(
            {"name": "WHMCS 25 %", "amount": 25, "company_id": company.id}
        )
        cls.env.user.group_ids |= cls.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        cls.env.user.group_ids |= cls.env.ref("sync_base.group_sync_manager")
        cls.env.user.group_ids |= cls.env.ref("base.group_partner_manager")
        cls.env.user.group_ids |= cls.env.ref("product.group_product_manager")
        cls.backend.write(
            {
                "company_id": company.id,
                "user_id": cls.env.user.id,
                "whmcs_billing": True,
                "whmcs_payment_journal_id": cls.company_data["default_journal_bank"].id,
                "whmcs_tax_ids": [(0, 0, {"rate": 25, "tax_id": cls.tax.id})],
            }
        )
        cls.whmcs = FakeBilling()

    def setUp(self):
        super().setUp()
        self.whmcs.clients = [dict(CLIENT)]

    def tell(self, kind, remote_id):
        """Process an event about a remote object, as the scheduled action does."""
        events_sudo = self.env["sync.event"].sudo()
        event = Event(f"{kind}:{remote_id}", kind, str(remote_id))
        events_sudo._insert(self.backend.sudo(), EventCall(), [event], None)
        self.process_events()

    def found(self, kind, remote_id):
        """Return the record tied to a remote object, empty where there is none."""
        binding = self.binding(kind, remote_id)
        model = {"payment": "account.payment", "refund": "account.payment"}
        model |= {"invoice": "account.move", "opportunity": "crm.lead"}
        model |= {"product": "product.product", "service": "whmcs.service"}
        return self.env[model[kind]].browse(binding.res_id or [])
