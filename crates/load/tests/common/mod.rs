//! Small servers that behave well or badly, and short plans.
#![allow(dead_code, missing_docs, reason = "each test program uses a part of it")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use load::{Load, Observer, Outcome, Phase, Plan, Request, Stop, Timing};
use rustix::net::{AddressFamily, SocketType};

/// How long a test waits for what a machine with time to spare does at once.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const RIGHT: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/// A server with a thread for each connection; ends when dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) connections: Arc<AtomicU32>,
    over: Arc<AtomicBool>,
}

impl Server {
    /// Each connection is given to `serve`; it must end when reading does.
    pub(crate) fn start(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (over, connections) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let (is_over, count, serve) = (Arc::clone(&over), Arc::clone(&connections), Arc::new(serve));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                count.fetch_add(1, Ordering::Relaxed);
                stream.set_nodelay(true).unwrap();
                stream.set_read_timeout(Some(2 * PATIENCE)).unwrap();
                let serve = Arc::clone(&serve);
                std::thread::Builder::new().stack_size(128 << 10).spawn(move || serve(stream)).unwrap();
            }
        });
        Self { address, connections, over }
    }

    /// Answers every request with these bytes.
    pub(crate) fn answering(answer: &'static [u8]) -> Self {
        Self::start(move |mut stream| while asked(&mut stream) && stream.write_all(answer).is_ok() {})
    }

    /// Answers rightly after a pause.
    pub(crate) fn slow(pause: Duration) -> Self {
        Self::start(move |mut stream| {
            while asked(&mut stream) {
                std::thread::sleep(pause);
                if stream.write_all(RIGHT).is_err() {
                    break;
                }
            }
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

/// Reads one request; false at the end of the stream.
pub(crate) fn asked(stream: &mut TcpStream) -> bool {
    asked_for(stream).is_some()
}

/// Reads one request; its head, or nothing at the end of the stream.
pub(crate) fn asked_for(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return None,
        }
    }
    String::from_utf8(head).ok()
}

/// An address where nobody listens, and nobody else may while this is kept.
pub(crate) struct Nobody {
    pub(crate) address: SocketAddr,
    _bound: OwnedFd,
}

pub(crate) fn nobody() -> Nobody {
    let bound = rustix::net::socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
    rustix::net::bind(&bound, &SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let address = rustix::net::getsockname(&bound).unwrap().try_into().unwrap();
    Nobody { address, _bound: bound }
}

/// A core that this process may run on.
pub(crate) fn own_core() -> u32 {
    let cores = rustix::thread::sched_getaffinity(None).unwrap();
    (0..rustix::thread::CpuSet::MAX_CPU).find(|core| cores.is_set(*core)).unwrap() as u32
}

pub(crate) fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// A short plan that expects [`RIGHT`], and waits for it however busy the machine is.
pub(crate) fn plan(target: SocketAddr, load: Load) -> Plan {
    let timing = Timing {
        connect_max: ms(20_000),
        warmup: ms(100),
        window: ms(400),
        afterglow: ms(50),
        drain_max: ms(20_000),
        request_max: PATIENCE,
    };
    Plan { timing, ..Plan::new(target, Request::get("test", "/", b"hello".to_vec()), load) }
}

pub(crate) fn closed(target: SocketAddr, connections: u32) -> Plan {
    plan(target, Load::Closed { connections })
}

pub(crate) fn open(target: SocketAddr, rate_per_s: f64, connections_max: u32) -> Plan {
    plan(target, Load::Open { rate_per_s, gaps: load::Gaps::Exponential, connections_max })
}

/// Remembers the phases, and when it was told of them.
#[derive(Default)]
pub(crate) struct Phases(pub(crate) Vec<(Phase, Instant)>);

impl Observer for Phases {
    fn phase(&mut self, phase: Phase) {
        self.0.push((phase, Instant::now()));
    }
}

/// Runs the plan and checks what must hold of any outcome.
pub(crate) fn run(plan: &Plan) -> Outcome {
    let (began, mut phases) = (Instant::now(), Phases::default());
    let outcome = load::run(plan, &mut phases, &Stop::default()).unwrap();
    let [warmup, (start, opened), (end, closed), drain] = phases.0[..] else { panic!("{:?}", phases.0) };
    assert_eq!([warmup.0, start, end, drain.0], PHASES);
    assert!(!outcome.stopped_early);
    // It closes no earlier than planned, and was opened no later than one was told, however late both were.
    let from = began + plan.timing.warmup;
    let to = from + plan.timing.window;
    let window = to.saturating_duration_since(opened)..=closed.duration_since(from);
    assert!(window.contains(&outcome.window), "{:?} in {window:?}", outcome.window);
    check(&outcome);
    outcome
}

const PHASES: [Phase; 4] = [Phase::Warmup, Phase::WindowStart, Phase::WindowEnd, Phase::Drain];

/// Runs the plan until there is `enough` in its outcome to look at. How much fits into a window, and how evenly, is up
/// to the machine, which may stand still for all of it; what must hold of any outcome, `enough` asserts of each.
pub(crate) fn run_until(plan: &Plan, enough: impl Fn(&Outcome) -> bool) -> Outcome {
    let began = Instant::now();
    loop {
        let outcome = run(plan);
        if enough(&outcome) {
            return outcome;
        }
        assert!(began.elapsed() < PATIENCE, "there never was enough to look at: {outcome:?}");
    }
}

/// Runs several plans at once, each until there is enough: they wait more than they work.
pub(crate) fn run_all_until(
    plans: impl IntoIterator<Item = Plan>,
    enough: impl Fn(&Outcome) -> bool + Sync,
) -> Vec<Outcome> {
    std::thread::scope(|scope| {
        let enough = &enough;
        let run = |plan| scope.spawn(move || run_until(&plan, enough));
        let runs: Vec<_> = plans.into_iter().map(run).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    })
}

/// Waits until it is so, for a minute at most.
pub(crate) fn wait_until(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "it never was so");
        std::thread::sleep(ms(5));
    }
}

/// The laws of accounting, whatever the server did.
pub(crate) fn check(outcome: &Outcome) {
    let ended = outcome.completed + outcome.errors.total() + outcome.censored;
    assert_eq!(outcome.planned, ended, "planned = completed + errors + censored: {outcome:?}");
    assert_eq!(outcome.response.len(), outcome.planned, "every sampled request has a response time");
    assert_eq!(outcome.service.len(), outcome.sent, "every request that was sent has a service time");
    assert!(outcome.sent <= outcome.planned);
    assert!((0.0..=1.0).contains(&outcome.busy_ratio), "{}", outcome.busy_ratio);
    for pair in outcome.series.windows(2) {
        assert_eq!(pair[1].start_ms - pair[0].start_ms, 250);
    }
}
