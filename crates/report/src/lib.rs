//! A run, turned into findings, pictures and pages.
