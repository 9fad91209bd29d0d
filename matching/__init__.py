"""Match and merge customer records: key, block, compare, score, cluster, survive."""
