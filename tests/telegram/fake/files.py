"""Files that were uploaded, by the ids that the bot who uploaded them may use."""

import base64
import hashlib
import io
import itertools
from dataclasses import dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError

from tests.telegram.fake.answers import WRONG_FILE, Refused, bad_request

PHOTO_MAX_BYTES = 10 << 20  # Bot API, sendPhoto
PHOTO_MAX_SIDES = 10_000  # the same: width and height together
PHOTO_MAX_RATIO = 20
SMALL = "-s"  # ends the id of a thumbnail, which leads to the file itself
DOWNLOAD_MAX_BYTES = 20 << 20  # Bot API, getFile

# Real ids begin so too: the first bytes say what kind of file it is.
PREFIXES = {
    "photo": "AgACAgIAAxkD",
    "document": "BQACAgIAAxkD",
    "voice": "AwACAgIAAxkD",
    "video": "BAACAgIAAxkD",
    "audio": "CQACAgIAAxkD",
    "video_note": "DQACAgIAAxkD",
    "sticker": "CAACAgIAAxkD",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came with a call."""

    name: str
    content: bytes
    mime_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class StoredFile:
    file_id: str
    unique_id: str
    kind: str
    owner: int  # the bot's id
    upload: Upload
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        return f"{self.kind}s/{self.unique_id}.{self.upload.name.rpartition('.')[2] or 'dat'}"

    def as_json(self) -> dict[str, Any]:
        """The fields that every kind of file has."""
        size = len(self.upload.content)
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": size}


class Files:
    """All files of all bots; an id works for its owner alone, as with Telegram."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._numbers = itertools.count(1)

    def keep(self, owner: int, kind: str, upload: Upload) -> StoredFile:
        """Take an upload in; raises what Telegram says about a photo that is none."""
        if not upload.content:
            raise bad_request("file must be non-empty")
        width, height = _measured(upload) if kind == "photo" else (0, 0)
        digest = hashlib.sha256(upload.content).digest()
        tail = base64.urlsafe_b64encode(digest[:12] + f"{owner}:{next(self._numbers)}".encode()).decode().rstrip("=")
        unique_id = base64.urlsafe_b64encode(digest[:12]).decode()
        stored = StoredFile(PREFIXES[kind] + tail, unique_id, kind, owner, upload, width, height)
        self._by_id[stored.file_id] = stored
        return stored

    def find(self, owner: int, file_id: str) -> StoredFile:
        """Find a file by its id; raises the refusal for ids of other bots and for made-up ones."""
        stored = self._by_id.get(file_id.removesuffix(SMALL))
        if stored is None and not file_id.startswith(tuple(PREFIXES.values())):
            raise bad_request("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")
        if stored is None or stored.owner != owner:
            raise bad_request(WRONG_FILE)
        return stored

    def at(self, owner: int, path: str) -> StoredFile | None:
        return next((one for one in self._by_id.values() if one.owner == owner and one.path == path), None)


def taken_as(kind: str, content: bytes) -> str:
    """What a file becomes that is sent as `kind`: what Telegram cannot play so, it sends as a document.

    Bot API, sendVideo: MPEG-4 alone; sendAudio: MP3 or M4A; sendVoice: these, and OGG with Opus in it.
    """
    is_mpeg4 = content[4:8] == b"ftyp"
    is_sound = is_mpeg4 or content.startswith((b"ID3", b"\xff\xfb"))
    match kind:
        case "video":
            return kind if is_mpeg4 else "document"
        case "audio":
            return kind if is_sound else "document"
        case "voice":
            return kind if is_sound or (content.startswith(b"OggS") and b"OpusHead" in content) else "document"
    return kind


def photo_sizes(stored: StoredFile) -> list[dict[str, Any]]:
    """PhotoSizes from small to large, of which the last is the photo itself."""
    small = min(1.0, 90 / max(stored.width, stored.height))
    thumbnail = {
        **stored.as_json(),
        "file_id": stored.file_id + SMALL,
        "file_unique_id": stored.unique_id + SMALL,
        "width": max(1, int(stored.width * small)),
        "height": max(1, int(stored.height * small)),
    }
    return [thumbnail, {**stored.as_json(), "width": stored.width, "height": stored.height}]


def _measured(upload: Upload) -> tuple[int, int]:
    size = len(upload.content)
    if size > PHOTO_MAX_BYTES:
        reason = f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_MAX_BYTES} bytes"
        raise bad_request(reason)
    try:
        with Image.open(io.BytesIO(upload.content)) as image:
            width, height = image.size
    except (UnidentifiedImageError, OSError, ValueError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    if width + height > PHOTO_MAX_SIDES or max(width, height) > PHOTO_MAX_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def too_big_to_download(stored: StoredFile) -> Refused | None:
    return bad_request("file is too big") if len(stored.upload.content) > DOWNLOAD_MAX_BYTES else None
