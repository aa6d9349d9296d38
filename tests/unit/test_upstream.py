"""What failed is read out of an Odoo log: tests, parts of tests, whole classes."""

from devtools.upstream import failures

LINE = "2026-11-29 11:17:32,958 29432 {} dev odoo.{}: {}\n"
TRACE = """Traceback (most recent call last):
  File "test_a.py", line 7, in test_b
    mock.assert_called_once()
  File "mock.py", line 918, in assert_called_once
    raise AssertionError(msg)
AssertionError: Called 2 times.
Calls: [call()].
"""


def log(*failed):
    """Return a log of ``(logger, what)``, each with a trace, and of what passed."""
    passed = LINE.format("INFO", "addons.crm.tests.test_a", "Starting TestA.test_c ...")
    return passed.join(
        LINE.format("ERROR", logger, what) + TRACE for logger, what in [*failed]
    )


def test_what_failed_and_what_was_raised():
    text = log(
        ("addons.account.tests.test_a", "FAIL: TestA.test_b"),
        ("addons.crm.tests.test_a", "ERROR: Subtest TestA.test_d (x='y')"),
        ("tests.suite", "ERROR: setUpClass (odoo.addons.crm.tests.test_a.TestE)"),
    )
    assert failures(text) == dict.fromkeys(
        [("account", "TestA.test_b"), ("crm", "TestA.test_d"), ("crm", "TestE")],
        "AssertionError: Called 2 times.",
    )


def test_other_errors_are_no_tests():
    assert not failures(
        LINE.format("ERROR", "http", "Exception during request") + TRACE
    )
