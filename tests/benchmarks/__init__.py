"""Benchmarks, run by ``./dev bench``; each module has a function ``rows``."""

import odoo.addons

from devtools import paths

# Our addons are importable as odoo.addons.…, as in a server started with our path.
if str(paths.ADDONS) not in odoo.addons.__path__:
    odoo.addons.__path__.append(str(paths.ADDONS))
