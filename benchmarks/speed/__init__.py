"""Speed and memory of the whole way from a raw export to clusters, as ratios to a peer on the same file."""
