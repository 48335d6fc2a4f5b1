"""The product's settings on a data folder of the test run's own, with a quick password hasher."""

import os
import tempfile

os.environ.setdefault("KONDUSIF_DATA", tempfile.mkdtemp(prefix="kondusif-test-"))

from kondusif.site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
