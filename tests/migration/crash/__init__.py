"""Every step of a wave, disturbed: killed, paused, cut off, its server killed."""
