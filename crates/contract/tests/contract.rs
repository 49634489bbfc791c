//! The contract's laws and its table of refusals.

use contract::{Answer, Ask, Fetch, Refusal, Wait, delay::Delay, expected, limits, parse, payload};
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
        for ask in [Ask::Wait(Wait { ms }), Ask::Fetch(Fetch { ms, bytes })] {
            prop_assert_eq!(parse("GET", &ask.to_string()), Ok(ask));
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
    fn payloads_are_prefixes_of_one_another(long in 0..=limits::MAX_BODY_BYTES, short in 0..=1000u32) {
        let short = short.min(long);
        prop_assert!(payload(long).starts_with(&payload(short)));
    }
}
