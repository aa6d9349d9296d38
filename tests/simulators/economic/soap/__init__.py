"""The SOAP service of e-conomic, on the same records as REST and OpenAPI.

Verified are names, types and order of all elements (the published description of 2019),
the log-in by token, the session in a cookie, and the text of two faults (the project's
reference, section 7). How ASP.NET reads and refuses requests is known of other services
of its kind. What else a module takes for granted, its docstring calls an assumption.
"""
