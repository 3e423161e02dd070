"""The rules of a shop that is open: shown to admins, changed by the owner."""

from datetime import time

from bot.catalog.desk import apply_settings
from bot.catalog.farms import ask_for_test
from bot.catalog.rules import Rules
from bot.catalog.setup_words import read_rule, zone_city
from bot.catalog.snapshot import FarmFacts
from bot.handlers.admin.buttons import ApplySetting, AskSetting, SendTestAlert
from bot.handlers.admin.previews import done_card, preview_card
from bot.handlers.choices import in_rows
from bot.handlers.context import Context
from bot.handlers.global_words import global_word
from bot.handlers.lines import lines, paragraphs
from bot.handlers.routes import Replies, Routes, Who
from bot.i18n import Reader
from bot.messages import Ask, Outgoing
from bot.refusals import NotAvailable

CARD = "setup"
QUESTION = "setting"
KEYS = ("hold_minutes", "cut_off", "quiet_hours", "pickup_reminder")

routes = Routes()


@routes.press(AskSetting, Who.OWNER)
def ask_setting(ctx: Context, button: AskSetting) -> Replies:
    if button.key not in KEYS:
        raise NotAvailable
    return [
        Outgoing(
            title=rule_text(ctx.reader, button.key, _present(ctx, button.key)),
            text=_question(ctx.reader, button.key),
            card=CARD,
            ask=Ask(QUESTION, {"key": button.key}),
        )
    ]


@routes.answer(QUESTION, Who.OWNER)
def setting_typed(ctx: Context, words: str) -> Replies | None:
    key = ctx.data.get("key")
    if key not in KEYS or global_word(ctx.reader, words):
        return None
    return [_preview(ctx, key, _written(read_rule(key, words)))]


@routes.press(ApplySetting, Who.OWNER)
def apply_setting(ctx: Context, button: ApplySetting) -> Replies:
    if button.key not in KEYS:
        raise NotAvailable
    values = read_rule(button.key, button.value)
    written = _written(values)
    if _present(ctx, button.key) not in (button.seen, written):
        return [_preview(ctx, button.key, written)]
    audit_id = apply_settings(ctx.session, values, actor_id=ctx.asker.person_id, now=ctx.now)
    return [done_card(ctx, rule_text(ctx.reader, button.key, written), "", audit_id)]


@routes.press(SendTestAlert, Who.ADMIN)
def send_test_alert(ctx: Context, button: SendTestAlert) -> Replies:
    farm = ctx.catalogue.farms.get(button.farm_id)
    if farm is None:
        raise NotAvailable
    _ = ctx.reader.gettext
    if ask_for_test(ctx.session, farm.farm_id, now=ctx.now):
        text = _("A test alert for %(farm)s is on its way. Somebody there has to tap its button.")
    else:
        text = _("Nobody of %(farm)s can be reached yet. Let somebody in first: /invite farmer %(farm)s")
    return [Outgoing(text=text % {"farm": ctx.reader.word(farm.names)}, card=CARD)]


def rules_card(ctx: Context) -> Outgoing:
    """Show how the shop is run, and let the owner change what may change while trading."""
    _ = ctx.reader.gettext
    rules, untested = ctx.catalogue.rules, _untested(ctx)
    choices = []
    if untested:
        choices.append(SendTestAlert(untested.farm_id).choice(_("Send a test alert"), "primary"))
    if ctx.asker.is_owner:
        choices += [AskSetting(key).choice(_label(ctx.reader, key)) for key in KEYS]
    return Outgoing(
        title=rules.name_for(ctx.reader.language),
        text=paragraphs(
            lines(
                _("Currency: %(currency)s") % {"currency": rules.currency},
                _("Time: %(hour)s in %(city)s")
                % {"hour": ctx.reader.hour(ctx.now), "city": zone_city(rules.zone.key, ctx.reader.language)},
                *(rule_text(ctx.reader, key, _present(ctx, key)) for key in KEYS),
            ),
            _("%(farm)s goes on sale once somebody there has answered the test alert.")
            % {"farm": ctx.reader.word(untested.names)}
            if untested
            else "",
        ),
        rows=in_rows(choices),
        card=CARD,
    )


