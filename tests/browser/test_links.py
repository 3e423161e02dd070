"""Links in the page: buttons that open an address, codes to read, and a chat that is opened by a link."""

from playwright.async_api import Page, expect

from bot.messages import Choice, Outgoing, Text
from tests.browser.conftest import IN_BROWSER, OpenPhone, Site, until
from tests.webchat.double import SITE_URL

pytestmark = IN_BROWSER

FOLLOWED = "https://t.me/share/url?url=x&text=y"


def said(site: Site) -> list[str]:
    return [event.content.text for event in site.double.received if isinstance(event.content, Text)]


async def test_a_button_with_an_address_is_a_link_that_opens_beside(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/buyer/")
    ways = (Choice("Share", style="primary", url=FOLLOWED), Choice("Shop", "shop"))
    await site.double.shows("demo-buyer", "share", Outgoing("Send it on", rows=(ways,)))

    link = page.get_by_role("link", name="Share")
    await expect(link).to_have_attribute("href", FOLLOWED)
    await expect(link).to_have_attribute("target", "_blank")
    await expect(link).to_have_attribute("rel", "noopener")
    box = await link.bounding_box()
    assert box
    assert box["height"] >= 44


async def test_a_button_becomes_a_link_and_a_button_again(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/buyer/")
    for way in (Choice("Go", "go"), Choice("Go", url=FOLLOWED), Choice("Go", "go")):
        await site.double.shows("demo-buyer", "m", Outgoing("Here", rows=((way,),)))
        await expect(page.get_by_role("link" if way.url else "button", name="Go", exact=True)).to_be_visible()

    await page.get_by_role("button", name="Go", exact=True).click()

    await expect(page.get_by_text("You pressed go")).to_be_visible()


async def test_a_button_leads_to_no_other_kind_of_address(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/buyer/")

    await site.double.shows("demo-buyer", "m", Outgoing("Here", rows=((Choice("Go", url="javascript:alert(1)"),),)))

    go = page.locator("a", has_text="Go")
    await expect(go).to_be_visible()
    assert await go.get_attribute("href") is None


async def test_a_code_is_drawn_whole_and_has_words_for_those_who_do_not_see_it(phone: OpenPhone, site: Site) -> None:
    page = await phone("/chat/buyer/")
    await site.double.shows("demo-buyer", "share", Outgoing("Send it on", qr=f"{SITE_URL}/chat/?start=p_12"))

    code = page.get_by_role("img", name="The same link as a QR code")
    await expect(code).to_be_visible()
    await until(lambda: code.evaluate("image => image.complete && image.naturalWidth > 0"))
    assert await code.evaluate("image => getComputedStyle(image).objectFit") == "contain"


async def test_a_newcomer_who_comes_by_a_link_says_it_instead_of_hello(phone: OpenPhone, site: Site) -> None:
    page = await phone("/")

    await comes_by(page, site, "p_12")

    await expect(page.get_by_text("You said: /start p_12")).to_be_visible()
    await expect(page.locator(".own")).to_have_count(0)
    assert said(site)[-1] == "/start p_12"
    assert page.url == f"{site.url}/chat/"
    await page.reload()
    await expect(page.get_by_text("You said: /start p_12")).to_be_visible()
    assert [words for words in said(site) if "p_12" in words] == ["/start p_12"]


async def test_whoever_is_known_says_it_each_time_they_come_by_a_link(phone: OpenPhone, site: Site) -> None:
    page = await phone()

    for payload, times in (("p_12", 1), ("c_3", 1), ("p_12", 2)):
        await comes_by(page, site, payload)
        await expect(page.get_by_text(f"You said: /start {payload}")).to_have_count(times)

    await expect(page.locator(".own")).to_have_count(0)
    assert [words for words in said(site) if "_" in words] == ["/start p_12", "/start c_3", "/start p_12"]


async def test_a_link_that_is_none_of_ours_is_a_plain_hello(phone: OpenPhone, site: Site) -> None:
    page = await phone()

    await comes_by(page, site, "a%20b%00")

    await expect(page).to_have_url(f"{site.url}/chat/")
    assert not any("a b" in words for words in said(site))


async def comes_by(page: Page, site: Site, payload: str) -> None:
    await page.goto(f"{site.url}/chat/?start={payload}")
