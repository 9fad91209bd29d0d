"""Waves measured: raw ingest, our promotion, `to_sql`, executemany; verification, rollback, memory."""
