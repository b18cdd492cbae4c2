"""From text to claims: readers, the spaCy pipeline, mentions, relations, training and scoring."""
