"""What people send that is no text, as the fields of a Message."""

import io
from functools import cache
from typing import Any

from PIL import Image

from tests.telegram.fake.files import Files, Upload, photo_sizes

Fields = dict[str, Any]


def photo(files: Files, owner: int, content: bytes) -> Fields:
    return {"photo": photo_sizes(files.keep(owner, "photo", Upload("photo.jpg", content, "image/jpeg")))}


def voice(files: Files, owner: int, seconds: int) -> Fields:
    stored = files.keep(owner, "voice", Upload("voice.oga", b"OggS" + bytes(seconds), "audio/ogg"))
    return {"voice": {**stored.as_json(), "duration": seconds, "mime_type": "audio/ogg"}}


def sticker(files: Files, owner: int, emoji: str) -> Fields:
    stored = files.keep(owner, "sticker", Upload("sticker.webp", b"RIFF....WEBP", "image/webp"))
    about = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": emoji}
    return {"sticker": {**stored.as_json(), **about}}


@cache
def a_picture(width: int = 64, height: int = 48, colour: str = "tomato") -> bytes:
    """A small JPEG of one colour."""
    picture = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(picture, "JPEG")
    return picture.getvalue()
