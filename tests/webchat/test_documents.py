"""Documents: a link that works in the browser they were drawn for, and in no other."""

import pytest
from sqlmodel import Session, select

from bot.messages import File, Outgoing
from bot.notices.documents import keep_document
from bot.people.models import Identity
from tests.webchat.conftest import NewBrowser
from tests.webchat.double import NOW, Double


async def a_document(double: Double, owner: str) -> int:
    """Draw something for a browser that has written."""

    def keep(session: Session) -> int:
        identity = session.exec(select(Identity).where(Identity.external_id == owner)).one()
        assert identity.id is not None
        return keep_document(session, identity.id, "receipt-K7M2.pdf", "application/pdf", b"%PDF-1.6", now=NOW)

    return await double.database.transact(keep)


@pytest.mark.parametrize("path", ["/chat/", "/chat/ana/"])
async def test_its_owner_saves_it(browser: NewBrowser, double: Double, path: str) -> None:
    ana = browser(path)
    await ana.opens()
    await ana.says("hello")
    document = await a_document(double, await ana.external_id())
    await double.shows(await ana.external_id(), "paper", Outgoing("Receipt", file=File(document, "receipt-K7M2.pdf")))

    row = (await ana.history())["rows"][-1]
    assert (row["text"], row["file"]) == ("Receipt", {"path": f"document/{document}", "name": "receipt-K7M2.pdf"})
    async with ana.client.get(path + row["file"]["path"]) as response:
        assert await response.read() == b"%PDF-1.6"
        assert response.content_type == "application/pdf"
        assert response.headers["Content-Disposition"] == 'attachment; filename="receipt-K7M2.pdf"'
        assert "no-store" in response.headers["Cache-Control"]


async def test_nobody_else_does(browser: NewBrowser, double: Double) -> None:
    ana, ben, stranger = browser(), browser(), browser()
    for one in (ana, ben):
        await one.opens()
        await one.says("hello")
    document = await a_document(double, await ana.external_id())

    for client in (ben.client, stranger.client):
        async with client.get(f"/chat/document/{document}") as response:
            assert response.status == 404
    async with ana.client.get("/chat/document/999") as response:
        assert response.status == 404


async def test_a_named_chats_document_is_not_the_plain_ones(browser: NewBrowser, double: Double) -> None:
    ana = browser("/chat/ana/")
    await ana.opens()
    await ana.says("hello")
    document = await a_document(double, await ana.external_id())

    async with ana.client.get(f"/chat/document/{document}") as response:
        assert response.status == 404
