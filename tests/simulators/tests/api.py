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
