"""Links that let people in: /invite for admins, /link for a person's other phone, and what opening one does."""

from dataclasses import replace

from bot.catalog.farms import add_member, find_farms, owe_test_alert
from bot.catalog.snapshot import FarmFacts
from bot.catalog.words import fit_label
from bot.codes import LINK_LENGTH
from bot.handlers.admin.buttons import InviteFarmer, JoinAccount, RevokeInvite
from bot.handlers.admin.previews import QUOTED_MAX
from bot.handlers.buyer.buttons import OpenShop
from bot.handlers.buyer.shop import CARD as SHOP_CARD
from bot.handlers.buyer.shop import shop_screen
from bot.handlers.choices import CHOICES_MAX, in_rows
from bot.handlers.context import Context
from bot.handlers.lines import lines, paragraphs
from bot.handlers.person import readable
from bot.handlers.routes import Replies, Routes, Who
from bot.links import app_name
from bot.messages import Outgoing
from bot.notices.service import move_notices
from bot.orders.joining import join_orders
from bot.people.invites import INVITE_HOURS, Redeemed, create_invite, kind_of, redeem, revoke
from bot.people.joining import join_people
from bot.people.models import InviteKind
from bot.people.service import grant_admin
from bot.refusals import NotAllowed

_WEB = "webchat"
_PATHS = {
    InviteKind.ADMIN: "i",
    InviteKind.FARMER: "i",
    InviteKind.JOIN: "join",
}  # as bot.channels.webchat.links serves them

routes = Routes()


@routes.command("invite", Who.ADMIN)
def invite(ctx: Context, words: str) -> Replies:
    """ "/invite farmer Leishan": a link for a farmer of that farm; "/invite admin", the owner's, for another admin."""
    kind, _, name = words.partition(" ")
    match kind.lower():
        case "farmer":
            return _invite_farmer(ctx, name.strip())
        case "admin":
            if not ctx.asker.is_owner:
                raise NotAllowed("invite admin")
            return _link(ctx, InviteKind.ADMIN, ctx.reader.gettext("This link makes its reader an admin of the shop."))
        case _:
            return [_how_to_invite(ctx)]


@routes.press(InviteFarmer, Who.ADMIN)
def invite_farmer(ctx: Context, button: InviteFarmer) -> Replies:
    farm = ctx.catalogue.farms.get(button.farm_id)
    return [_how_to_invite(ctx)] if farm is None else _link_for(ctx, farm)


@routes.press(RevokeInvite, Who.ADMIN)
def revoke_invite(ctx: Context, button: RevokeInvite) -> Replies:
    revoke(ctx.session, button.invite_id, actor_id=ctx.asker.person_id, now=ctx.now)
    return [Outgoing(text=ctx.reader.gettext("The link no longer works."))]


@routes.command("link", Who.ANYONE)
def link(ctx: Context, words: str) -> Replies:
    """A link that brings the same person along on another phone or app."""
    sentence = ctx.reader.gettext("Open this link on your other phone or app, and it knows you there too.")
    return _link(ctx, InviteKind.JOIN, sentence)


def open_link(ctx: Context, code: str) -> Replies:
    """Open a link.  What it gives, its row says; the code is only the key.

    One that joins somebody to another's account is asked about first: a stranger's link must not take a basket and its
    orders away by one tap.  The page of the web chat has asked already.
    """
    if ctx.asker.address.channel != _WEB:
        kind = kind_of(ctx.session, code, identity_id=ctx.asker.identity_id, now=ctx.now)
        if kind is InviteKind.JOIN:
            return [_join_question(ctx, code)]
    return _redeem(ctx, code)


@routes.press(JoinAccount, Who.ANYONE)
def join_account(ctx: Context, button: JoinAccount) -> Replies:
    return _redeem(ctx, button.code)


def _join_question(ctx: Context, code: str) -> Outgoing:
    _ = ctx.reader.gettext
    return Outgoing(
        title=_("Is this link from your own other phone?"),
        text=_("Then we know you here too. Your basket and orders of this chat go to whoever made the link."),
        rows=(
            # Translators: a button, at most 20 characters: yes, I made this link myself.
            (JoinAccount(code).choice(_("Yes, it is mine"), "primary"),),
            (OpenShop().choice(_("Leave it")),),
        ),
        card=SHOP_CARD,
    )


def _redeem(ctx: Context, code: str) -> Replies:
    redeemed = redeem(
        ctx.session,
        code,
        person_id=ctx.asker.person_id,
        identity_id=ctx.asker.identity_id,
        now=ctx.now,
    )
    match redeemed.kind:
        case InviteKind.ADMIN:
            return _welcome_admin(ctx, redeemed)
        case InviteKind.FARMER:
            return _welcome_farmer(ctx, redeemed)
        case InviteKind.JOIN:
            return _welcome_back(ctx, redeemed)


