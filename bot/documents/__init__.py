"""Papers as PDF: rows in, bytes out.  It knows no order and no sentence: whoever hands in a sheet has worded it."""
