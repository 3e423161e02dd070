"""What farmers can say: the answer to an alert, and what to pack."""
