"""A button's verb means one thing: old messages keep it for years."""

from dataclasses import dataclass

import pytest

from bot.buttons import Button, unpack
from bot.handlers.buyer.buttons import OpenShop


def test_verb_is_given_to_one_button_only() -> None:
    with pytest.raises(TypeError, match="shop"):

        @dataclass(frozen=True, slots=True)
        class Shopping(Button, verb="shop"):
            pass

    assert unpack("shop") == OpenShop()
