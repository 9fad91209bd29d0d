"""The customer key: what each combination of its parts means, and which values are shared."""
