"""Whether two names may be one person's: folding, sounds, families of spellings, ranked matches."""
