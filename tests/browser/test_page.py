"""How the chat looks and feels: edits in place, keyboard, large text, narrow phones, right to left."""

from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from bot.messages import Choice, Clip, ClipKind, File, Outgoing, Press, Shot, Unsupported, album_of
from tests.browser.conftest import IN_BROWSER, OpenPhone, Site, card
from tests.telegram.fake.attachments import a_video
from tests.telegram.sending import add_media, add_picture
from tests.webchat.test_documents import a_document

pytestmark = IN_BROWSER

OVERFLOW = """() => {
  const wide = [document.scrollingElement, ...document.querySelectorAll('body *')].filter((element) =>
    !element.matches('.unseen, option') && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1);
  const out = [...document.querySelectorAll('article, button, textarea, select')].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.left < -0.5 || box.right > innerWidth + 0.5;
  });
  return [...wide, ...out].map((element) => element.outerHTML.slice(0, 80));
}"""


async def test_an_edit_changes_the_message_where_it_stands(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/buyer/")
    welcome = page.get_by_role("article")
    await expect(welcome).to_contain_text("Welcome")
    await site.double.shows("demo-buyer", "push", Outgoing("Something else"))
    await expect(page.get_by_role("article")).to_have_count(2)
    await page.evaluate("document.querySelector('article').marked = true")

    await page.get_by_role("button", name="Shop").click()

    await expect(welcome.first).to_contain_text("You pressed shop")
    await expect(page.get_by_role("article")).to_have_count(2)
    assert await page.evaluate("document.querySelector('article').marked")  # the same element, not a new one


async def test_a_press_shows_until_it_is_acknowledged(phone: OpenPhone, site: Site) -> None:
    page = await phone()
    shop = page.get_by_role("button", name="Shop")
    await expect(shop).to_be_visible()
    held: list[Route] = []
    await page.route("**/send", lambda route: held.append(route))
    site.double.toast = "One moment"

    await shop.click()

    await expect(shop).to_have_class("button primary pressed")
    await expect(shop).to_have_attribute("aria-disabled", "true")
    await page.get_by_role("button", name="Cancel order").click(force=True)  # takes no press meanwhile
    await held[0].continue_()
    await expect(shop).to_have_attribute("aria-disabled", "false")
    await expect(page.get_by_text("One moment")).to_be_visible()
    assert [event.content for event in site.double.received if isinstance(event.content, Press)] == [
        Press("shop", "card")
    ]


async def test_the_second_half_of_a_double_tap_presses_nothing_new(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/buyer/")
    button = page.get_by_role("button").first
    await site.double.shows("demo-buyer", "card", Outgoing("Review", rows=((Choice("Confirm", "confirm"),),)))
    await expect(page.get_by_role("button", name="Confirm")).to_be_visible()

    await page.evaluate("""() => {
      const button = document.querySelector('article button');
      button.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
    }""")
    await site.double.shows("demo-buyer", "card", Outgoing("Placed", rows=((Choice("Cancel order", "cancel"),),)))
    await expect(page.get_by_role("button", name="Cancel order")).to_have_attribute("aria-disabled", "false")
    await page.evaluate("""() => {
      const button = document.querySelector('article button');
      button.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 2 }));
    }""")
    await expect(button).to_have_attribute("aria-disabled", "false")

    presses = [event.content.payload for event in site.double.received if isinstance(event.content, Press)]
    assert presses == ["confirm"]


async def test_everything_works_by_keyboard(phone: OpenPhone, site: Site) -> None:
    page = await phone()

    for _ in range(10):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent") == "Shop":
            break
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("You pressed shop")).to_be_visible()
    focused = await page.evaluate("document.activeElement.tagName")
    await page.get_by_role("textbox").focus()
    await page.keyboard.type("first line")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("second line")
    await page.keyboard.press("Enter")

    assert outline == "solid"
    assert focused == "BUTTON"  # an edit does not take the focus away
    await expect(page.locator(".own .text")).to_have_text("first line\nsecond line")


async def test_what_a_screen_reader_is_told(phone: OpenPhone) -> None:
    page = await phone()

    log = page.get_by_role("log", name="Conversation")
    await expect(log).to_contain_text("Welcome")
    await expect(log).not_to_have_attribute("aria-busy", "true")
    await expect(page.get_by_role("textbox", name="Write a message…")).to_be_visible()
    await expect(page.get_by_role("button", name="Send")).to_be_visible()
    await expect(page.get_by_role("combobox", name="Language")).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (390, "200%"), (480, "100%")])
