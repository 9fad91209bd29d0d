"""Customers out of pairs: clusters judged whole."""
