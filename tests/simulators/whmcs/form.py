"""Request parameters as PHP sees them in `$_POST`."""

import base64
import binascii
import re
from urllib.parse import parse_qsl

import phpserialize

FORM = "application/x-www-form-urlencoded"
_BRACKETS = re.compile(r"\[([^\]]*)\]")
_NUMBER = re.compile(r"\s*[+-]?\d+")


class Form(dict):
    """Parameters; bracket notation has become nested dictionaries."""

    @classmethod
    def parse(cls, content_type, body):
        """PHP fills `$_POST` from form bodies only, so other types are empty."""
        form = cls()
        if not content_type.startswith(FORM):
            return form
        for key, value in parse_qsl(body.decode("utf-8", "replace"), True):
            if "[" in key:
                _put_nested(form, key, value)
            else:
                form[key] = value
        return form

    def text(self, name, default=""):
        value = self.get(name, default)
        return value if isinstance(value, str) else default

    def integer(self, name, default=0):
        """PHP's `(int)`: leading digits, otherwise zero."""
        if name not in self:
            return default
        return to_integer(self.text(name))

    def flag(self, name):
        return to_flag(self.text(name))

    def array(self, name):
        value = self.get(name)
        return value if isinstance(value, dict) else {}

    def custom_fields(self):
        """`customfields`: base64 of a PHP-serialized array (docs, AddClient)."""
        text = self.text("customfields")
        if not text:
            return {}
        try:
            values = phpserialize.loads(
                base64.b64decode(text, validate=True), decode_strings=True
            )
        except (binascii.Error, ValueError):
            return {}
        if not isinstance(values, dict):
            return {}
        return {to_integer(str(key)): str(value) for key, value in values.items()}


def to_integer(text):
    match = _NUMBER.match(text)
    return int(match.group()) if match else 0


def to_flag(text):
    return text.lower() not in ("", "0", "false")


def _put_nested(form, key, value):
    name, bracket, rest = key.partition("[")
    path = _BRACKETS.findall(bracket + rest)
    target = form
    for part in path:
        if not isinstance(target.get(name), dict):
            target[name] = {}
        target = target[name]
        name = part if part else str(len(target))
    target[name] = value
