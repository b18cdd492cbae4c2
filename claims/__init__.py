"""Claims and the ledger that keeps them."""
