"""Texts of errors, in Odoo or without it."""


def untranslated(source, *args, **kwargs):
    """Do what ``env._`` does, without a database: the text as it stands, filled in.

    >>> untranslated("%s of %s", 1, 2), untranslated("%(a)s", a=1), untranslated("5 %")
    ('1 of 2', '1', '5 %')
    """
    return source % (args or kwargs) if args or kwargs else source
