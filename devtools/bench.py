"""``./dev bench``: figures as ratios against a baseline measured in the same run."""

import importlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from . import database, paths
from .console import DevError, say


@dataclass
class Row:
    """One figure. ``bar`` is the highest value allowed; None: for information."""

    name: str
    value: float
    bar: float | None

    @property
    def ok(self):
        return self.bar is None or self.value <= self.bar


def available():
    folder = paths.TESTS / "benchmarks"
    return sorted(
        path.stem
        for path in folder.glob("*.py")
        if path.stem not in {"__init__", "memory_remote", "worker"}
    )


def main(names, json_file=None):
    """Run benchmarks; return 1 when a bar is missed."""
    unknown = set(names) - set(available())
    if unknown:
        raise DevError(
            f"no benchmark {', '.join(sorted(unknown))}; there are: "
            f"{', '.join(available())}"
        )
    rows = []
    with database.running():
        database.template()
        for name in names or available():
            say(f"• {name}")
            module = importlib.import_module(f"tests.benchmarks.{name}")
            for row in module.rows():
                rows.append(row)
                bar = "for information" if row.bar is None else f"bar {row.bar:g}"
                mark = "ok" if row.ok else "MISSED"
                say(f"  {row.name}: {row.value:.3g} ({bar}) {mark}")
    if json_file:
        text = json.dumps([asdict(row) | {"ok": row.ok} for row in rows], indent=2)
        Path(json_file).write_text(text + "\n")
    return 0 if all(row.ok for row in rows) else 1
