"""The ledger (总台账) as a static site: records in, pages out; nothing here reads a database or writes a file."""
