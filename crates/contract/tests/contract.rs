//! The contract's laws and its table of refusals.

use std::time::Duration;

use contract::delay::Delay;
use contract::{
    Answer, Ask, Chain, FanOut, Fetch, File, JSON_TYPE, Json, Mixed, Order, ROUTES, Receipt, Refusal, Stream,
    Upload, Wait, expected, limits, parse, payload,
};
use proptest::prelude::*;

fn check(target: &str, expect: Result<Ask, Refusal>) {
    assert_eq!(parse("GET", target), expect, "GET {target}");
}

#[test]
fn asks_are_read() {
    check("/plaintext", Ok(Ask::Plaintext));
    check("/plaintext?", Ok(Ask::Plaintext));
    check("/wait?ms=0", Ok(Ask::Wait(Wait { ms: 0 })));
    check("/fetch?ms=10&bytes=256", Ok(Ask::Fetch(Fetch { ms: 10, bytes: 256 })));
    check("/fetch?bytes=256&ms=10", Ok(Ask::Fetch(Fetch { ms: 10, bytes: 256 })));
}

#[test]
fn calls_files_and_bodies_are_read() {
    let fan_out = |order| Ok(Ask::FanOut(FanOut { calls: 3, ms: 10, order, cpu_us: 0 }));
    check("/fan-out?calls=3&ms=10", fan_out(Order::Parallel));
    check("/fan-out?calls=3&ms=10&order=parallel", fan_out(Order::Parallel));
    check("/fan-out?order=sequential&calls=3&ms=10", fan_out(Order::Sequential));
    check("/fan-out?calls=3&ms=10&order=", Err(Refusal::NoSuchWord("order")));
    check("/fan-out?calls=3&ms=10&order=Parallel", Err(Refusal::NoSuchWord("order")));
    let busy = FanOut { calls: 3, ms: 10, order: Order::Parallel, cpu_us: 200 };
    check("/fan-out?calls=3&ms=10&cpu_us=200", Ok(Ask::FanOut(busy)));
    check("/fan-out?calls=3&ms=10&cpu_us=1000001", Err(Refusal::TooLarge("cpu_us", limits::MAX_CPU_US)));
    check("/fan-out?calls=65&ms=10", Err(Refusal::TooLarge("calls", 64)));
    check("/chain?calls=3&ms=10", Ok(Ask::Chain(Chain { calls: 3, ms: 10 })));
    check("/chain?calls=3&ms=10&order=parallel", Err(Refusal::UnknownParameter));
    check("/mixed?ms=1&cpu_us=1000001", Err(Refusal::TooLarge("cpu_us", limits::MAX_CPU_US)));
    check("/json?items=1001", Err(Refusal::TooLarge("items", limits::MAX_ITEMS)));
    for bytes in limits::FILE_BYTES {
        check(&format!("/file?bytes={bytes}"), Ok(Ask::File(File { bytes })));
    }
    check("/file?bytes=4095", Err(Refusal::NoSuchFile));
    check("/stream?pieces=257&bytes=1&ms=0", Err(Refusal::TooLarge("pieces", 256)));
    check("/stream?pieces=1&bytes=4097&ms=0", Err(Refusal::TooLarge("bytes", 4096)));
    check("/blocking-call?ms=7", Ok(Ask::BlockingCall(Wait { ms: 7 })));
}

#[test]
fn an_upload_is_posted_and_nothing_else_is() {
    let upload = Ask::Upload(Upload { bytes: 5, ms: 1 });
    assert_eq!(parse("POST", "/upload?bytes=5&ms=1"), Ok(upload));
    for method in ["GET", "HEAD", "PUT"] {
        assert_eq!(parse(method, "/upload?bytes=5&ms=1"), Err(Refusal::OnlyPost));
    }
    for route in ROUTES.iter().filter(|route| **route != "/upload") {
        assert_eq!(parse("POST", route), Err(Refusal::WrongMethod), "{route}");
    }
    assert_eq!(Answer::from(Refusal::OnlyPost).allow, Some("POST"));
}

