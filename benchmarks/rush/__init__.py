"""The minute in which far more people want something than there is of it."""
