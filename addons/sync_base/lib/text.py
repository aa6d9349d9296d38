"""Remote text, as a database can hold it."""


def storable_text(text):
    """Return text without what no column keeps.

    Bytes that were not UTF-8 come in as lone surrogates; zero bytes cannot be kept.
    """
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
