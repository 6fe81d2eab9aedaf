"""The road a message takes: gather, decide, apply in one transaction; then send, and settle."""
