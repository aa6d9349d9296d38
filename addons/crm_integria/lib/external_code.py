"""External codes of contracts: numbers of invoices, separated by commas.

Source: Integria's manual, *Contracts*.
"""


def numbers(code):
    """Return the invoice numbers of an external code, in order, each once.

    >>> numbers(" 15/1000,15/1001 ,, 15/1000")
    ['15/1000', '15/1001']
    """
    parts = (part.strip() for part in (code or "").split(","))
    return list(dict.fromkeys(part for part in parts if part))
