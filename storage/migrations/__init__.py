"""How the database becomes what `storage.tables` declares; `storage.migrate` runs it."""
