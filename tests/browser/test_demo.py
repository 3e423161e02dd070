"""Three phones on one page."""

import pytest
from playwright.async_api import expect

from bot.messages import Outgoing, Text
from tests.browser.conftest import IN_BROWSER, OpenPhone, Site, until

pytestmark = IN_BROWSER

WIDE = 1440


async def test_three_phones_are_three_people(phone: OpenPhone, site: Site) -> None:
    page = await phone("/", width=WIDE)

    for title in ("Buyer", "Farmer", "Admin"):
        await expect(page.frame_locator(f"iframe[title={title}]").get_by_text("Welcome")).to_be_visible()
    people = {event.sender.external_id for event in site.double.received}

    assert people == {"demo-buyer", "demo-farmer", "demo-admin"}


async def test_the_picker_above_a_phone_is_that_phones(phone: OpenPhone, site: Site) -> None:
    page = await phone("/", width=WIDE)
    await expect(page.frame_locator("iframe[title=Farmer]").get_by_text("Welcome")).to_be_visible()

    await page.get_by_role("combobox", name="Language").nth(1).select_option("ar")
    await until(lambda: _has_been_said(site, "demo-farmer", "/language ar"))
    await site.double.reads("demo-farmer", "ar")
    await site.double.shows("demo-farmer", "x", Outgoing("نعم"))

    await expect(page.frame_locator("iframe[title=Farmer]").locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.frame_locator("iframe[title=Buyer]").locator("html")).to_have_attribute("dir", "ltr")


async def test_a_link_opens_one_more_phone(phone: OpenPhone, site: Site) -> None:
    page = await phone("/", width=WIDE)
    admin = page.frame_locator("iframe[title=Admin]")
    await expect(admin.get_by_text("Welcome")).to_be_visible()
    await site.double.shows("demo-admin", "invite", Outgoing(f"Send them this link: {site.url}/i/Abc-1"))

    await admin.get_by_role("link").click()
    guest = page.frame_locator("iframe[title=Guest]")
    await guest.get_by_role("button", name="Join").click()

    await expect(guest.get_by_text("You said: /start Abc-1")).to_be_visible()
    assert len(page.context.pages) == 1


@pytest.mark.parametrize("width", [320, 390])
async def test_on_a_narrow_screen_the_phones_are_swiped(phone: OpenPhone, width: int) -> None:
    page = await phone("/", width=width)

    assert await page.evaluate("document.scrollingElement.scrollWidth") <= width
    box = await page.locator("iframe").first.bounding_box()
    assert box
    assert box["width"] <= width


async def _has_been_said(site: Site, who: str, words: str) -> bool:
    return any(event.sender.external_id == who and event.content == Text(words) for event in site.double.received)
