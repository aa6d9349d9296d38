"""A plain caller of the simulated WHMCS API."""

import requests

CREDENTIALS = {"identifier": "simulator-identifier", "secret": "simulator-secret"}
NEW_CLIENT = {
    "firstname": "Søren",
    "lastname": "O'Hara",
    "companyname": "Søn & Co",
    "address1": "Vej 1",
    "city": "Odense",
    "state": "Syddanmark",
    "postcode": "5000",
    "country": "DK",
    "phonenumber": "+45.66123456",
    "password2": "not used",
}


class Api:
    """Calls actions and returns the decoded JSON, or the whole HTTP reply."""

    def __init__(self, url, root=""):
        self.url = f"{url}{root}/includes/api.php"
        self._session = requests.Session()

    def __call__(self, action, **parameters):
        return self.http(action, **parameters).json()

    def http(self, action, timeout=10, **parameters):
        data = CREDENTIALS | {"responsetype": "json", "action": action} | parameters
        return self.post(data, timeout)

    def post(self, data, timeout=10):
        return self._session.post(self.url, data=data, timeout=timeout)

    def error(self, action, **parameters):
        """The message of a call that must fail."""
        reply = self(action, **parameters)
        assert reply["result"] == "error", reply
        return reply["message"]

    def add_client(self, email, **parameters):
        reply = self("AddClient", **NEW_CLIENT | {"email": email} | parameters)
        assert reply["result"] == "success", reply
        return int(reply["clientid"])

    def add_invoice(self, client_id, *items, **parameters):
        """CreateInvoice with items of (description, amount[, taxed])."""
        for number, (description, amount, *taxed) in enumerate(items, 1):
            parameters[f"itemdescription{number}"] = description
            parameters[f"itemamount{number}"] = amount
            parameters[f"itemtaxed{number}"] = int(bool(taxed and taxed[0]))
        reply = self("CreateInvoice", userid=client_id, **parameters)
        assert reply["result"] == "success", reply
        return int(reply["invoiceid"])

    def pay(self, invoice_id, transid, **parameters):
        """AddInvoicePayment of the whole balance or of `amount`."""
        parameters = {"gateway": "paypal", "date": "2026-02-03 04:05:06"} | parameters
        return self(
            "AddInvoicePayment", invoiceid=invoice_id, transid=transid, **parameters
        )

    def invoice(self, invoice_id):
        return self("GetInvoice", invoiceid=invoice_id)

    def transactions(self, **filters):
        return self("GetTransactions", **filters)["transactions"]["transaction"]

    def credit(self, client_id):
        return self("GetClientsDetails", clientid=client_id)["client"]["credit"]

    def open_ticket(self, client_id, subject="Subject", message="Text", **parameters):
        """OpenTicket in department 1; return the ticket's id."""
        parameters = {"deptid": 1, "clientid": client_id} | parameters
        reply = self("OpenTicket", subject=subject, message=message, **parameters)
        assert reply["result"] == "success", reply
        return int(reply["id"])

    def ticket(self, ticket_id, **parameters):
        return self("GetTicket", ticketid=ticket_id, **parameters)

    def tickets(self, **filters):
        """Rows of GetTickets of all departments."""
        filters = {"ignore_dept_assignments": "true", "limitnum": 1000} | filters
        return self("GetTickets", **filters)["tickets"]["ticket"]
