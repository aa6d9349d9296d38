"""The tables in ``data/``, and records by their XML ids."""

import csv
from pathlib import Path

DATA = Path(__file__).parent / "data"


def table(name):
    """Return the lines of a table as dicts of text."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refs(rpc, xml_ids):
    """Return ``{XML id: record id}``, all by one call."""
    names = [xml_id.split(".")[1] for xml_id in xml_ids]
    rows = rpc.search_read(
        "ir.model.data", [["name", "in", names]], "complete_name", "res_id"
    )
    found = {row["complete_name"]: row["res_id"] for row in rows}
    return {xml_id: found[xml_id] for xml_id in xml_ids}
