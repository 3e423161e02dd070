"""What a browser says of its reader before we know them: the languages they prefer."""

from aiohttp import hdrs, web

from bot.i18n import Language, Languages

TAGS_MAX = 10  # nobody reads more languages; the header is the visitor's, so it is not trusted to end


def preferred_tag(request: web.Request, languages: Languages) -> str | None:
    """Give the first language tag of Accept-Language that we speak, else the very first, else None."""
    tags = _tags(request.headers.get(hdrs.ACCEPT_LANGUAGE, ""))
    return next((tag for tag in tags if _is_spoken(tag, languages)), tags[0] if tags else None)


def preferred_language(request: web.Request, languages: Languages) -> Language:
    """Give the language of ours that suits the visitor best."""
    return languages.match(preferred_tag(request, languages))


def _tags(header: str) -> list[str]:
    """Split "zh-CN,zh;q=0.9,en;q=0.8" into its tags, best first."""
    weighed = [_weighed(part) for part in header.split(",")[:TAGS_MAX]]
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0 and tag not in {"", "*"}]


def _weighed(part: str) -> tuple[float, str]:
    tag, _, weight = part.strip().partition(";q=")
    try:
        return (float(weight) if weight else 1.0), tag.strip()[:32]
    except ValueError:
        return 0.0, ""


def _is_spoken(tag: str, languages: Languages) -> bool:
    matched = languages.match(tag)
    # No match gives the default, which counts only where it is what was asked for.
    return matched != languages.default or tag.replace("_", "-").split("-")[0].lower() in matched.platform_tags
