"""What each command does, a module each, loaded when it runs; `bot.__main__` only reads the command line."""
