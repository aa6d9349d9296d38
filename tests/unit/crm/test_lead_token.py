"""The token of leads in subjects: laws."""

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_integria.lib.lead_token import leads, tagged

ids = st.integers(1, 10**9 - 1)


@given(st.text(), ids)
def test_a_tagged_subject_names_the_lead_first_and_once(subject, lead_id):
    once = tagged(subject, lead_id)
    assert leads(once)[0] == lead_id
    assert tagged(once, lead_id) == once


@given(st.text(), ids, st.sampled_from(["Re: ", "AW: ", "Fwd: Sv: "]))
def test_an_answer_keeps_its_token(subject, lead_id, prefix):
    answer = prefix + tagged(subject, lead_id).upper()
    assert leads(answer)[0] == lead_id
    assert tagged(answer, lead_id) == answer


def test_what_is_no_token():
    for subject in ("", None, "Lead#5", "[Lead#]", "[Lead#x]", "[Lead#1234567890]"):
        assert leads(subject) == ()
