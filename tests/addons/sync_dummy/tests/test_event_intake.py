from odoo.exceptions import AccessError
from odoo.tests import HttpCase
from odoo.tools import mute_logger

from odoo.addons.sync_dummy.lib.remote import sign

from .common import DummyCase, EventCase

LOGGER = "odoo.addons.sync_base.models.sync_backend_events"


class TestEventIntake(EventCase, HttpCase):
    """What is taken in at the door, and what is refused."""

    def post(self, call, url=None, **options):
        headers, body = call
        url = url or self.backend.event_url.replace(self.backend.get_base_url(), "")
        reply = self.url_open(url, data=body, headers=headers, **options)
        self.env.invalidate_all()
        return reply

    def assert_refused(self, call, url=None):
        with mute_logger(LOGGER):
            reply = self.post(call, url)
        self.assertEqual((reply.status_code, reply.text), (403, "Refused"))
        self.assertFalse(self.events())
        return reply

    def test_a_genuine_call_is_kept_and_wakes_the_action(self):
        reply = self.post(self.remote.event("7"))
        self.assertEqual((reply.status_code, reply.text), (200, "OK"))
        self.assertNotIn("Set-Cookie", reply.headers)
        event = self.events()
        self.assertEqual(
            (event.kind, event.remote_id, event.state), ("customer", "7", "new")
        )
        self.assertEqual(event.body, '{"id": 1, "customers": ["7"]}')
        self.assertEqual(event.company_id, self.backend.company_id)
        # nothing secret, not even a signature, is kept
        self.assertEqual(event.headers.keys(), {"content-type", "user-agent"})
        self.assertEqual(self.triggers(), 1)

    def test_many_calls_make_one_trigger(self):
        for number in range(4):
            self.post(self.remote.event(str(number)))
        self.assertEqual((len(self.events()), self.triggers()), (4, 1))

    def test_forged(self):
        headers, body = self.remote.event("7")
        self.assert_refused((headers, body.replace(b"7", b"8")))
        self.assert_refused(({**headers, "X-Dummy-Time": "1"}, body))
        self.assert_refused(({**headers, "X-Dummy-Signature": "æøå".encode()}, body))
        self.assert_refused(({}, body))
        self.assert_refused(self.remote.event("7", secret="another"))

    def test_replayed_later(self):
        self.assert_refused(self.remote.event("7", at=1_700_000_000))

    def test_without_secret_nothing_is_genuine(self):
        self.backend.sudo().event_secret = False
        self.assert_refused(self.remote.event("7", secret=""))
        self.assert_refused(self.remote.event("7"))

    def test_a_system_without_events_refuses(self):
        # the base's own hook, where a connector has none
        self.patch(type(self.backend), "_verify_event", lambda self, call: False)
        self.assert_refused(self.remote.event("7"))

    def test_a_verification_that_breaks_refuses(self):
        def broken(self, call):
            raise ValueError("broken")

        self.patch(type(self.backend), "_verify_event", broken)
        self.assert_refused(self.remote.event("7"))

    def test_nothing_tells_what_there_is(self):
        """Wrong, unknown, paused, archived and forged look the same."""
        url = f"/sync/event/{self.backend.id}-{self.backend.sudo().event_token}"
        call = self.remote.event("7")
        replies = [
            self.assert_refused(call, each)
            for each in (
                f"{url}x",
                url[:-1],
                f"/sync/event/{self.backend.id}-",
                f"/sync/event/{self.backend.id}",
                "/sync/event/999999-abc",
                "/sync/event/99999999999999999999-abc",
                "/sync/event/0-",
                "/sync/event/-",
                "/sync/event/%F0%9F%90%98-%00",
                "/sync/event/²-abc",
            )
        ]
        replies.append(self.assert_refused(self.remote.event("7", secret="no"), url))
        for values in ({"state": "paused"}, {"state": "draft"}, {"active": False}):
            self.backend.write(values)
            replies.append(self.assert_refused(call, url))
            self.backend.write({"state": "running", "active": True})
        told = {
            (tuple(sorted({*reply.headers} - {"Date"})), reply.content)
            for reply in replies
        }
        self.assertEqual(len(told), 1)
        self.assertEqual(self.post(call, url).status_code, 200)

    def test_the_token_of_one_backend_does_not_open_another(self):
        other = self.backend.sudo().copy({"name": "Other", "state": "running"})
        self.assertTrue(other.event_token)
        self.assertFalse(other.event_secret)
        call = self.remote.event("7")
        self.assert_refused(call, f"/sync/event/{other.id}-{self.token}")
        # its own opens the door, but what comes in must bear its own secret
        self.assert_refused(call, f"/sync/event/{other.id}-{other.event_token}")

    def test_a_new_address_closes_the_old_one(self):
        url = f"/sync/event/{self.backend.id}-{self.token}"
        self.backend.action_new_event_address()
        self.assert_refused(self.remote.event("7"), url)
        self.assertEqual(self.post(self.remote.event("7")).status_code, 200)

    def test_too_large(self):
        for size in (1024 * 1024, 256 * 1024 + 1):
            body = b"[%s]" % (b" " * (size - 2))
            reply = self.post(sign(body))
            self.assertEqual(reply.status_code, 413)
        self.assertFalse(self.events())
        # as much as is allowed
        reply = self.post(sign(b"[%s]" % (b" " * (256 * 1024 - 2))))
        self.assertEqual(reply.status_code, 200)
        self.assertEqual(self.events().state, "failed")

    def test_a_body_without_end(self):
        headers, body = self.remote.event("7")
        reply = self.post((headers, iter([body])))
        self.assertEqual(reply.status_code, 411)
        self.assertFalse(self.events())

    def test_a_form_is_signed_as_it_came(self):
        headers, body = sign(b"customers=7")
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.assertEqual(self.post((headers, body)).status_code, 200)
        self.assertEqual(self.events().body, "customers=7")

    def test_other_methods(self):
        headers, body = self.remote.event("7")
        with mute_logger(LOGGER):
            # the dummy signs its time and an empty body as well as any other
            self.assertEqual(self.post((headers, None)).status_code, 403)
            self.assertEqual(self.post(sign(b"")).status_code, 200)
        reply = self.post((headers, body), method="PUT")
        self.assertEqual(reply.status_code, 405)

    def test_a_second_delivery_is_dropped(self):
        call = self.remote.event("7", "8")
        for _time in range(3):
            self.assertEqual(self.post(call).status_code, 200)
        self.assertEqual(self.events().mapped("remote_id"), ["8", "7"])
        # the first of a call keeps the body
        self.assertEqual([bool(event.body) for event in self.events()], [False, True])

    def test_what_is_not_understood_is_kept(self):
        for number, body in enumerate(
            (
                b"not json",
                b'{"id": 1, "customers": []}',
                b"\xff\x00\xfe",
                b"[" * 100_000,
            ),
            1,
        ):
            with mute_logger(LOGGER):
                self.assertEqual(self.post(sign(body)).status_code, 200)
            event = self.events()[0]
            self.assertEqual((len(self.events()), event.state), (number, "failed"))
            self.assertTrue(event.message and event.body)

    def test_odd_hints(self):
        odd = "\ud800\0" + "x" * 5_000
        call = self.remote.event(odd, 5, None, kind="customer")
        self.assertEqual(self.post(call).status_code, 200)
        events = self.events()
        self.assertEqual(len(events), 3)
        self.assertLess(max(len(event.remote_id) for event in events), 300)

    def test_what_is_of_no_interest_is_ignored(self):
        self.post(self.remote.event("7", kind="invoice"))
        self.assertEqual(self.events().state, "ignored")

    def test_a_stopped_backend_goes_on_taking_in(self):
        self.backend.state = "stopped"
        self.assertEqual(self.post(self.remote.event("7")).status_code, 200)
        self.assertEqual(self.events().state, "new")

    def test_the_scheduled_action_is_made_where_it_is_missing(self):
        self.backend.sudo().event_cron_id.unlink()
        self.post(self.remote.event("7"))
        self.assertIn("_cron_event", self.backend.sudo().event_cron_id.code)
        self.assertEqual(self.triggers(), 1)


