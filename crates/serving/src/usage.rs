//! The answer to `usage`: one line of JSON.

use std::fs;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

use crate::connections::Connections;
use crate::counters::Counters;

/// The main thread and the control thread, beside those that serve.
const OTHER_THREADS: u64 = 2;
/// The most threads that were seen alive at a question.
static THREADS_SEEN: AtomicU64 = AtomicU64::new(0);

/// Everything that the program knows of itself. `getrusage` counts the threads that have ended, which
/// `/proc` forgets. Connections are null where a library hides them.
pub(crate) fn line(counters: &Counters, connections: Option<&Connections>) -> String {
    let totals = counters.totals();
    let (open, most) = match connections.map(Connections::count) {
        Some((open, most)) => (open.to_string(), most.to_string()),
        None => ("null".into(), "null".into()),
    };
    let alive = threads_alive();
    let counted = totals.serving_threads_max + OTHER_THREADS;
    let threads_max = THREADS_SEEN.fetch_max(alive, Relaxed).max(alive).max(counted);
    let mut line = format!(
        "{{\"requests\":{},\"in_flight\":{},\"connections\":{open},\"connections_max\":{most},\"refused\":{},\
         \"accept_errors\":{},\"cut\":{},\"threads_max\":{threads_max}",
        totals.requests, totals.in_flight, totals.refused, totals.accept_errors, totals.cut
    );
    if let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) {
        line += &format!(
            ",\"cpu_user_us\":{},\"cpu_system_us\":{},\"switches_voluntary\":{},\"switches_involuntary\":{},\
             \"faults_minor\":{},\"faults_major\":{}",
            microseconds(usage.user_time()),
            microseconds(usage.system_time()),
            usage.voluntary_context_switches(),
            usage.involuntary_context_switches(),
            usage.minor_page_faults(),
            usage.major_page_faults()
        );
    }
    line + "}"
}

/// Threads alive now, all kinds. In `/proc/self/stat` the name may hold spaces and brackets; the
/// fields after it do not.
fn threads_alive() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    fields.split_whitespace().nth(17).and_then(|field| field.parse().ok()).unwrap_or(0)
}

fn microseconds(time: TimeVal) -> i64 {
    time.tv_sec() * 1_000_000 + time.tv_usec()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn number(line: &str, key: &str) -> u64 {
        let (_, after) = line.split_once(&format!("\"{key}\":")).unwrap();
        after.split([',', '}']).next().unwrap().parse().unwrap()
    }

    #[test]
    fn requests_threads_and_cpu_are_told() {
        let counters = Arc::new(Counters::default());
        drop(counters.request());
        let _running = counters.request();
        counters.refused();
        let line = line(&counters, Some(&Connections::new(1)));
        assert_eq!(number(&line, "requests"), 1);
        assert_eq!(number(&line, "in_flight"), 1);
        assert_eq!(number(&line, "refused"), 1);
        assert!(number(&line, "threads_max") >= 2, "the test has a thread beside the main one: {line}");
        assert!(number(&line, "cpu_user_us") + number(&line, "cpu_system_us") > 0, "{line}");
    }

    #[test]
    fn threads_that_have_ended_are_remembered() {
        let counters = Arc::new(Counters::default());
        let threads: Vec<_> = (0..5_000).map(|_| counters.thread(5_000).unwrap()).collect();
        assert!(counters.thread(5_000).is_none(), "the limit holds");
        drop(threads);
        assert_eq!(number(&line(&counters, None), "threads_max"), 5_002);
        assert!(counters.thread(1).is_some(), "places are given back");
    }
}
