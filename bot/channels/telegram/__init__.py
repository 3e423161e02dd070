"""Telegram: the platform's updates in, our messages out, over a bot that BotFather made."""
