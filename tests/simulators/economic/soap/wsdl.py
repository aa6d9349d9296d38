"""The description of the service (WSDL 1.1), made of the tables of the contract."""

from functools import lru_cache

from tests.simulators.economic.soap.contract import (
    ENUMERATIONS,
    NAMESPACE,
    OPERATIONS,
    SERVICE,
    TYPES,
)

PRIMITIVES = {"boolean", "dateTime", "decimal", "int", "string"}
PORT_TYPE = f"{SERVICE}Soap"
BINDINGS = {"soap": PORT_TYPE, "soap12": f"{SERVICE}Soap12"}
TRANSPORT = "http://schemas.xmlsoap.org/soap/http"
_NAMESPACES = {
    "wsdl": "http://schemas.xmlsoap.org/wsdl/",
    "soap": "http://schemas.xmlsoap.org/wsdl/soap/",
    "soap12": "http://schemas.xmlsoap.org/wsdl/soap12/",
    "s": "http://www.w3.org/2001/XMLSchema",
    "tns": NAMESPACE,
}


@lru_cache(maxsize=8)
def wsdl(address):
    """Return the description, as bytes, of the service at an address."""
    ports = "".join(
        f'<wsdl:port name="{name}" binding="tns:{name}">'
        f'<{prefix}:address location="{address}"/></wsdl:port>'
        for prefix, name in BINDINGS.items()
    )
    names = " ".join(f'xmlns:{each}="{uri}"' for each, uri in _NAMESPACES.items())
    text = (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<wsdl:definitions {names} targetNamespace="{NAMESPACE}">'
        f"<wsdl:types>{_schema()}</wsdl:types>"
        f"{''.join(map(_messages, OPERATIONS))}"
        f"{_port_type()}{''.join(map(_binding, BINDINGS))}"
        f'<wsdl:service name="{SERVICE}">{ports}</wsdl:service></wsdl:definitions>'
    )
    return text.encode()


def _schema():
    parts = [f'<s:schema elementFormDefault="qualified" targetNamespace="{NAMESPACE}">']
    for name, (request, result) in OPERATIONS.items():
        answered = (result,) if result else ()
        for element, members in ((name, request), (f"{name}Response", answered)):
            parts.append(f'<s:element name="{element}">{_complex(members)}</s:element>')
    for name, members in TYPES.items():
        parts.append(_complex(members, f' name="{name}"'))
    for name, values in ENUMERATIONS.items():
        each = "".join(f'<s:enumeration value="{value}"/>' for value in values)
        parts.append(
            f'<s:simpleType name="{name}">'
            f'<s:restriction base="s:string">{each}</s:restriction></s:simpleType>'
        )
    return "".join([*parts, "</s:schema>"])


def _complex(members, attributes=""):
    each = "".join(map(_element, members))
    inside = f"<s:sequence>{each}</s:sequence>" if each else ""
    return f"<s:complexType{attributes}>{inside}</s:complexType>"


def _element(member):
    prefix = "s" if member.type in PRIMITIVES else "tns"
    most = "unbounded" if member.many else "1"
    nillable = ' nillable="true"' if member.nillable else ""
    return (
        f'<s:element minOccurs="{int(member.required)}" maxOccurs="{most}"'
        f' name="{member.name}"{nillable} type="{prefix}:{member.type}"/>'
    )


def _messages(name):
    return "".join(
        f'<wsdl:message name="{name}{way}">'
        f'<wsdl:part name="parameters" element="tns:{element}"/></wsdl:message>'
        for way, element in (("SoapIn", name), ("SoapOut", f"{name}Response"))
    )


def _port_type():
    each = "".join(
        f'<wsdl:operation name="{name}"><wsdl:input message="tns:{name}SoapIn"/>'
        f'<wsdl:output message="tns:{name}SoapOut"/></wsdl:operation>'
        for name in OPERATIONS
    )
    return f'<wsdl:portType name="{PORT_TYPE}">{each}</wsdl:portType>'


def _binding(prefix):
    body = f'<{prefix}:body use="literal"/>'
    each = "".join(
        f'<wsdl:operation name="{name}"><{prefix}:operation'
        f' soapAction="{NAMESPACE}/{name}" style="document"/>'
        f"<wsdl:input>{body}</wsdl:input><wsdl:output>{body}</wsdl:output>"
        "</wsdl:operation>"
        for name in OPERATIONS
    )
    return (
        f'<wsdl:binding name="{BINDINGS[prefix]}" type="tns:{PORT_TYPE}">'
        f'<{prefix}:binding transport="{TRANSPORT}"/>{each}</wsdl:binding>'
    )
