"""The same screens on two phones: a scripted walk through the shop, and pictures of the web chat beside Telegram."""
