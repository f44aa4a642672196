"""The examples of property tests: the same on each run, so that what stands green stays green until somebody changes it.

`pytest --hypothesis-profile=search` draws new ones, and more of them: for hunting, and before a release.
"""

from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.register_profile("search", derandomize=False, max_examples=500)
settings.load_profile("same")
