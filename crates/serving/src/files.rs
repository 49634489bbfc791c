//! The files that `/file` reads.
//!
//! Each has lost its name by the time it is read, so that nothing is left behind however the process
//! ends; it is opened by way of `/proc/self/fd`, which gives an open file description of its own each
//! time. What is read has been read before: these are files in the page cache, which is where a server's
//! hot files are.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::process;
use std::sync::LazyLock;

use bytes::Bytes;
use contract::limits::FILE_BYTES;
use contract::{Refusal, payload};

static FILES: LazyLock<io::Result<[File; FILE_BYTES.len()]>> = LazyLock::new(|| {
    let [page, buffer, megabyte] = FILE_BYTES;
    Ok([write(page)?, write(buffer)?, write(megabyte)?])
});

/// Opens, reads and closes the file of so many bytes. Blocks, as every file read does.
///
/// # Errors
/// [`Refusal::FileUnreadable`] when the system does not let the files be written or read.
pub fn read_file(bytes: u32) -> Result<Bytes, Refusal> {
    let files = FILES.as_ref().map_err(|_| Refusal::FileUnreadable)?;
    let at = FILE_BYTES.iter().position(|known| *known == bytes).ok_or(Refusal::NoSuchFile)?;
    let read = fs::read(format!("/proc/self/fd/{}", files[at].as_raw_fd()));
    read.map(Bytes::from).map_err(|_| Refusal::FileUnreadable)
}

fn write(bytes: u32) -> io::Result<File> {
    let path = env::temp_dir().join(format!("common-ground-{}-{bytes}", process::id()));
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
    let written = fs::write(&path, payload(bytes));
    fs::remove_file(&path)?;
    if let Err(error) = &written {
        // Said where whoever started the server reads it: the answer has no room for a reason. Nobody may listen.
        let _ = writeln!(io::stderr(), "cannot write `{}`: {error}", path.display());
    }
    written.map(|()| file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read_and_leaves_no_name() {
        for bytes in FILE_BYTES {
            for _ in 0..2 {
                assert!(read_file(bytes).unwrap() == payload(bytes), "{bytes}");
            }
            let name = env::temp_dir().join(format!("common-ground-{}-{bytes}", process::id()));
            assert!(!name.exists());
        }
        assert_eq!(read_file(5), Err(Refusal::NoSuchFile));
    }
}
