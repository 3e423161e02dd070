"""What everybody does with a phone, whatever their role."""

from tests.simulation.people.phone import Phone


class Somebody:
    """Holds a phone."""

    phone: Phone

    def tap(self) -> bool:
        return self.phone.tap_any()

    def double_tap(self) -> bool:
        return self.phone.tap_twice()

    def tap_stale(self) -> bool:
        return self.phone.tap_stale()

    def block(self) -> bool:
        return self.phone.toggle_block()
