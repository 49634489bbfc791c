//! Scenario and contender files: TOML to a validated list of cases.
