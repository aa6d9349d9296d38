"""The token that ties mails to leads: ``[Lead#35]`` in their subjects.

Source: Integria's manual, *Leads: mail*. Case does not count, nor where it stands.

>>> leads("Re: [lead#35] Offer (was: [Lead #7])")
(35, 7)
>>> tagged("Offer", 35), tagged("Re: [LEAD#35] Offer", 35)
('[Lead#35] Offer', 'Re: [LEAD#35] Offer')
"""

import re

# as many digits as an id has at most
TOKEN = re.compile(r"\[\s*lead\s*#\s*([0-9]{1,9})\s*\]", re.IGNORECASE)


def leads(subject):
    """Return the ids of leads that a subject (decoded) names, in order, each once."""
    return tuple(dict.fromkeys(int(found) for found in TOKEN.findall(subject or "")))


def tagged(subject, lead_id):
    """Return a subject that names a lead first, once."""
    if leads(subject)[:1] == (lead_id,):
        return subject
    return f"[Lead#{lead_id}] {subject or ''}".rstrip()
