//! What the kernel counts of TCP, for all sockets of this network namespace.

use std::fs;

/// Counters since boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TcpCounts {
    /// Connections that found a listening queue full.
    pub(crate) listen_overflows: u64,
    /// Segments sent again.
    pub(crate) retransmits: u64,
}

impl TcpCounts {
    /// Reads them now; `None` where the kernel does not tell.
    pub(crate) fn now() -> Option<Self> {
        Some(Self {
            listen_overflows: counter(
                &fs::read_to_string("/proc/net/netstat").ok()?,
                "TcpExt",
                "ListenOverflows",
            )?,
            retransmits: counter(&fs::read_to_string("/proc/net/snmp").ok()?, "Tcp", "RetransSegs")?,
        })
    }
}

/// Bytes of kernel memory that the buffers of all TCP sockets hold.
pub(crate) fn socket_buffers_bytes() -> Option<u64> {
    let page_bytes = u64::try_from(nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE).ok()??).ok()?;
    Some(pages_of_tcp(&fs::read_to_string("/proc/net/sockstat").ok()?)? * page_bytes)
}

/// `TCP: inuse 3 orphan 0 tw 0 alloc 3 mem 265`: the last is in pages.
fn pages_of_tcp(sockstat: &str) -> Option<u64> {
    let line = sockstat.lines().find_map(|line| line.strip_prefix("TCP:"))?;
    let words: Vec<&str> = line.split_whitespace().collect();
    words.chunks_exact(2).find(|pair| pair[0] == "mem")?[1].parse().ok()
}

/// The counter `name` of `table`, which stands as a line of names and a line of values.
fn counter(text: &str, table: &str, name: &str) -> Option<u64> {
    let mut lines = text.lines().filter_map(|line| line.strip_prefix(table)?.strip_prefix(':'));
    let (names, values) = (lines.next()?, lines.next()?);
    let at = names.split_whitespace().position(|known| known == name)?;
    values.split_whitespace().nth(at)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::{TcpListener, TcpStream};
    use std::time::Duration;

    use super::*;

    #[test]
    fn counters_are_found_by_name() {
        let text = "TcpExt: SyncookiesSent ListenOverflows\nTcpExt: 4 17\nIpExt: InNoRoutes\nIpExt: 0\n";
        assert_eq!(counter(text, "TcpExt", "ListenOverflows"), Some(17));
        assert_eq!(counter(text, "TcpExt", "TCPTimeouts"), None);
        assert_eq!(pages_of_tcp("sockets: used 18\nTCP: inuse 3 orphan 0 tw 0 alloc 3 mem 265\n"), Some(265));
        assert_eq!(pages_of_tcp("sockets: used 18\nUDP: inuse 0 mem 1\n"), None);
    }

    /// Nobody accepts: sooner or later the queue is full, and whoever comes next hears nothing.
    #[test]
    fn a_full_listening_queue_is_counted() {
        let overflows = || TcpCounts::now().expect("Linux tells").listen_overflows;
        let before = overflows();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let mut held = Vec::new();
        while overflows() == before {
            // One that was not made in time is one more that the queue may have had no room for.
            held.push(TcpStream::connect_timeout(&address, Duration::from_millis(100)));
            let unheard = held.iter().filter(|stream| stream.is_err()).count();
            assert!(held.len() < 10_000 && unheard < 300, "the queue has an end: {unheard} heard nothing");
        }
        assert!(held.iter().any(|stream| stream.is_ok()), "there was room for some");
    }

    /// The counter is the whole machine's, and kept in pieces of up to a megabyte by each core: what others free
    /// meanwhile may hide what is ours, once and again, but not every time.
    #[test]
    fn bytes_that_nobody_reads_are_seen() {
        let mut seen = Vec::new();
        for _ in 0..200 {
            let (written, grown) = unread();
            if written > 1 << 16 && grown >= i64::try_from(written).expect("a few megabytes") / 2 {
                return;
            }
            seen.push((written, grown));
        }
        panic!("bytes written, and by how many the buffers grew: {seen:?}");
    }

    /// How many bytes wait for a reader, and by how many the buffers of all grew meanwhile.
    fn unread() -> (usize, i64) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let mut writer = TcpStream::connect(listener.local_addr().expect("it is bound")).expect("it listens");
        let (_reader, _) = listener.accept().expect("somebody has connected");
        writer.set_nonblocking(true).expect("a socket can be");
        let buffers = || socket_buffers_bytes().expect("Linux tells") as i64;
        let before = buffers();
        let mut written = 0;
        while let Ok(count) = writer.write(&[0; 65_536]) {
            written += count;
        }
        (written, buffers() - before)
    }
}
