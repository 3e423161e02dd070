"""Farmgate: a sales assistant for farms that lives in chat."""

__version__ = "0.1.0"
