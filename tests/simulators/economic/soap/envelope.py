"""Requests, answers and faults of SOAP 1.1 and 1.2, as ASP.NET has them.

Known of other services of ASP.NET: faults come with status 500, also those of SOAP 1.2;
a request that is no XML, with 400 and nothing else; without a SOAPAction the body says
what is called; a wrong one is a fault. A document type is refused as no XML is
(assumption; .NET forbids them).
"""

import re
from typing import NamedTuple

from lxml import etree

from tests.simulators.economic.soap.contract import NAMESPACE, OPERATIONS
from tests.simulators.economic.soap.values import (
    Unreadable,
    escaped,
    read_members,
    written,
)
from tests.simulators.messages import HTML, Response, html_page

ACTION = re.compile(r';\s*action="?([^";]*)')


class Version(NamedTuple):
    name: str
    namespace: str
    content_type: str
    client: str
    server: str


SOAP_11 = Version(
    *("1.1", "http://schemas.xmlsoap.org/soap/envelope/"),
    *("text/xml; charset=utf-8", "soap:Client", "soap:Server"),
)
SOAP_12 = Version(
    *("1.2", "http://www.w3.org/2003/05/soap-envelope"),
    *("application/soap+xml; charset=utf-8", "soap:Sender", "soap:Receiver"),
)
BY_CONTENT_TYPE = {"text/xml": SOAP_11, "application/soap+xml": SOAP_12}


class Wrong(Exception):
    """A request that no operation gets to see.

    :param response: the whole answer
    """

    def __init__(self, response):
        super().__init__(response.status)
        self.response = response


class Call(NamedTuple):
    """What is called, and its parameters in their order."""

    version: Version
    operation: str
    parameters: tuple


def operation_of(request):
    """Return what a request seems to call, for the lists of calls."""
    try:
        version = _version(request)
        # mostly there, and read faster than the body
        name = (_action(request, version) or "").removeprefix(f"{NAMESPACE}/")
        if name in OPERATIONS:
            return name
        return _operation(request, version, _body(request, version))[0]
    except Wrong:
        return "unknown"


def read_call(request):
    """Return the `Call` that a request is.

    :raises Wrong: it is none
    """
    version = _version(request)
    name, element = _operation(request, version, _body(request, version))
    try:
        values = read_members(element, OPERATIONS[name].request)
    except Unreadable as error:
        raise Wrong(_unread(version, error.line, str(error))) from None
    return Call(version, name, tuple(values.values()))


def _version(request):
    kind = request.content_type.partition(";")[0].strip().lower()
    if kind not in BY_CONTENT_TYPE:
        page = html_page("Error", "Request format is unrecognized.")
        raise Wrong(Response(page, 500, HTML, is_error=True))
    return BY_CONTENT_TYPE[kind]


def _body(request, version):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(request.body, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise Wrong(Response(b"", 400, HTML, is_error=True))
    space = version.namespace
    if root.tag != f"{{{space}}}Envelope":
        given = etree.QName(root).namespace or ""
        told = (
            f"Possible SOAP version mismatch: Envelope namespace {given} was"
            f" unexpected. Expecting {space}."
        )
        raise Wrong(fault(version, told, "soap:VersionMismatch"))
    body = root.find(f"{{{space}}}Body")
    if body is None:
        told = f"Body element not found in namespace {space}."
        raise Wrong(_unread(version, root.sourceline, told))
    return body


def _action(request, version):
    """Return the address of what is called, or None if only the body says so."""
    if version is SOAP_12:
        found = ACTION.search(request.content_type)
        return found[1] if found else None
    action = request.headers.get("soapaction")
    return None if action is None else action.strip().strip('"')


def _operation(request, version, body):
    """Return ``(name, its element)``."""
    element = next(body.iterchildren("*"), None)
    action = _action(request, version)
    wanted = None
    if action is not None:
        wanted = action.removeprefix(f"{NAMESPACE}/")
        if wanted == action or wanted not in OPERATIONS:
            told = "Server did not recognize the value of HTTP Header SOAPAction: "
            raise Wrong(fault(version, f"{told}{action}."))
    tag = etree.QName(element) if element is not None else None
    if tag is None:
        told = "The request body is empty."
        raise Wrong(_unread(version, body.sourceline, told))
    known = tag.namespace == NAMESPACE and tag.localname in OPERATIONS
    if not known or (wanted and tag.localname != wanted):
        told = f"<{tag.localname} xmlns='{tag.namespace or ''}'> was not expected."
        raise Wrong(_unread(version, element.sourceline, told))
    return tag.localname, element


def _unread(version, line, told):
    return fault(
        version,
        "Server was unable to read request. --->"
        f" There is an error in XML document ({line}, 1). ---> {told}",
    )


def answer(call, value):
    """Return the response that brings an operation's result."""
    result = OPERATIONS[call.operation].result
    inside = written(value, result) if result else ""
    name = f"{call.operation}Response"
    end = f">{inside}</{name}>" if inside else " />"
    body = f'<{name} xmlns="{NAMESPACE}"{end}'
    return _response(call.version, body, 200)


def fault(version, text, code=None):
    """Return the response that is a fault, by default of the client."""
    code, text = code or version.client, escaped(text)
    if version is SOAP_11:
        inside = (
            f"<faultcode>{code}</faultcode><faultstring>{text}</faultstring><detail />"
        )
    else:
        inside = (
            f"<soap:Code><soap:Value>{code}</soap:Value></soap:Code><soap:Reason>"
            f'<soap:Text xml:lang="en">{text}</soap:Text></soap:Reason><soap:Detail />'
        )
    return _response(version, f"<soap:Fault>{inside}</soap:Fault>", 500)


def _response(version, body, status):
    text = (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<soap:Envelope xmlns:soap="{version.namespace}"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        f"<soap:Body>{body}</soap:Body></soap:Envelope>"
    )
    return Response(text.encode(), status, version.content_type, is_error=status != 200)
