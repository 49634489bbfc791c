//! Whether a server was kept from its own files, which is the machine's fault and not the server's.

use std::net::SocketAddr;
use std::time::Duration;

use contract::limits::FILE_BYTES;
use contract::{Answer, Refusal};
use thiserror::Error;

use super::wire::Wire;
use crate::process::Child;

/// How long a server that is being ended may take to be gone.
const END_MAX: Duration = Duration::from_secs(10);

/// The server could not write the files that `/file` reads.
#[derive(Debug, Error)]
#[error(
    "{contender}: the server could not write its own files, which `/file` reads, to `{}`: {said}. Free some room \
     there, raise `ulimit -f`, or set TMPDIR to a folder with room", std::env::temp_dir().display()
)]
pub(crate) struct NoOwnFiles {
    contender: String,
    said: String,
}

impl NoOwnFiles {
    /// What kept the server at `address` from its files, if anything did: it refuses them, or was ended over them.
    pub(super) fn of(contender: &str, server: &mut Child, address: SocketAddr) -> Option<Self> {
        let found = |said| Some(Self { contender: contender.to_owned(), said });
        let target = format!("/file?bytes={}", FILE_BYTES[0]);
        match Wire::connect(address).and_then(|mut wire| wire.ask("GET", &target, "")) {
            Ok(reply) => {
                let refusal = Answer::from(Refusal::FileUnreadable);
                let is_refused = (reply.status, &reply.body[..]) == (refusal.status, &refusal.body[..]);
                is_refused.then(|| found(server.last_words().trim().to_owned())).flatten()
            }
            Err(_) if server.is_ended_by_file_size(END_MAX) => {
                found("it was ended for writing more than a file may hold".to_owned())
            }
            Err(_) => None,
        }
    }
}
