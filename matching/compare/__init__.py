"""Evidence: graded levels of agreement for each pair and comparison."""
