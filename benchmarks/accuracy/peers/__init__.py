"""The peers: how each is installed and run, in an environment of its own outside the repository."""
