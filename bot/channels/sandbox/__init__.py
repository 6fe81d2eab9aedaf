"""The sandbox: a platform of our own, in which the whole product runs without an account or a token."""
