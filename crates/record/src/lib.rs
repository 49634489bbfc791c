//! What a run directory holds: schema, reading, writing.