#[test]
fn an_upload_of_another_length_is_refused() {
    let ask = Upload { bytes: 5, ms: 0 };
    for bytes in [0, 4, 6] {
        let mut receipt = Receipt::NOTHING;
        receipt.add(&payload(bytes));
        assert_eq!(Answer::uploaded(ask, receipt), Refusal::WrongBody.into());
    }
    assert_eq!(expected(Ask::Upload(ask)).body, "received 5 bytes, checksum 65f9a54a4f1d65c8\n");
}

#[test]
fn records_are_json_and_are_called_so() {
    let answer = expected(Ask::Json(Json { items: 2 }));
    assert_eq!(answer.content_type, JSON_TYPE);
    assert_eq!(
        answer.body,
        "{\"items\":[{\"id\":0,\"name\":\"item 0\",\"price_cents\":99,\"in_stock\":false},\
         {\"id\":1,\"name\":\"item 1\",\"price_cents\":106,\"in_stock\":true}]}\n"
    );
    assert_eq!(expected(Ask::Json(Json { items: 0 })).body, "{\"items\":[]}\n");
}

#[test]
fn calls_of_a_fan_out_are_told_apart_and_a_chain_needs_every_link() {
    let fan_out = FanOut { calls: 3, ms: 1, order: Order::Parallel, cpu_us: 0 };
    let bytes: Vec<u32> = fan_out.fetches().map(|fetch| fetch.bytes).collect();
    assert_eq!(bytes, [64, 65, 66]);
    assert_eq!(expected(Ask::FanOut(fan_out)).body.len(), 64 + 65 + 66);
    let ends: Vec<usize> =
        (1..=4).map(|calls| expected(Ask::Chain(Chain { calls, ms: 1 })).body.len()).collect();
    assert!(ends.windows(2).all(|two| two[0] != two[1]), "a link left out is not noticed: {ends:?}");
}

#[test]
fn the_shortest_time_is_the_sum_of_what_must_follow() {
    let takes = |target: &str| parse("GET", target).unwrap().at_least();
    assert_eq!(takes("/fan-out?calls=4&ms=10"), Duration::from_millis(10));
    assert_eq!(takes("/fan-out?calls=4&ms=10&order=sequential"), Duration::from_millis(40));
    assert_eq!(takes("/fan-out?calls=4&ms=10&cpu_us=500"), Duration::from_micros(10_500));
    assert_eq!(takes("/fan-out?calls=0&ms=10"), Duration::ZERO);
    assert_eq!(takes("/chain?calls=4&ms=10"), Duration::from_millis(40));
    assert_eq!(takes("/mixed?ms=4&cpu_us=500"), Duration::from_micros(4_500));
    assert_eq!(takes("/stream?pieces=4&bytes=1&ms=10"), Duration::from_millis(40));
    let upload = Ask::Upload(Upload { bytes: 40_000, ms: 10 });
    assert_eq!(upload.at_least(), Duration::from_millis(20), "two whole pieces were read");
}

#[test]
fn refusals_have_their_reason() {
    check("/", Err(Refusal::UnknownRoute));
    check("/Wait?ms=1", Err(Refusal::UnknownRoute));
    check("/wait/?ms=1", Err(Refusal::UnknownRoute));
    check("/wait", Err(Refusal::Missing("ms")));
    check("/wait?ms=", Err(Refusal::NotANumber("ms")));
    check("/wait?ms", Err(Refusal::NotANumber("ms")));
    check("/wait?ms=-1", Err(Refusal::NotANumber("ms")));
    check("/wait?ms=+1", Err(Refusal::NotANumber("ms")));
    check("/wait?ms=1.5", Err(Refusal::NotANumber("ms")));
    check("/wait?ms=1e3", Err(Refusal::NotANumber("ms")));
    check("/wait?ms=60001", Err(Refusal::TooLarge("ms", limits::MAX_WAIT_MS)));
    check("/wait?ms=99999999999999999999", Err(Refusal::TooLarge("ms", limits::MAX_WAIT_MS)));
    check("/wait?ms=1&ms=1", Err(Refusal::Repeated("ms")));
    check("/wait?ms=1&seconds=1", Err(Refusal::UnknownParameter));
    check("/plaintext?ms=1", Err(Refusal::UnknownParameter));
    check("/fetch?ms=1", Err(Refusal::Missing("bytes")));
    check(&format!("/wait?ms={}", "0".repeat(5000)), Err(Refusal::TargetTooLong));
}

