"""The budgets of docs/performance.md: each a ratio measured in one run, never a timed test.  `make bench`."""
