"""Pictures and clips: only for who was shown their address, for ever the same, and nothing but these."""

import hashlib

import pytest
from sqlmodel import Session

from bot.catalog.models import Media
from bot.messages import Clip, ClipKind, Outgoing, Shot, album_of
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
async def test_nothing_else_is_served(browser: NewBrowser, double: Double, mime: str) -> None:
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


@pytest.mark.parametrize(
    ("kind", "mime", "player"),
    [
        (ClipKind.VIDEO, "video/mp4", "video"),
        (ClipKind.VOICE, "audio/ogg", "audio"),
        (ClipKind.AUDIO, "audio/mpeg", "audio"),
        (ClipKind.AUDIO, "audio/mp4", "audio"),
    ],
)
async def test_a_message_has_its_clip_and_what_plays_it(
    browser: NewBrowser, double: Double, kind: ClipKind, mime: str, player: str
) -> None:
    ana = browser()
    media = await double.database.transact(lambda session: _put(session, mime))
    await double.shows(await ana.external_id(), "clip", Outgoing(title="Eggs", clip=Clip(media, kind, 12)))

    [row] = (await ana.history())["rows"]
    assert row["clip"] == {"path": f"/media/{media}-{SHA[:16]}", "player": player}
    async with ana.client.get(row["clip"]["path"]) as response:
        assert (await response.read(), response.content_type) == (CONTENT, mime)
        assert response.headers["Accept-Ranges"] == "bytes"
        assert "media-src 'self'" in response.headers["Content-Security-Policy"]


async def test_a_clip_that_is_gone_leaves_the_words(browser: NewBrowser, double: Double) -> None:
    ana = browser()
    await double.shows(await ana.external_id(), "clip", Outgoing(title="Eggs", clip=Clip(404, ClipKind.VOICE, 12)))

    [row] = (await ana.history())["rows"]
    assert (row["title"], row["clip"]) == ("Eggs", None)


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-1", slice(0, 2)),  # Safari's first question
        ("bytes=3-", slice(3, None)),
        ("bytes=-4", slice(-4, None)),
        ("bytes=0-999", slice(0, None)),
        ("bytes=-999", slice(0, None)),
    ],
)
async def test_a_player_is_given_the_part_it_asks_for(
    browser: NewBrowser, double: Double, asked: str, part: slice
) -> None:
    media = await double.database.transact(lambda session: _put(session, "video/mp4"))

    async with browser().client.get(f"/media/{media}-{SHA[:16]}", headers={"Range": asked}) as response:
        first, stop, _ = part.indices(len(CONTENT))
        assert (response.status, await response.read()) == (206, CONTENT[part])
        assert response.headers["Content-Range"] == f"bytes {first}-{stop - 1}/{len(CONTENT)}"
        assert response.headers["Content-Length"] == str(stop - first)
        assert response.content_type == "video/mp4"
        assert "immutable" in response.headers["Cache-Control"]
        assert response.headers["ETag"] == f'"{SHA}"'


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=2-1"},
        {"Range": "bytes=0-1,3-4"},
        {"Range": "lines=0-1"},
        {"Range": "bytes=0-1", "If-Range": '"of something else"'},
    ],
)
async def test_what_cannot_be_read_as_one_part_is_answered_with_all_of_it(
    browser: NewBrowser, double: Double, headers: dict[str, str]
) -> None:
    media = await double.database.transact(lambda session: _put(session, "video/mp4"))

    async with browser().client.get(f"/media/{media}-{SHA[:16]}", headers=headers) as response:
        assert (response.status, await response.read()) == (200, CONTENT)


async def test_the_rest_of_the_same_is_a_part(browser: NewBrowser, double: Double) -> None:
    media = await double.database.transact(lambda session: _put(session, "video/mp4"))
    headers = {"Range": "bytes=3-", "If-Range": f'"{SHA}"'}

    async with browser().client.get(f"/media/{media}-{SHA[:16]}", headers=headers) as response:
        assert (response.status, await response.read()) == (206, CONTENT[3:])


async def test_a_part_beyond_the_end_is_refused_with_its_size(browser: NewBrowser, double: Double) -> None:
    media = await double.database.transact(lambda session: _put(session, "video/mp4"))

    async with browser().client.get(f"/media/{media}-{SHA[:16]}", headers={"Range": "bytes=999-"}) as response:
        assert response.status == 416
        assert response.headers["Content-Range"] == f"bytes */{len(CONTENT)}"


def _put(session: Session, mime: str = "image/jpeg") -> int:
    media = Media(sha256=SHA, mime=mime, size=len(CONTENT), content=CONTENT)
    session.add(media)
    session.flush()
    assert media.id is not None
    return media.id