def rule_text(reader: Reader, key: str, written: str) -> str:
    """Say one rule; `written` as its button carries it."""
    _ = reader.gettext
    match key:
        case "hold_minutes":
            return reader.ngettext(
                "Review holds the goods for %(num)d minute.",
                "Review holds the goods for %(num)d minutes.",
                int(written),
            ) % {"num": int(written)}
        case "cut_off":
            hour = {"hour": written.replace(".", ":")}
            return _("Orders for the next day are taken until %(hour)s.") % hour
        case "pickup_reminder":
            return _("Buyers are reminded of their pickup at %(hour)s.") % {"hour": written.replace(".", ":")}
        case _:
            begins, _dash, ends = written.replace(".", ":").partition("-")
            if begins == ends:
                return _("There are no quiet hours.")
            return _("No reminders at night: from %(begins)s to %(ends)s.") % {"begins": begins, "ends": ends}


def _preview(ctx: Context, key: str, written: str) -> Outgoing:
    _ = ctx.reader.gettext
    seen = _present(ctx, key)
    if seen == written:
        so_already = _("It is so already; there is nothing to change.")
        return Outgoing(title=rule_text(ctx.reader, key, written), text=so_already, card=CARD)
    return preview_card(
        ctx,
        _label(ctx.reader, key),
        paragraphs(
            lines(
                _("Before: %(rule)s") % {"rule": rule_text(ctx.reader, key, seen)},
                _("After: %(rule)s") % {"rule": rule_text(ctx.reader, key, written)},
            ),
            _("Nothing has been changed yet."),
        ),
        ApplySetting(key, written, seen).choice(_("Apply"), "primary"),
    )


def _question(reader: Reader, key: str) -> str:
    _ = reader.gettext
    match key:
        case "hold_minutes":
            return _("For how many minutes shall Review hold the goods? Type a number from 5 to 240.")
        case "cut_off":
            return _("Until when are orders for the next day taken? Type an hour, for example 17:00.")
        case "pickup_reminder":
            return _("At what hour shall buyers be reminded on the day they collect? Type it, for example 8:00.")
        case _:
            return _("When are people not to be reminded? Type from when to when, for example 21:00-06:00.")


def _label(reader: Reader, key: str) -> str:
    _ = reader.gettext
    match key:
        case "hold_minutes":
            # Translators: a button, at most 20 characters: for how long Review holds goods.
            return _("Hold time")
        case "cut_off":
            # Translators: a button, at most 20 characters: until when orders for the next day are taken.
            return _("Cut-off")
        case "pickup_reminder":
            # Translators: a button, at most 20 characters: when buyers are reminded that they collect today.
            return _("Pickup reminder")
        case _:
            # Translators: a button, at most 20 characters: when nobody is reminded.
            return _("Quiet hours")


def _present(ctx: Context, key: str) -> str:
    rules: Rules = ctx.catalogue.rules
    match key:
        case "hold_minutes":
            return str(rules.hold_minutes)
        case "cut_off":
            return _hour(rules.cut_off)
        case "pickup_reminder":
            return _hour(rules.pickup_reminder)
        case _:
            return f"{_hour(rules.quiet_from)}-{_hour(rules.quiet_until)}"


def _written(values: dict[str, str | int]) -> str:
    """Write new values as a button carries them, which holds no colon: "17.00", "21.00-06.00"."""
    return "-".join(str(value).replace(":", ".") for value in values.values())


def _hour(hour: time) -> str:
    return f"{hour:%H.%M}"


def _untested(ctx: Context) -> FarmFacts | None:
    return next((farm for farm in ctx.catalogue.farms.values() if not farm.tested), None)
