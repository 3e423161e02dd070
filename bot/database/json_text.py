"""How JSON columns are written."""

import json
from functools import partial

# Chinese and Arabic words stay readable in the file and take a third of the room of their escapes.
to_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
