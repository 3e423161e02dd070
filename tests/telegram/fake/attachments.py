"""What people send that is no text, as the fields of a Message."""

import io
from functools import cache
from typing import Any

from PIL import Image

from tests.telegram.fake.files import Files, Upload, photo_sizes

Fields = dict[str, Any]


def photo(files: Files, owner: int, content: bytes) -> Fields:
    return {"photo": photo_sizes(files.keep(owner, "photo", Upload("photo.jpg", content, "image/jpeg")))}


def voice(files: Files, owner: int, seconds: int, content: bytes | None = None) -> Fields:
    stored = files.keep(owner, "voice", Upload("voice.oga", content or a_voice(), "audio/ogg"))
    return {"voice": {**stored.as_json(), "duration": seconds, "mime_type": "audio/ogg"}}


def video(files: Files, owner: int, seconds: int, content: bytes | None = None, mime: str = "video/mp4") -> Fields:
    stored = files.keep(owner, "video", Upload("video.mp4", content or a_video(), mime))
    return {"video": {**stored.as_json(), "width": 720, "height": 1280, "duration": seconds, "mime_type": mime}}


def video_note(files: Files, owner: int, seconds: int) -> Fields:
    stored = files.keep(owner, "video_note", Upload("note.mp4", a_video(), "video/mp4"))
    return {"video_note": {**stored.as_json(), "length": 384, "duration": seconds}}


def audio(files: Files, owner: int, seconds: int, content: bytes, mime: str) -> Fields:
    stored = files.keep(owner, "audio", Upload("sound.mp3", content, mime))
    return {"audio": {**stored.as_json(), "duration": seconds, "mime_type": mime}}


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


def a_video(size: int = 64) -> bytes:
    """The beginning of an MPEG-4 video, and nothing more."""
    handler = b"\x00\x00\x00\x21hdlr" + bytes(8) + b"vide"
    return (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + handler).ljust(size, b"\x00")


def a_voice(size: int = 64) -> bytes:
    """The first page of an OGG file with Opus in it."""
    return (b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead").ljust(size, b"\x00")
