"""What people see on their phones, and what happens in groups."""

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, ReplyKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.telegram.fake.attachments import a_picture
from tests.telegram.fake.people import Person
from tests.telegram.fake.server import FakeBotApi

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("Shop", callback_data="shop")]])


async def test_a_message_is_shown_as_read_not_as_written(bot: Bot, ana: Person):
    text = '<b>Jam</b> &amp; <a href="https://farm.example">more</a> 🍅 <i>now</i>'
    await bot.send_message(ana.id, text, parse_mode="HTML", disable_notification=True, reply_markup=BUTTONS)

    [message] = ana.messages
    assert message.text == "Jam & more 🍅 now"
    assert [(one["type"], one["offset"], one["length"]) for one in message.entities] == [
        ("bold", 0, 3), ("text_link", 6, 4), ("italic", 14, 3),
    ]  # fmt: skip
    assert (message.silent, message.labels, message.edited_at) == (True, ["Shop"], None)


async def test_an_edit_takes_the_buttons_away_unless_they_are_sent_again(bot: Bot, ana: Person):
    sent = await bot.send_message(ana.id, "Hello", reply_markup=BUTTONS)
    edited = await bot.edit_message_text("Bye", ana.id, sent.message_id)

    assert (ana.sees, ana.labels, edited.reply_markup) == ("Bye", [], None)
    assert ana.messages[0].edited_at


async def test_a_text_becomes_a_picture(bot: Bot, ana: Person):
    sent = await bot.send_message(ana.id, "Hello")
    await bot.edit_message_media(InputMediaPhoto(a_picture(), caption="Look"), ana.id, sent.message_id)

    [message] = ana.messages
    assert (message.text, message.caption, bool(message.photo)) == (None, "Look", True)


async def test_pictures_are_kept_and_can_be_sent_again_by_id(bot: Bot, ana: Person):
    first = await bot.send_photo(ana.id, a_picture())
    again = await bot.send_photo(ana.id, first.photo[-1].file_id)
    file = await bot.get_file(again.photo[-1].file_id)

    assert bytes(await file.download_as_bytearray()) == a_picture()
    assert ana.messages[0].photo == ana.messages[1].photo


async def test_deleted_messages_are_gone_but_remembered(bot: Bot, ana: Person):
    sent = await bot.send_message(ana.id, "Hello")
    await sent.delete()

    assert (ana.messages, ana.chat.deleted[sent.message_id].text) == ([], "Hello")
    tap = ana.presses("shop", sent.message_id)
    [update] = await bot.get_updates()
    assert not update.callback_query.message.is_accessible
    assert tap.message_id == sent.message_id


async def test_tapping_a_label_sends_what_is_behind_it(bot: Bot, ana: Person):
    await bot.send_message(ana.id, "Hello", reply_markup=BUTTONS)
    ana.taps("Shop")

    [update] = await bot.get_updates()
    query = update.callback_query
    assert (query.data, query.message.text, query.message.reply_markup) == ("shop", "Hello", BUTTONS)
    with pytest.raises(AssertionError, match="Ana has no button 'Farm'"):
        ana.taps("Farm")
    await query.answer("Here it is", show_alert=True)
    assert ana.toast == "Here it is"


async def test_keyboards_under_the_input_field_stay_until_removed(bot: Bot, ana: Person):
    await bot.send_message(ana.id, "Hello", reply_markup=ReplyKeyboardMarkup([["Shop"]]))

    assert ana.chat.reply_keyboard == [[{"text": "Shop"}]]


async def test_the_profile_by_language(api: FakeBotApi, bot: Bot):
    await bot.set_my_commands([BotCommand("shop", "Sklep")], language_code="pl")
    await bot.set_my_description("Fresh", language_code="pl")
    await bot.set_my_short_description("Farm shop")

    assert await bot.get_my_commands() == ()
    assert (await bot.get_my_commands(language_code="pl"))[0].description == "Sklep"
    assert (await bot.get_my_description("pl")).description == "Fresh"
    assert (await bot.get_my_short_description("pl")).short_description == "Farm shop"
    await bot.delete_my_commands(language_code="pl")
    assert await bot.get_my_commands(language_code="pl") == ()
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Shop", "x")])


async def test_privacy_mode_hides_what_is_not_for_the_bot(api: FakeBotApi, bot: Bot, ana: Person):
    group = api.group("Village")
    group.adds_bot(ana)
    said = await bot.send_message(group.id, "Hello all")
    api.bot.updates.forget()
    ana.says("Nice weather", group)
    ana.says("/shop@weather_bot", group)
    ana.says("/shop", group)
    ana.says("@village_market_bot tomatoes?", group)
    ana.says("Thanks", group, reply_to=group.messages[0])

    heard = await bot.get_updates()
    assert [update.message.text for update in heard] == ["/shop", "@village_market_bot tomatoes?", "Thanks"]
    assert heard[-1].message.reply_to_message.message_id == said.message_id


async def test_a_group_that_throws_the_bot_out(api: FakeBotApi, bot: Bot, ana: Person):
    group = api.group("Village")
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "Hello")
    group.adds_bot(ana)
    await bot.send_message(group.id, "Hello")
    group.removes_bot(ana)

    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "Hello")
    statuses = [one.my_chat_member.new_chat_member.status for one in await bot.get_updates() if one.my_chat_member]
    assert statuses == ["member", "kicked"]


async def test_a_group_that_becomes_a_supergroup(api: FakeBotApi, bot: Bot, ana: Person):
    group = api.group("Village", basic=True)
    group.adds_bot(ana)
    old_id = group.id
    group.upgrades(ana)

    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old_id, "Hello")
    await bot.send_message(moved.value.new_chat_id, "Hello")
    assert group.messages[-1].text == "Hello"


async def test_who_speaks_behind_a_group_or_a_channel(api: FakeBotApi, bot: Bot, ana: Person):
    group, channel = api.group("Village"), api.channel("News", username="village_news")
    group.adds_bot(ana, as_admin=True)
    channel.adds_bot(ana)
    api.bot.updates.forget()
    group.anonymous_says("Order!")
    group.other_bot_says("Rain")
    channel.posts("Fresh tomatoes")

    anonymous, other, post = await bot.get_updates()
    assert (anonymous.message.sender_chat.id, anonymous.message.from_user.username) == (group.id, "GroupAnonymousBot")
    assert other.message.from_user.is_bot
    assert (post.channel_post.text, post.channel_post.from_user) == ("Fresh tomatoes", None)
    await bot.send_message("@village_news", "And jam")
    assert channel.messages[-1].text == "And jam"


async def test_inline_queries_are_answered_once(api: FakeBotApi, bot: Bot, ana: Person):
    asking = ana.asks_inline("tomato")
    await bot.answer_inline_query(asking.id, [], cache_time=5)

    assert (asking.answered, asking.answer) == (True, {"cache_time": 5})
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_inline_query(asking.id, [])


async def test_a_channel_needs_the_bot_as_an_admin(api: FakeBotApi, bot: Bot, ana: Person):
    channel = api.channel("News")
    channel.adds_bot(ana)
    channel.demotes_bot(ana)

    with pytest.raises(BadRequest, match="Need administrator rights in the channel chat"):
        await bot.send_message(channel.id, "Hello")
