"""The database itself: what it says of its own state, and what no engine says of JSON."""

from tests.checker.evidence import Evidence
from tests.checker.registry import Inspection, rule

# References that are no foreign keys, because they stand in JSON or name a table by its name.
ABOUT = {"parcel": "parcel", "orders": "orders", "farm": "farm", "lot": "lot", "dead_letter": "dead_letter"}


@rule("DB2", "keys, checks and indexes hold as the engine sees it, and what points at a row finds it")
def sound(evidence: Evidence, look: Inspection) -> None:
    look.saw(evidence.engine_checks)
    for complaint in evidence.engine:
        look.wrong(complaint)
    for notice in evidence["notice"]:
        look.saw()
        table = ABOUT.get(notice["about"])
        is_there = table is None or notice["about_id"] in evidence.by_id(table)
        look.expect(is_there, f"notice {notice['id']} is about nothing", notice)
