"""What people did, and how it ended for them: written by whoever drives them, read by the checker."""

import json
import time
from pathlib import Path
from typing import IO, Any


class History:
    """A file of JSON lines, each flushed at once, so that it is whole whatever ends first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] = path.open("a", encoding="utf-8")

    def note(self, who: int, did: str, ended: str, *, at: float | None = None, **facts: Any) -> None:
        """Write one line.

        at: when it was done, in seconds of Unix time, if not just now. who: the person's id on the platform.
        ended: "ok", "failed" or "unknown". facts: for "confirm" the `order_id`, the `version` and, once there is one,
        the `code`.
        """
        line = {"at": at or time.time(), "who": str(who), "channel": "telegram", "did": did, "ended": ended, **facts}
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()
