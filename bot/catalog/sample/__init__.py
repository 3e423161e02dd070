"""The sample market: what a fresh shop is tried with, as data files, and the pictures of its goods."""
