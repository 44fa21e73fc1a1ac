"""Pictures and pages to give to somebody: drawn from facts, kept or copied by the seller, sent by nobody but them."""
