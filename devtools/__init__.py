"""The workings of ``./dev``: set-up, servers, tests, benchmarks and lint.

Modules that run before the virtual environment exists (`cli`, `console`, `paths`,
`provision` and its parts) use the standard library only.
"""
