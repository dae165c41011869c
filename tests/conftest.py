"""Settings for every test."""

from hypothesis import settings

# The same examples on every run and no limit on the time of one: a slow machine must not fail a test.
settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("repeatable")
