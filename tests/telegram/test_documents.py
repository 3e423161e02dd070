"""Documents over Telegram: the file with its words below, or the words alone."""

from bot.messages import File, Outgoing
from bot.notices.documents import keep_document
from tests.notices.world import NOON

RECEIPT = Outgoing(title="Receipt for order K7M2", text="Total: ¥12.00", card="paper:1")


async def a_document(database) -> int:
    def keep(session):
        session.connection().exec_driver_sql("INSERT INTO person (id, name, created_at) VALUES (1, '', '2026-11-24')")
        session.connection().exec_driver_sql(
            "INSERT INTO identity (id, person_id, channel, external_id, state, preferred, last_written_at, created_at)"
            " VALUES (1, 1, 'telegram', '1', 'reachable', false, '2026-11-24', '2026-11-24')"
        )
        return keep_document(session, 1, "receipt-K7M2.pdf", "application/pdf", b"%PDF-1.6", now=NOON)

    return await database.transact(keep)


async def test_a_document_comes_under_its_name_with_its_words_below(api, out, ana, database):
    file = File(await a_document(database), "receipt-K7M2.pdf")

    await out.sends(ana, Outgoing(title=RECEIPT.title, text=RECEIPT.text, file=file))

    [message] = ana.messages
    assert message.attachment["document"]["file_name"] == "receipt-K7M2.pdf"
    assert message.words == "Receipt for order K7M2\nTotal: ¥12.00"
    [upload] = [call for call in api.calls if call.method == "sendDocument"]
    assert upload.parameters["document"].startswith("attach://")


async def test_more_words_than_fit_below_one_leave_its_title(out, ana, database):
    file = File(await a_document(database), "receipt-K7M2.pdf")

    await out.sends(ana, Outgoing(title=RECEIPT.title, text="2 jin\n" * 400, file=file))

    [message] = ana.messages
    assert message.words == "Receipt for order K7M2"


async def test_a_document_that_is_gone_leaves_the_words(out, ana):
    await out.sends(ana, Outgoing(title=RECEIPT.title, text=RECEIPT.text, file=File(404, "receipt-K7M2.pdf")))

    [message] = ana.messages
    assert message.words == "Receipt for order K7M2\nTotal: ¥12.00"
    assert not message.attachment


async def test_a_document_never_becomes_other_words_so_a_new_message_takes_its_place(out, ana, database):
    file = File(await a_document(database), "receipt-K7M2.pdf")
    message_id = await out.sends(ana, Outgoing(title=RECEIPT.title, text=RECEIPT.text, file=file))

    await out.sends(ana, RECEIPT, edit_message_id=message_id)

    [message] = ana.messages
    assert not message.attachment
