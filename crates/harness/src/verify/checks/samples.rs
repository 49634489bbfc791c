//! What is asked.

use contract::{Ask, Chain, FanOut, Fetch, File, Json, Mixed, Order, Stream, Upload, Wait, limits};

/// Every kind of thing that can be asked for, small and large.
pub(super) fn asks() -> Vec<Ask> {
    let fan_out = |calls, order| Ask::FanOut(FanOut { calls, ms: 1, order, cpu_us: 0 });
    let mut asks = vec![
        Ask::Plaintext,
        Ask::Json(Json { items: 0 }),
        Ask::Json(Json { items: 100 }),
        Ask::Wait(Wait { ms: 0 }),
        Ask::BlockingCall(Wait { ms: 0 }),
        Ask::Cancellable(Fetch { ms: 1, bytes: 100 }),
        fan_out(0, Order::Parallel),
        fan_out(1, Order::Parallel),
        fan_out(20, Order::Parallel),
        fan_out(3, Order::Sequential),
        Ask::FanOut(FanOut { calls: 2, ms: 1, order: Order::Parallel, cpu_us: 100 }),
        Ask::Chain(Chain { calls: 0, ms: 1 }),
        Ask::Chain(Chain { calls: 4, ms: 1 }),
        Ask::Mixed(Mixed { ms: 1, cpu_us: 100 }),
        Ask::Stream(Stream { pieces: 0, bytes: 9, ms: 1 }),
        Ask::Stream(Stream { pieces: 3, bytes: 9, ms: 1 }),
        Ask::Stream(Stream { pieces: 100, bytes: 4096, ms: 0 }),
    ];
    asks.extend(limits::FILE_BYTES.map(|bytes| Ask::File(File { bytes })));
    asks.extend([0, 1, 255, 4096, 1 << 20].map(|bytes| Ask::Fetch(Fetch { ms: 1, bytes })));
    asks.extend([0, 1, 40_000, 1 << 20].map(|bytes| Ask::Upload(Upload { bytes, ms: 1 })));
    asks
}

/// Asks that take so many milliseconds or a multiple of it, one for each kind of waiting.
pub(super) fn waits(ms: u32) -> [Ask; 9] {
    [
        Ask::Wait(Wait { ms }),
        Ask::BlockingCall(Wait { ms }),
        Ask::Fetch(Fetch { ms, bytes: 1 }),
        Ask::Cancellable(Fetch { ms, bytes: 1 }),
        Ask::FanOut(FanOut { calls: 3, ms, order: Order::Parallel, cpu_us: 0 }),
        Ask::Chain(Chain { calls: 2, ms }),
        Ask::Mixed(Mixed { ms, cpu_us: 200 }),
        Ask::Stream(Stream { pieces: 2, bytes: 1, ms }),
        Ask::Upload(Upload { bytes: 2 * limits::UPLOAD_PIECE_BYTES, ms }),
    ]
}

/// Every request whose whole answer is compared between contenders on one codec.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let good = [
        "/plaintext",
        "/json?items=3",
        "/wait?ms=0",
        "/wait?ms=3",
        "/blocking-call?ms=1",
        "/fetch?ms=0&bytes=0",
        "/fetch?ms=2&bytes=256",
        "/cancellable?ms=2&bytes=256",
        "/fan-out?calls=3&ms=1",
        "/fan-out?calls=3&ms=1&order=sequential",
        "/fan-out?calls=2&ms=1&cpu_us=100",
        "/chain?calls=3&ms=1",
        "/mixed?ms=1&cpu_us=10",
        "/file?bytes=4096",
        "/stream?pieces=4&bytes=5&ms=1",
    ];
    let mut samples: Vec<_> = ["GET", "HEAD"]
        .into_iter()
        .flat_map(|method| good.into_iter().chain(BAD).map(move |target| (method, target.to_owned())))
        .collect();
    samples.push(("GET", format!("/wait?ms={}", "1".repeat(limits::MAX_TARGET_BYTES))));
    samples.extend(["POST", "PUT", "DELETE"].map(|method| (method, "/plaintext".to_owned())));
    samples.extend(["/nowhere", "/upload?bytes=0", "/upload?bytes=0&ms=0", "/upload?bytes=1&ms=0"].map(
        // The last but one is right: nothing is uploaded, and nothing was to be.
        |target| ("POST", target.to_owned()),
    ));
    samples
}

const BAD: [&str; 24] = [
    "/",
    "/nowhere",
    "/wait",
    "/wait?ms=",
    "/wait?ms=-1",
    "/wait?ms=1.5",
    "/wait?ms=x",
    "/wait?ms=60001",
    "/wait?ms=99999999999999999999",
    "/wait?ms=1&ms=2",
    "/wait?ms=1&s=2",
    "/fetch?ms=1",
    "/fetch?bytes=1",
    "/fetch?ms=0&bytes=1048577",
    "/plaintext?x=1",
    "/json?items=1001",
    "/blocking-call",
    "/cancellable?ms=1",
    "/fan-out?calls=65&ms=1",
    "/fan-out?calls=1&ms=1&order=reverse",
    "/chain?calls=1",
    "/mixed?ms=1&cpu_us=1000001",
    "/file?bytes=1",
    "/stream?pieces=257&bytes=1&ms=0",
];

#[cfg(test)]
mod tests {
    use contract::ROUTES;

    use super::{asks, samples};

    /// Or `verify` says that all answer alike, and nobody was asked.
    #[test]
    fn every_route_is_asked_for() {
        let asks: Vec<String> = asks().iter().map(ToString::to_string).collect();
        let samples: Vec<String> = samples().into_iter().map(|(_, target)| target).collect();
        for route in ROUTES {
            let is_it = |target: &String| target.split('?').next() == Some(route);
            assert!(asks.iter().any(is_it), "no ask for {route}");
            assert!(samples.iter().any(is_it), "no sample of {route}");
        }
    }
}