class TestEventRights(DummyCase):
    """The address is a secret of managers, and what came in as well."""

    def user(self, group):
        return self.env["res.users"].create(
            {
                "name": group,
                "login": group,
                "group_ids": [(6, 0, [self.env.ref(f"sync_base.{group}").id])],
            }
        )

    def test_who_may_see_what(self):
        event = self.env["sync.event"].create(
            {
                "backend_id": self.backend.id,
                "key": "k",
                "received_at": "2026-01-01",
                "kind": "customer",
                "body": "a secret of a customer",
                "state": "done",
            }
        )
        user = self.user("group_sync_user")
        manager = self.user("group_sync_manager")
        self.assertEqual(event.with_user(user).kind, "customer")
        for name in ("body", "headers"):
            with self.assertRaises(AccessError):
                event.with_user(user).read([name])
        with self.assertRaises(AccessError):
            event.with_user(user).action_replay()
        self.assertEqual(event.with_user(manager).body, "a secret of a customer")
        event.with_user(manager).action_replay()
        self.assertEqual(event.state, "new")
        backend = self.backend
        with self.assertRaises(AccessError):
            backend.with_user(user).read(["event_url"])
        with self.assertRaises(AccessError):
            backend.with_user(user).action_new_event_address()
        with self.assertRaises(AccessError):
            backend.with_user(manager).read(["event_token"])
        token = backend.sudo().event_token
        self.assertIn(token, backend.with_user(manager).event_url)
        backend.with_user(manager).action_new_event_address()
        self.assertNotEqual(backend.sudo().event_token, token)

    def test_events_of_other_companies_are_not_seen(self):
        event = self.env["sync.event"].create(
            {
                "backend_id": self.backend.id,
                "key": "k",
                "received_at": "2026-01-01",
            }
        )
        company = self.env["res.company"].create({"name": "Other"})
        manager = self.user("group_sync_manager")
        manager.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.assertFalse(self.env["sync.event"].with_user(manager).search([]))
        with self.assertRaises(AccessError):
            event.with_user(manager).action_replay()
