"""Somebody else was faster."""


class Changed(Exception):
    """What is to be stored was made from an older state than the stored one: load, decide, store again."""
