"""The language of COQL, as far as connectors use it.

``select A, B.C from M where (A = 'x' and B is null) order by A desc limit 0, 200``.
Conditions are joined in pairs, with brackets around a pair that is joined again:
``((a and b) or c)``. Brackets around all are free.
"""

import re
from dataclasses import dataclass, field

from tests.simulators.zoho.crm.comparing import comparable
from tests.simulators.zoho.errors import Refused

TOKEN = re.compile(
    r"\s*(?:('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|([A-Za-z$_][\w$.]*)"
    r"|(-?\d[\w:.+-]*)|(>=|<=|!=|<>|[=<>(),*]))"
)
MOST_CONDITIONS = 25
MOST_COLUMNS = 50
USUAL_LIMIT = 200
COMPARE = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<>": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
}


@dataclass
class Query:
    """:param test: ``test(get)`` with ``get(name)`` → value says whether a row fits"""

    columns: list
    module: str
    test: object
    names: list
    order: list = field(default_factory=list)
    offset: int = 0
    limit: int = USUAL_LIMIT


def parse(text):
    """Return the `Query` of a text; SYNTAX_ERROR where it is none."""
    return _Parser(text).query()


class _Parser:
    def __init__(self, text):
        self._tokens, at = [], 0
        text = text.strip().rstrip(";")
        while at < len(text):
            found = TOKEN.match(text, at)
            if not found or found.end() == at:
                raise _syntax(text[at : at + 20])
            quoted, word, number, mark = found.groups()
            self._tokens.append((quoted, word or number or mark))
            at = found.end()
        self._at = 0
        self.names, self._conditions = [], 0

    # -- reading tokens --------------------------------------------------------------

    def _peek(self):
        if self._at >= len(self._tokens):
            return None
        quoted, text = self._tokens[self._at]
        return None if quoted else text.lower()

    def _next(self):
        if self._at >= len(self._tokens):
            raise _syntax("end of the query")
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, word):
        quoted, text = self._next()
        if quoted or text.lower() != word:
            raise _syntax(quoted or text)

    def _accept(self, word):
        if self._peek() != word:
            return False
        self._at += 1
        return True

    def _name(self):
        quoted, text = self._next()
        if quoted or not re.fullmatch(r"[A-Za-z$_][\w$.]*", text):
            raise _syntax(quoted or text)
        return text

    def _value(self):
        quoted, text = self._next()
        if quoted:
            return re.sub(r"\\(.)", r"\1", quoted[1:-1])
        if text in ("(", ")", ",", "*") or text in COMPARE:
            raise _syntax(text)
        return text

    def _number(self):
        quoted, text = self._next()
        if quoted or not text.isdigit():
            raise _syntax(quoted or text)
        return int(text)

    # -- the parts -------------------------------------------------------------------

    def query(self):
        self._expect("select")
        columns = [self._column()]
        while self._accept(","):
            columns.append(self._column())
        if len(columns) > MOST_COLUMNS:
            details = {"limit": str(MOST_COLUMNS)}
            raise Refused("LIMIT_EXCEEDED", details)
        self._expect("from")
        module = self._name()
        if not self._accept("where"):
            raise Refused("SYNTAX_ERROR", {"clause": "where"}, "missing clause")
        test = self._joined()
        query = Query(columns, module, test, self.names)
        if self._accept("order"):
            self._expect("by")
            query.order.append(self._order())
            while self._accept(","):
                query.order.append(self._order())
        if self._accept("limit"):
            query.limit = self._number()
            if self._accept(","):
                query.offset, query.limit = query.limit, self._number()
        if self._accept("offset"):
            query.offset = self._number()
        if self._at < len(self._tokens):
            raise _syntax(self._tokens[self._at][1] or self._tokens[self._at][0])
        if self._conditions > MOST_CONDITIONS:
            details = {"limit": str(MOST_CONDITIONS)}
            raise Refused("LIMIT_EXCEEDED", details)
        return query

    def _column(self):
        name = self._name()
        if name.lower() == "count" and self._accept("("):
            self._expect("id")
            self._expect(")")
            return "COUNT(id)"
        return name

    def _order(self):
        name = self._name()
        self.names.append(name)
        if self._accept("desc"):
            return name, True
        self._accept("asc")
        return name, False

    def _joined(self):
        left = self._part()
        word = self._peek()
        if word not in ("and", "or"):
            return left
        self._at += 1
        right = self._part()
        if self._peek() in ("and", "or"):
            # a third condition wants brackets around the first two
            raise _syntax(self._peek())
        if word == "and":
            return lambda get: left(get) and right(get)
        return lambda get: left(get) or right(get)

    def _part(self):
        if self._accept("("):
            inner = self._joined()
            self._expect(")")
            return inner
        return self._condition()

    def _condition(self):
        self._conditions += 1
        name = self._name()
        self.names.append(name)
        if self._accept("is"):
            wanted = not self._accept("not")
            self._expect("null")
            return lambda get: (get(name) in (None, "")) is wanted
        if self._accept("not"):
            positive = self._more(name)
            return lambda get: get(name) is not None and not positive(get)
        if self._peek() in ("in", "like", "between"):
            return self._more(name)
        quoted, mark = self._next()
        if quoted or mark not in COMPARE:
            raise _syntax(quoted or mark)
        return _compared(name, COMPARE[mark], self._value())

    def _more(self, name):
        if self._accept("in"):
            self._expect("(")
            values = [self._value()]
            while self._accept(","):
                values.append(self._value())
            self._expect(")")
            tests = [_compared(name, COMPARE["="], value) for value in values]
            return lambda get: any(test(get) for test in tests)
        if self._accept("like"):
            return _like(name, self._value())
        self._expect("between")
        low = _compared(name, COMPARE[">="], self._value())
        self._expect("and")
        high = _compared(name, COMPARE["<="], self._value())
        return lambda get: low(get) and high(get)


def _compared(name, compare, given):
    def test(get):
        known = get(name)
        if known is None:
            return False
        known, wanted = comparable(known, given)
        return wanted is not None and compare(known, wanted)

    return test


def _like(name, pattern):
    parts = (re.escape(part) for part in pattern.casefold().split("%"))
    matcher = re.compile(".*".join(parts), re.DOTALL)

    def test(get):
        known = get(name)
        return known is not None and bool(matcher.fullmatch(str(known).casefold()))

    return test


def _syntax(near):
    return Refused("SYNTAX_ERROR", {"near": near})
