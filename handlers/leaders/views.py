"""What a leader looks at: all that is below them, one unit of it, or one area."""

from dataclasses import dataclass, replace

from handlers.desk import Desk
from storage.models import PersonRole, Role
from storage.scope import Scope

ALL = "all"


@dataclass(frozen=True, slots=True)
class View:
    """A scope and how it is called. `key`: "all", "u-<unit>" or "a-<area>"; `name`: "" for all."""

    key: str
    scope: Scope
    name: str = ""


def public(desk: Desk, scope: Scope) -> Scope:
    """Of a scope, what may be shown to others than leaders: not what they alone read."""
    apart = desk.office.kept_apart
    units = desk.office.open_units if scope.units is None else scope.units
    return replace(scope, units=tuple(one for one in units if one not in apart)) if apart else scope


def below(roles: list[PersonRole]) -> Scope | None:
    """All that somebody leads by these roles; None: nothing."""
    units = [one.unit for one in roles if one.role == Role.LEADER]
    if not units:
        return None
    return Scope() if None in units else Scope(tuple(sorted({one for one in units if one})))


async def view_of(desk: Desk, person_id: int, key: str = ALL) -> View | None:
    """The view that a key names, as far as the person leads there now; None: they do not."""
    led = below(await desk.store.people.roles(person_id, desk.now))
    return None if led is None else within(desk, led, key)


def within(desk: Desk, led: Scope, key: str) -> View | None:
    """The view that a key names within what somebody leads."""
    what, _, code = key.partition("-")
    if key == ALL:
        names = [desk.office.unit_name(one) for one in led.units or ()]
        return View(ALL, led, ", ".join(names))
    area = desk.office.area(code)
    if what == "u" and (led.units is None or code in led.units) and _known(desk, code):
        return View(key, Scope((code,)), desk.office.unit_name(code))
    if what == "a" and area is not None:
        return View(key, Scope(led.units, code), area.name)
    return None


def _known(desk: Desk, code: str) -> bool:
    return desk.office.unit(code) is not None


def of_unit(code: str) -> str:
    """The key of a unit's view."""
    return f"u-{code}"


def of_area(code: str) -> str:
    """The key of an area's view."""
    return f"a-{code}"
