"""Pictures: only for who was shown their address, for ever the same, and nothing but pictures."""

import hashlib

import pytest
from sqlmodel import Session

from bot.catalog.models import Media
from bot.messages import Outgoing, Shot, album_of
from tests.webchat.conftest import NewBrowser
from tests.webchat.double import Double

CONTENT = b"as good as a picture"
SHA = hashlib.sha256(CONTENT).hexdigest()


async def test_a_message_shows_its_picture(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    picture = await double.database.transact(_put)
    await double.shows(await ana.external_id(), "card", Outgoing("Oyster mushroom", picture=picture))

    [row] = (await ana.history())["rows"]
    async with ana.client.get(row["picture"]) as response:
        assert await response.read() == CONTENT
        assert response.content_type == "image/jpeg"
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_browser_that_has_it_is_not_sent_it_again(browser: NewBrowser, double: Double) -> None:
    picture = await double.database.transact(_put)

    async with browser().client.get(f"/media/{picture}-{SHA[:16]}", headers={"If-None-Match": f'"{SHA}"'}) as response:
        assert (response.status, await response.read()) == (304, b"")


@pytest.mark.parametrize("mime", ["image/svg+xml", "text/html", "application/pdf"])
async def test_only_pictures_are_served(browser: NewBrowser, double: Double, mime: str) -> None:
    media = await double.database.transact(lambda session: _put(session, mime))

    async with browser().client.get(f"/media/{media}-{SHA[:16]}") as response:
        assert response.status == 404


async def test_pictures_cannot_be_counted_through(browser: NewBrowser, double: Double) -> None:
    picture = await double.database.transact(_put)

    for path in (f"{picture}", f"{picture}-", f"{picture}-{'0' * 16}", f"{picture}-{SHA[:8]}", f"999-{SHA[:16]}"):
        async with browser().client.get(f"/media/{path}") as response:
            assert response.status == 404


async def test_a_picture_that_is_gone_leaves_the_words(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await double.shows(await ana.external_id(), "card", Outgoing("Oyster mushroom", picture=404))

    [row] = (await ana.history())["rows"]
    assert (row["text"], row["picture"]) == ("Oyster mushroom", None)


async def test_an_album_shows_each_picture_with_its_words(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    picture = await double.database.transact(_put)
    album = album_of([Shot(picture, "Oyster mushroom"), Shot(404, "Shiitake")])
    await double.shows(await ana.external_id(), "album", album)

    [row] = (await ana.history())["rows"]
    assert row["album"] == [
        {"picture": f"/media/{picture}-{SHA[:16]}", "words": "Oyster mushroom"},
        {"picture": None, "words": "Shiitake"},  # it is gone, and leaves its words
    ]
    async with ana.client.get(row["album"][0]["picture"]) as response:
        assert await response.read() == CONTENT


def _put(session: Session, mime: str = "image/jpeg") -> int:
    media = Media(sha256=SHA, mime=mime, size=len(CONTENT), content=CONTENT)
    session.add(media)
    session.flush()
    assert media.id is not None
    return media.id
