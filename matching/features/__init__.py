"""Values as the matcher sees them: folded, coded as integers, split into comparable parts."""
