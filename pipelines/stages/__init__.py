"""The steps of the main job. Each reads tables from the store, calls a library, writes tables back."""
