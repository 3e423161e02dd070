"""What is an address, whichever way it comes; channels take out most of what cannot be seen before."""

import pytest

from bot.people.addresses import BadAddress, read_address


def test_it_stands_on_one_line_with_its_place_behind_it() -> None:
    assert read_address(" blue \n door ", "26.37812, 108.07791") == "blue door (26.37812, 108.07791)"


@pytest.mark.parametrize("words", ["Door \u202eabc", "Door \ufeff 5"])
def test_what_cannot_be_seen_is_in_no_address(words: str) -> None:
    with pytest.raises(BadAddress):
        read_address(words)
