"""The bot over Telegram: a Bot API server of our own and a crowd of buyers here, the bot in a process beside them.

Both share the machine, so the platform's and the crowd's own work is told beside each figure.
"""