@pytest.mark.parametrize("locale", ["en-GB", "ar"])
async def test_nothing_is_cut_on_narrow_phones_or_in_large_text(
    phone: OpenPhone, site: Site, width: int, size: str, locale: str
) -> None:
    page = await phone("/chat/buyer/", width=width, locale=locale)
    await page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
    await site.double.shows("demo-buyer", "long", Outgoing("Llanfairpwllgwyngyll" * 9))
    await site.double.shows("demo-buyer", "card", card("A title that is rather long, so that it needs two lines"))
    await _say(page, "https://example.com/" + "x" * 300)
    await page.context.set_offline(True)
    await _say(page, "10 eggs")
    await expect(page.locator(".own")).to_have_count(2)

    assert await page.evaluate(OVERFLOW) == []
    for button in await page.locator("button:visible").all():
        box = await button.bounding_box()
        assert box
        assert min(box["height"], box["width"]) >= 44


async def test_a_language_from_right_to_left_turns_the_page(phone: OpenPhone) -> None:
    page = await phone(locale="ar")
    await _say(page, "فطر محاري")

    own = await page.locator(".own").bounding_box()
    send = await page.get_by_role("button", name="Send").bounding_box()
    text = await page.get_by_role("textbox").bounding_box()
    assert await page.evaluate("document.documentElement.dir") == "rtl"
    assert own
    assert send
    assert text
    assert own["x"] < 30
    assert send["x"] < text["x"]


