"""Checks of our own that `make check` runs; each prints what is wrong and where."""
