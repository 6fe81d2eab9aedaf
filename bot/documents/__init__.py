"""Papers for customers and staff, set by Typst from data: what a customer wrote is never part of a template."""