#[test]
fn methods_are_checked_after_the_route() {
    assert_eq!(parse("HEAD", "/plaintext"), Ok(Ask::Plaintext));
    assert_eq!(parse("POST", "/plaintext"), Err(Refusal::WrongMethod));
    assert_eq!(parse("POST", "/nowhere"), Err(Refusal::UnknownRoute));
    assert_eq!(Answer::from(Refusal::WrongMethod).allow, Some("GET, HEAD"));
}

#[test]
fn a_fetch_is_answered_with_the_payload() {
    let answer = expected(Ask::Fetch(Fetch { ms: 5, bytes: 100 }));
    assert_eq!((answer.status, answer.body.len()), (200, 100));
    assert_ne!(answer.body[..60], answer.body[40..], "a shifted body must be noticed");
}

proptest! {
    #[test]
    fn an_ask_survives_its_own_text(ms in 0..=limits::MAX_WAIT_MS, bytes in 0..=limits::MAX_BODY_BYTES) {
        let (wait, fetch, calls) = (Wait { ms }, Fetch { ms, bytes }, bytes % (limits::MAX_CALLS + 1));
        let fan_out = |order| Ask::FanOut(FanOut { calls, ms, order, cpu_us: bytes % 3 });
        let file = File { bytes: limits::FILE_BYTES[bytes as usize % 3] };
        let stream = Stream { pieces: bytes % 257, bytes: bytes % 4097, ms };
        let asks = [
            Ask::Plaintext,
            Ask::Json(Json { items: bytes % 1001 }),
            Ask::Wait(wait),
            Ask::BlockingCall(wait),
            Ask::Fetch(fetch),
            Ask::Cancellable(fetch),
            fan_out(Order::Parallel),
            fan_out(Order::Sequential),
            Ask::Chain(Chain { calls, ms }),
            Ask::Mixed(Mixed { ms, cpu_us: bytes.min(limits::MAX_CPU_US) }),
            Ask::File(file),
            Ask::Stream(stream),
            Ask::Upload(Upload { bytes, ms }),
        ];
        for route in ROUTES {
            let is_it = |ask: &Ask| ask.to_string().split('?').next() == Some(route);
            prop_assert!(asks.iter().any(is_it), "{} is in ROUTES and not in this test", route);
        }
        for ask in asks {
            prop_assert_eq!(parse(ask.method(), &ask.to_string()), Ok(ask));
            let answer = expected(ask);
            prop_assert_eq!(answer.status, 200);
            prop_assert!(answer.body.len() <= limits::MAX_BODY_BYTES as usize);
        }
        let delay = Delay { ms, bytes };
        prop_assert_eq!(Delay::parse(&delay.to_string()), Ok(delay));
    }

    #[test]
    fn any_text_is_answered(method in "[A-Z]{0,8}", target in "\\PC{0,200}") {
        if let Err(refusal) = parse(&method, &target) {
            let answer = Answer::from(refusal);
            prop_assert!((400..600).contains(&answer.status));
            prop_assert_eq!(answer.body.iter().filter(|byte| **byte == b'\n').count(), 1);
        }
    }

    #[test]
    fn a_receipt_does_not_see_how_a_body_was_cut(body in prop::collection::vec(any::<u8>(), 0..200), cut in 0..200_usize) {
        let (mut whole, mut cuts) = (Receipt::NOTHING, Receipt::NOTHING);
        whole.add(&body);
        let (left, right) = body.split_at(cut.min(body.len()));
        cuts.add(left);
        cuts.add(right);
        prop_assert_eq!(whole, cuts);
        let mut swapped = Receipt::NOTHING;
        swapped.add(right);
        swapped.add(left);
        let same = [left, right].concat() == [right, left].concat();
        prop_assert_eq!(swapped == whole, same, "order is noticed");
    }

    #[test]
    fn payloads_are_prefixes_of_one_another(long in 0..=limits::MAX_BODY_BYTES, short in 0..=1000u32) {
        let short = short.min(long);
        prop_assert!(payload(long).starts_with(&payload(short)));
    }
}
