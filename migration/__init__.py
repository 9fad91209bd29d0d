"""Move customer data in waves: plan, package, rehearse, verify, promote, roll back."""
