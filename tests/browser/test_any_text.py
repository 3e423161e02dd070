"""What a browser shows of any words is what a messenger shows of them."""

from itertools import pairwise

from bot.messages import Incoming, Outgoing
from tests.browser.conftest import IN_BROWSER, OpenPhone, Site, expect
from tests.properties.test_same_words import PIECES, on_a_phone

pytestmark = IN_BROWSER

ODD = [*PIECES[:-1], "".join(PIECES[:-1]), *("".join(pair) for pair in pairwise(PIECES))]
MESSAGES = [Outgoing(text=f"text {number}: {odd}.", title=f"title {number}: {odd}.") for number, odd in enumerate(ODD)]
# As a reader sees it: what stands in the elements, not what was handed to them.
SEEN = """() => [...document.querySelectorAll(".words")]
    .map((words) => [words.querySelector("strong").textContent, words.querySelector(".text").textContent])
    .filter(([title]) => title.startsWith("title "))"""


async def test_any_words_are_shown_as_on_a_messenger(site: Site, phone: OpenPhone) -> None:
    def answer(incoming: Incoming) -> list[tuple[str, Outgoing]]:
        greeting = Outgoing(text="Welcome")
        return [("greeting", greeting), *((f"odd-{number}", one) for number, one in enumerate(MESSAGES))]

    site.double.answer = answer

    page = await phone("/chat/")

    await expect(page.get_by_text(f"title {len(MESSAGES) - 1}:")).to_be_visible()
    seen = await page.evaluate(SEEN)
    assert len(seen) == len(MESSAGES)
    for (title, text), outgoing in zip(seen, MESSAGES, strict=True):
        for shown in on_a_phone(outgoing):
            assert f"{title}\n{text}" == shown
