//! What the backend counts of itself.

use nix::sys::resource::{UsageWho, getrusage};

/// What the backend counts of itself. A call is in flight from when its request was whole until its
/// answer is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    served: u64,
    refused: u64,
    in_flight: u64,
    in_flight_max: u64,
    abandoned: u64,
    connections: u64,
    connections_max: u64,
    accept_errors: u64,
}

impl Usage {
    /// So many calls begin.
    pub(crate) fn begin(&mut self, calls: usize) {
        self.in_flight += calls as u64;
        self.in_flight_max = self.in_flight_max.max(self.in_flight);
    }

    /// A call was answered, with what it asked for or with a refusal.
    pub(crate) fn end(&mut self, is_right: bool) {
        self.in_flight -= 1;
        if is_right {
            self.served += 1;
        } else {
            self.refused += 1;
        }
    }

    /// So many calls will never be answered: their client has left.
    pub(crate) fn abandon(&mut self, calls: usize) {
        self.in_flight -= calls as u64;
        self.abandoned += calls as u64;
    }

    /// A connection was accepted.
    pub(crate) fn connect(&mut self) {
        self.connections += 1;
        self.connections_max = self.connections_max.max(self.connections);
    }

    /// A connection is gone.
    pub(crate) fn disconnect(&mut self) {
        self.connections -= 1;
    }

    /// The system would not hand out a connection.
    pub(crate) fn accept_error(&mut self) {
        self.accept_errors += 1;
    }

    /// Calls in flight.
    pub(crate) fn in_flight(&self) -> u64 {
        self.in_flight
    }

    /// Starts to count again; what is in flight or connected stays so.
    pub(crate) fn reset(&mut self) {
        let Self { in_flight, connections, .. } = *self;
        *self = Self {
            in_flight,
            in_flight_max: in_flight,
            connections,
            connections_max: connections,
            ..Self::default()
        };
    }

    /// One line of JSON.
    pub(crate) fn json(&self) -> String {
        let Self { served, refused, in_flight, in_flight_max, abandoned, .. } = self;
        let Self { connections, connections_max, accept_errors, .. } = self;
        let (user_us, system_us) = cpu_us();
        format!(
            "{{\"served\":{served},\"refused\":{refused},\"in_flight\":{in_flight},\
            \"in_flight_max\":{in_flight_max},\"abandoned\":{abandoned},\"connections\":{connections},\
            \"connections_max\":{connections_max},\"accept_errors\":{accept_errors},\
            \"cpu_user_us\":{user_us},\"cpu_system_us\":{system_us}}}"
        )
    }
}

/// User and system CPU since the start.
fn cpu_us() -> (i64, i64) {
    let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) else { return (0, 0) };
    let micros = |time: nix::sys::time::TimeVal| time.tv_sec() * 1_000_000 + time.tv_usec();
    (micros(usage.user_time()), micros(usage.system_time()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_that_was_in_flight_is_kept_until_it_is_reset() {
        let mut usage = Usage::default();
        usage.connect();
        usage.begin(3);
        usage.begin(2);
        usage.end(true);
        usage.end(false);
        usage.abandon(1);
        assert_eq!((usage.in_flight(), usage.in_flight_max), (2, 5));
        assert_eq!((usage.served, usage.refused, usage.abandoned), (1, 1, 1));
        usage.reset();
        let expected =
            Usage { in_flight: 2, in_flight_max: 2, connections: 1, connections_max: 1, ..Usage::default() };
        assert_eq!(usage, expected);
    }
}
