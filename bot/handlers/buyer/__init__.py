"""What buyers can say: the shop, the basket, the order and what becomes of it."""
