"""What admins can say: stock, prices, the shelf, people and orders, each with preview, Apply and Undo."""
