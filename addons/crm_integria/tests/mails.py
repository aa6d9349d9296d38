"""Answers to a mail as mail programs write them: quoting, encodings, what is broken.

Written by hand in the forms that the programs have; no real mail.
"""

import base64

TOKEN = "[Lead#{lead}]"
QUOTED = "We offer it for 100 euros"
HEAD = """From: Ana <ana@bakery.example>
To: leads@ours.example
Message-ID: <{name}@there.example>
MIME-Version: 1.0
"""


def _mail(name, head, body):
    text = HEAD.format(name=name) + head + "\n" + body
    return text.replace("\n", "\r\n")


def gmail(lead):
    html = f"""<div dir="ltr">I want it, ¿sí?</div><br><div class="gmail_quote">
<div dir="ltr" class="gmail_attr">On Mon, 1 Mar 2027 at 10:00, Olga wrote:<br></div>
<blockquote class="gmail_quote"><div>{QUOTED}</div></blockquote></div>"""
    head = f"""Subject: Re: {TOKEN.format(lead=lead)} Offer
Content-Type: multipart/alternative; boundary="0000"
"""
    body = f"""--0000
Content-Type: text/plain; charset="UTF-8"

I want it, ¿sí?

On Mon, 1 Mar 2027 at 10:00, Olga wrote:

> {QUOTED}

--0000
Content-Type: text/html; charset="UTF-8"

{html}
--0000--
"""
    return _mail("gmail", head, body).encode()


def outlook(lead):
    head = f"""Subject: =?iso-8859-1?Q?SV=3A_=5BLead=23{lead}=5D_Tilbud_p=E5_br=F8d?=
Content-Type: text/html; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable
"""
    body = f"""<html><body><p class=3D"MsoNormal">I want it, br=F8d =E6 =E5</p>
<div id=3D"divRplyFwdMsg"><hr><b>From:</b> Olga<br><b>Subject:</b> Offer</div>
<p>{QUOTED}</p></body></html>
"""
    return _mail("outlook", head, body).encode("ascii")


def apple(lead):
    html = f"""<html><body>I want it, d=C3=A9j=C3=A0<br><div><blockquote type=3D"cite">
<div>On 1 Mar 2027, Olga wrote:</div><div>{QUOTED}</div></blockquote></div></body>
</html>"""
    head = f"""Subject: Re: {TOKEN.format(lead=lead).upper()} Offer
Content-Type: multipart/alternative; boundary="Apple-Mail=_1"
X-Mailer: Apple Mail (2.3774)
"""
    body = f"""--Apple-Mail=_1
Content-Transfer-Encoding: quoted-printable
Content-Type: text/plain; charset=utf-8

I want it, d=C3=A9j=C3=A0

> {QUOTED}

--Apple-Mail=_1
Content-Transfer-Encoding: quoted-printable
Content-Type: text/html; charset=utf-8

{html}
--Apple-Mail=_1--
"""
    return _mail("apple", head, body).encode("ascii")


def thunderbird(lead):
    head = f"""Subject: Aw: Fwd: {TOKEN.format(lead=lead)} Offer
User-Agent: Mozilla Thunderbird
Content-Type: text/plain; charset=ISO-8859-1; format=flowed
Content-Transfer-Encoding: 8bit
"""
    body = f"""I want it, schön

Am 01.03.27 um 10:00 schrieb Olga:
> {QUOTED}
"""
    return _mail("thunderbird", head, body).encode("latin-1")


def broken(lead):
    """Boundaries that never end, a charset that nobody knows, bytes that are none."""
    head = f"""Subject: Re: {TOKEN.format(lead=lead)} Offer
Content-Type: multipart/mixed; boundary="never"
"""
    body = """--never
Content-Type: text/plain; charset="x-nobody-knows"

I want it
--never
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

not!base64
--never
Content-Type: application/pdf; name="a.pdf"
Content-Disposition: attachment

"""
    return _mail("broken", head, body).encode() + b"\xff\xfe\x00%PDF"


def large(lead, size):
    """A mail with an attachment of so many bytes."""
    content = base64.encodebytes(b"x" * size).decode()
    head = f"""Subject: Re: {TOKEN.format(lead=lead)} Plans
Content-Type: multipart/mixed; boundary="big"
"""
    body = f"""--big
Content-Type: text/plain; charset=utf-8

I want it

--big
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="plan.bin"
Content-Transfer-Encoding: base64

{content}
--big--
"""
    return _mail("large", head, body).encode()
