"""What of an operator's settings Telegram could not do is refused at the start."""

import pytest

from bot.settings import BadSettings, read_settings

SECRET = "a-secret-of-the-tests-alone"


@pytest.mark.parametrize("url", ["http://shop.example", "http://203.0.113.7:8080", "http://localhost.shop.example"])
def test_updates_are_brought_to_https_alone(url: str) -> None:
    with pytest.raises(BadSettings, match=r"^TELEGRAM_WEBHOOK_URL must begin with https://"):
        read_settings(telegram_webhook_url=url, telegram_webhook_secret=SECRET)


@pytest.mark.parametrize("url", ["https://shop.example", "http://127.0.0.1:8080", "http://localhost:8080", ""])
def test_a_server_of_ones_own_needs_no_certificate(url: str) -> None:
    assert read_settings(telegram_webhook_url=url, telegram_webhook_secret=SECRET).telegram_webhook_url == url


def test_a_group_is_no_admin() -> None:
    with pytest.raises(BadSettings, match=r"^ADMINS names what is a group") as raised:
        read_settings(admins="telegram:1001,telegram:-1002003")

    assert "\n" not in str(raised.value)


def test_people_are_admins() -> None:
    assert read_settings(admins="telegram:1001").admin_addresses == (("telegram", "1001"),)
