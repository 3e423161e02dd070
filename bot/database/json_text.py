"""How JSON columns are written."""

from json import JSONEncoder

# Chinese and Arabic words stay readable in the file and take a third of the room of their escapes.
# One encoder for all: `json.dumps` with settings of its own makes a new one each time.
to_json = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
