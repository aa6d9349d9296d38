"""Replies for a `responsetype` other than JSON; the exact XML is UNVERIFIED."""

import json
from xml.etree.ElementTree import Element, SubElement, tostring

XML = "text/xml; charset=utf-8"


def json_to_xml(body, action):
    root = Element("whmcsapi")
    SubElement(root, "action").text = action.lower()
    _fill(root, json.loads(body.decode("utf-8", "replace")))
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _fill(element, value):
    if isinstance(value, dict):
        for key, item in value.items():
            for single in item if isinstance(item, list) else [item]:
                _fill(SubElement(element, key), single)
    else:
        element.text = str(value)
