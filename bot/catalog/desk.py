"""The desk: what an admin may change, each change previewed, applied once, written down, and undone within minutes."""

from bot.catalog.desk_clips import check_recording, hang_clip, take_clip
from bot.catalog.desk_levels import StockLine, StockState, stock_of, stock_page
from bot.catalog.desk_names import NameDone, make_alias, nearest_goods, put_aside
from bot.catalog.desk_pictures import add_pictures, put_first, take_picture
from bot.catalog.desk_price import PriceApplied, PriceChange, apply_price, preview_price
from bot.catalog.desk_season import apply_season
from bot.catalog.desk_settings import apply_settings
from bot.catalog.desk_shelf import apply_hidden
from bot.catalog.desk_stock import (
    Applied,
    StockChange,
    apply_stock,
    preview_stock,
    say_sold_out,
    stock_changed_by,
)
from bot.catalog.desk_undo import UNDO_MINUTES, Undone, undo
from bot.catalog.desk_words import Sign

__all__ = [
    "UNDO_MINUTES",
    "Applied",
    "NameDone",
    "PriceApplied",
    "PriceChange",
    "Sign",
    "StockChange",
    "StockLine",
    "StockState",
    "Undone",
    "add_pictures",
    "apply_hidden",
    "apply_price",
    "apply_season",
    "apply_settings",
    "apply_stock",
    "check_recording",
    "hang_clip",
    "make_alias",
    "nearest_goods",
    "preview_price",
    "preview_stock",
    "put_aside",
    "put_first",
    "say_sold_out",
    "stock_changed_by",
    "stock_of",
    "stock_page",
    "take_clip",
    "take_picture",
    "undo",
]
