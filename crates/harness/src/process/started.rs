//! What a program says at its start, or why it could not be started.

use std::net::SocketAddr;

use thiserror::Error;

/// How a program ends that this machine has no place for.
const EX_UNAVAILABLE: i32 = 69;

/// Why a program could not be started.
#[derive(Debug, Error)]
pub(crate) enum StartError {
    /// The file is not there or cannot be executed.
    #[error("cannot start {program}: {source}. Build it with `cargo build --release`")]
    Spawn {
        /// What was to be started.
        program: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// It ended, or said nothing in time.
    #[error("{program} did not start: {how}{complaints}")]
    Silent {
        /// What was to be started.
        program: String,
        /// How it failed.
        how: String,
        /// Its exit code, if it ended with one.
        code: Option<i32>,
        /// Its last words, indented, or nothing.
        complaints: String,
    },
}

impl StartError {
    /// Why this machine does not have the program, where that is the reason: it was not built, or
    /// says itself that the machine lacks what it needs (`EX_UNAVAILABLE` of sysexits.h).
    pub(crate) fn unavailable(&self) -> Option<String> {
        match self {
            Self::Spawn { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                Some("its program is not built".into())
            }
            Self::Silent { code: Some(EX_UNAVAILABLE), complaints, .. } => Some(complaints.trim().to_owned()),
            _ => None,
        }
    }
}

/// What a program says of itself in its first line: `listening ADDR key=value …`.
#[derive(Clone, Debug)]
pub(crate) struct Started {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// The rest of the line.
    pub(crate) facts: Vec<(String, String)>,
}

impl Started {
    pub(super) fn read(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        if words.next() != Some("listening") {
            return None;
        }
        let address = words.next()?.parse().ok()?;
        let facts = words.filter_map(|word| word.split_once('='));
        Some(Self { address, facts: facts.map(|(key, value)| (key.into(), value.into())).collect() })
    }

    /// The value of `key`, where it was said.
    pub(crate) fn fact(&self, key: &str) -> Option<&str> {
        self.facts.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }
}
