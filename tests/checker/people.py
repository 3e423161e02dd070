"""Who may do what, and when they might: people, roles and farms."""

from collections.abc import Mapping
from datetime import datetime

from tests.checker.evidence import Evidence, Row


def people_of(evidence: Evidence) -> Mapping[int, int]:
    """Say who everybody is now: whoever was joined into another is that one."""
    if "people" not in evidence.memory:
        into = {row["id"]: row["joined_into_id"] for row in evidence["person"]}
        evidence.memory["people"] = {person: _last(person, into) for person in into}
    people: Mapping[int, int] = evidence.memory["people"]
    return people


def farmers_of(evidence: Evidence, farm_id: int, *, still: bool = False) -> set[int]:
    """Give everybody who ever answered for a farm; `still`: who does now."""
    return _people(evidence, evidence.of("farm_member", "farm_id")[farm_id], still)


def admins_of(evidence: Evidence, *, still: bool = False) -> set[int]:
    """Give everybody who ever had a role; `still`: who has one now."""
    return _people(evidence, evidence["role"], still)


def had_role(evidence: Evidence, person_id: int | None, at: datetime) -> bool:
    """Whether somebody was an admin or owner at a moment, which may be that in which it began or ended."""
    return any(
        _held(role["granted_at"], role["ended_at"], at)
        for one in _same(evidence, person_id)
        for role in evidence.of("role", "person_id")[one]
    )


def answered_for(evidence: Evidence, person_id: int | None, farm_id: int, at: datetime) -> bool:
    """Whether somebody answered for a farm at a moment."""
    return any(
        row["farm_id"] == farm_id and _held(row["since"], row["ended_at"], at)
        for one in _same(evidence, person_id)
        for row in evidence.of("farm_member", "person_id")[one]
    )


def _same(evidence: Evidence, person_id: int | None) -> list[int]:
    """Give all rows that are one person: rights were moved from one to the other."""
    now = people_of(evidence)
    return [one for one, is_now in now.items() if person_id is not None and is_now == now[person_id]]


def _held(since: datetime, until: datetime | None, at: datetime) -> bool:
    return since <= at and (until is None or at <= until)


def _people(evidence: Evidence, rows: list[Row], still: bool) -> set[int]:
    now = people_of(evidence)
    return {now[row["person_id"]] for row in rows if not (still and row["ended_at"])}


def _last(person: int, into: Mapping[int, int | None]) -> int:
    while (after := into.get(person)) is not None:
        person = after
    return person