async def test_choosing_a_language_changes_the_words_without_a_reload(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/buyer/")
    await page.evaluate("window.same = true")

    await page.get_by_role("combobox").select_option("ar")
    await expect(page.locator(".own")).to_have_count(0)  # a choice is not something that was said
    await site.double.reads("demo-buyer", "ar")
    await site.double.shows("demo-buyer", "card", card("أهلًا"))

    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert await page.evaluate("window.same")
    assert site.double.received[-1].content.text == "/language ar"  # type: ignore[union-attr]


async def test_who_reads_older_messages_is_not_pulled_away(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/buyer/")
    for number in range(30):
        await site.double.shows("demo-buyer", f"m{number}", Outgoing(f"Message {number}\n\n\n"))
    await expect(page.get_by_text("Message 29")).to_be_in_viewport()
    await page.evaluate("document.getElementById('log').scrollTop = 0")
    await expect(page.get_by_text("Message 0", exact=True)).to_be_in_viewport()

    await site.double.shows("demo-buyer", "push", Outgoing("Your order is ready"))

    newer = page.get_by_role("button", name="New messages")
    await expect(newer).to_be_visible()
    await expect(page.get_by_text("Message 0", exact=True)).to_be_in_viewport()
    await newer.click()
    await expect(page.get_by_text("Your order is ready")).to_be_in_viewport()
    await expect(newer).to_be_hidden()


async def test_an_answer_to_a_press_further_up_is_brought_into_view(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/buyer/")
    site.double.answer = lambda incoming: [("orders", Outgoing("My orders\n\n\n\n"))]
    for number in range(30):
        await site.double.shows("demo-buyer", f"m{number}", Outgoing(f"Message {number}\n\n\n"))
    await expect(page.get_by_text("Message 29")).to_be_in_viewport()

    await page.get_by_role("button", name="Shop").click()

    await expect(page.get_by_text("My orders")).to_be_in_viewport()


async def test_a_removed_message_goes(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/buyer/")

    await site.double.shows("demo-buyer", "card", None)

    await expect(page.get_by_role("article")).to_have_count(0)


async def test_only_our_own_links_can_be_followed(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/buyer/")
    words = f"Send this link: {site.url}/i/Abc-1. Not this one: https://evil.example/i/Abc"
    await site.double.shows("demo-buyer", "invite", Outgoing(words))

    link = page.get_by_role("link")
    await expect(link).to_have_count(1)
    await expect(link).to_have_attribute("href", f"{site.url}/i/Abc-1")
    await expect(page.get_by_text(words)).to_be_visible()


async def test_markup_is_only_words(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/buyer/")
    words = "<img src=x onerror=alert(1)></a><script>alert(2)</script>"

    await site.double.shows("demo-buyer", "m", Outgoing(words, words, ((Choice("<b>bold</b>", "x"),),)))
    await _say(page, words)

    await expect(page.locator(".own .text")).to_have_text(words)
    await expect(page.get_by_role("article").nth(1).locator(".text")).to_have_text(words)
    await expect(page.get_by_role("button", name="<b>bold</b>")).to_be_visible()
    await expect(page.locator("article img:visible, article script, article b")).to_have_count(0)


async def test_a_pasted_picture_is_answered(phone: OpenPhone, site: Site) -> None:
    page = await phone()

    await page.evaluate("""() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['x'], 'box.png', { type: 'image/png' }));
      document.getElementById('words').dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer }));
    }""")

    await expect(page.get_by_text("You said: photo")).to_be_visible()
    assert site.double.received[-1].content == Unsupported("photo")


async def _say(page: Page, words: str) -> None:
    await page.get_by_role("textbox").fill(words)
    await page.get_by_role("textbox").press("Enter")


async def test_a_document_is_saved_under_its_name(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/buyer/", width=320)
    await expect(page.get_by_role("article")).to_contain_text("Welcome")
    document = await a_document(site.double, "demo-buyer")
    receipt = Outgoing("Total: ¥12.00", "Receipt for order K7M2", file=File(document, "receipt-K7M2.pdf"))
    await site.double.shows("demo-buyer", "paper", receipt)

    async with page.expect_download() as saving:
        await page.get_by_role("link", name="receipt-K7M2.pdf").click()

    saved = await saving.value
    assert saved.suggested_filename == "receipt-K7M2.pdf"
    assert Path(await saved.path()).read_bytes() == b"%PDF-1.6"
    assert await page.evaluate(OVERFLOW) == []


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (390, "200%")])
@pytest.mark.parametrize("locale", ["en-GB", "ar"])
async def test_an_album_stands_two_by_two(phone: OpenPhone, site: Site, width: int, size: str, locale: str) -> None:
    page = await phone("/chat/buyer/", width=width, locale=locale)
    await page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
    words = ["<b>Eggs</b>", "فطر محاري" * 6, "Pears"]
    ids = [await add_picture(site.double.database, (40 + at, 30)) for at in range(2)]
    await site.double.shows("demo-buyer", "album", album_of(map(Shot, [*ids, 404], words)))

    for word in words:
        await expect(page.get_by_text(word, exact=True)).to_be_visible()
    assert [await image.get_attribute("alt") for image in await page.locator("figure img").all()] == words
    assert [await image.is_visible() for image in await page.locator("figure img").all()] == [True, True, False]
    # Measured at once, since it is still on its way to its place.
    boxes = "() => [...document.querySelectorAll('figure')].map((figure) => figure.getBoundingClientRect().toJSON())"
    first, second, third = await page.evaluate(boxes)
    assert first["y"] == second["y"] < third["y"]
    assert first["x"] == third["x"]
    assert (first["x"] < second["x"]) == (locale == "en-GB")
    assert await page.evaluate(OVERFLOW) == []


@pytest.mark.parametrize(
    ("kind", "mime", "tag"), [(ClipKind.VIDEO, "video/mp4", "video"), (ClipKind.VOICE, "audio/ogg", "audio")]
)
@pytest.mark.parametrize(("width", "size", "locale"), [(320, "100%", "en-GB"), (390, "200%", "ar")])
async def test_a_clip_is_played_in_its_bubble(
    phone: OpenPhone, site: Site, kind: ClipKind, mime: str, tag: str, width: int, size: str, locale: str
) -> None:
    page = await phone("/chat/buyer/", width=width, locale=locale)
    await page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
    media_id = await add_media(site.double.database, mime, a_video())
    async with page.expect_response("**/media/*") as loading:
        await site.double.shows(
            "demo-buyer", "clip", Outgoing("Farm", "Eggs", clip=Clip(media_id, kind, 12), card="clip")
        )

    player = page.get_by_label("Eggs")
    await expect(player).to_be_visible()
    assert await player.evaluate("element => element.localName") == tag
    for name, value in (("controls", ""), ("playsinline", ""), ("preload", "metadata")):
        await expect(player).to_have_attribute(name, value)
    assert (await loading.value).status == 206  # the browser asks for a part, and is given one
    assert await page.evaluate(OVERFLOW) == []
    await player.focus()
    assert await player.evaluate("element => document.activeElement === element")
    # Shown again, it is the same player: one that plays plays on.
    await player.evaluate("element => { element.marked = true; }")
    await site.double.shows(
        "demo-buyer", "clip", Outgoing("Farm again", "Eggs", clip=Clip(media_id, kind, 12), card="clip")
    )
    await expect(page.get_by_text("Farm again")).to_be_visible()
    assert await player.evaluate("element => element.marked")