def _welcome_admin(ctx: Context, redeemed: Redeemed) -> Replies:
    _ = ctx.reader.gettext
    grant_admin(ctx.session, ctx.asker.person_id, by_id=redeemed.created_by_id, now=ctx.now)
    next_step = _("/help shows what you can do.")
    if not ctx.catalogue.items:
        next_step = _("The shop is still empty: /setup opens it, step by step.")
    return [Outgoing(title=_("🗝 You look after this shop now"), text=next_step)]


def _welcome_farmer(ctx: Context, redeemed: Redeemed) -> Replies:
    _ = ctx.reader.gettext
    assert redeemed.farm_id is not None  # a CHECK of the table
    farm = ctx.catalogue.farms[redeemed.farm_id]
    add_member(ctx.session, farm.farm_id, ctx.asker.person_id, by_id=redeemed.created_by_id, now=ctx.now)
    owe_test_alert(ctx.session, farm.farm_id, ctx.asker.person_id, now=ctx.now)
    return [
        Outgoing(
            title=_("🧑‍🌾 Welcome to %(farm)s") % {"farm": ctx.reader.word(farm.names)},
            text=lines(
                _("Each order for your farm comes to this chat. You answer with one tap."),
                _("First a test: please tap the button under the next message."),
            ),
        )
    ]


def _welcome_back(ctx: Context, redeemed: Redeemed) -> Replies:
    assert redeemed.person_id is not None  # a CHECK of the table
    joined = join_people(ctx.session, ctx.asker.person_id, into_id=redeemed.person_id, now=ctx.now)
    if joined is not None:
        join_orders(ctx.session, joined.leaving_id, into_id=joined.into_id, now=ctx.now)
        move_notices(ctx.session, joined.leaving_id, into_id=joined.into_id)
        ctx = replace(ctx, asker=replace(ctx.asker, person_id=joined.into_id))
    return [shop_screen(ctx, ctx.reader.gettext("Welcome back! Your basket and your orders are here too."))]


def _invite_farmer(ctx: Context, name: str) -> Replies:
    found = find_farms(name, ctx.catalogue)
    if len(found) == 1:
        return _link_for(ctx, found[0])
    _ = ctx.reader.gettext
    if not ctx.catalogue.farms:
        return [Outgoing(text=_("There is no farm yet: /setup makes the first one."))]
    farms = found or tuple(ctx.catalogue.farms.values())
    unknown = _("No farm is called “%(words)s”.") % {"words": readable(name, QUOTED_MAX)} if name and not found else ""
    more = _("There are more that fit: type more of the name.") if len(farms) > CHOICES_MAX else ""
    return [
        Outgoing(
            text=lines(unknown, _("For which farm?"), more),
            rows=in_rows(
                InviteFarmer(farm.farm_id).choice(fit_label(ctx.reader.word(farm.names)))
                for farm in farms[:CHOICES_MAX]
            ),
        )
    ]


def _link_for(ctx: Context, farm: FarmFacts) -> Replies:
    sentence = ctx.reader.gettext("This link is for a farmer of %(farm)s. Send it on, by whatever way they read.")
    return _link(ctx, InviteKind.FARMER, sentence % {"farm": ctx.reader.word(farm.names)}, farm_id=farm.farm_id)


def _link(ctx: Context, kind: InviteKind, sentence: str, farm_id: int | None = None) -> Replies:
    _ = ctx.reader.gettext
    code = ctx.random_code(LINK_LENGTH)
    invite_id = create_invite(
        ctx.session,
        kind,
        code,
        farm_id=farm_id,
        person_id=ctx.asker.person_id if kind is InviteKind.JOIN else None,
        actor_id=ctx.asker.person_id,
        now=ctx.now,
    )
    hours = ctx.reader.ngettext(
        "It works once, for %(num)d hour.", "It works once, for %(num)d hours.", INVITE_HOURS
    ) % {"num": INVITE_HOURS}
    rows = () if kind is InviteKind.JOIN else ((RevokeInvite(invite_id).choice(_("Revoke")),),)
    return [Outgoing(text=paragraphs(sentence, _ways(ctx, kind, code), hours), rows=rows)]


def _ways(ctx: Context, kind: InviteKind, code: str) -> str:
    """Give the link for each messenger, then for the web, whose page asks once more before it takes the code."""
    web = f"{ctx.links.site_url}/{_PATHS[kind]}/{code}"
    messengers = [
        # Translators: a link into a messenger: "On Telegram: https://…".
        ctx.reader.gettext("On %(app)s: %(link)s") % {"app": app_name(channel), "link": ctx.links.start(channel, code)}
        for channel in ctx.links.starts
        if channel != _WEB
    ]
    return lines(*messengers, ctx.reader.gettext("In a browser: %(link)s") % {"link": web}) if messengers else web


def _how_to_invite(ctx: Context) -> Outgoing:
    _ = ctx.reader.gettext
    farm = next(iter(ctx.catalogue.farms.values()), None)
    return Outgoing(
        text=lines(
            _("Type who is to be invited:"),
            f"/invite farmer {ctx.reader.word(farm.names) if farm else ''}".strip(),
            "/invite admin" if ctx.asker.is_owner else "",
        )
    )
