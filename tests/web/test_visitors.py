"""Reading Accept-Language."""

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.i18n import Languages
from bot.settings import locales_folder
from bot.web.visitors import preferred_language, preferred_tag

LANGUAGES = Languages(locales_folder(), ["en", "zh_Hans"])


@pytest.mark.parametrize(
    ("header", "tag", "code"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", "zh_Hans"),
        ("en-GB,zh;q=0.5", "en-GB", "en"),
        ("fr,zh-CN;q=0.8,en;q=0.5", "zh-CN", "zh_Hans"),  # the first of theirs that we speak
        ("en;q=0.3,zh;q=0.7", "zh", "zh_Hans"),
        ("zh;q=0,en", "en", "en"),
        ("fr,de", "fr", "en"),
        ("*", None, "en"),
        ("", None, "en"),
        ("zh;q=lots,en", "en", "en"),
        ("../../etc/passwd", "../../etc/passwd", "en"),
        ("x" * 5000, "x" * 32, "en"),
        (",".join(["xx"] * 500) + ",zh", "xx", "en"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_the_best_language_of_ours(header: str, tag: str | None, code: str) -> None:
    request = make_mocked_request("GET", "/", headers={"Accept-Language": header})

    assert preferred_tag(request, LANGUAGES) == tag
    assert preferred_language(request, LANGUAGES).code == code
