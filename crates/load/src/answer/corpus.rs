//! The fuzzer's corpus, replayed and mutated: what an hour of fuzzing found is tried in every test run.

use std::path::Path;
use std::time::{Duration, Instant};

use super::exercise::response_path;
use crate::schedule::Random;

/// How long to go on, in seconds: `cargo xtask ci` asks for a minute, a test run between two edits should not wait so long.
const FOR_S: &str = "FUZZ_FOR_S";

/// What is tried whatever the time, so that the least run means something.
const CASES_MIN: usize = 20_000;

/// What bare chance would take long to write.
const WORDS: [&[u8]; 14] = [
    b"\r\n",
    b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.0 404 No\r\n",
    b"HTTP/1.1 100 Go\r\n\r\n",
    b"Content-Length: 5\r\n",
    b"Content-Length: 18446744073709551615\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Connection: close\r\n",
    b"Connection: keep-alive\r\n",
    b"hello",
    b"5\r\nhello\r\n",
    b"0\r\n\r\n",
    b"fffffffffffffff\r\n",
];

#[test]
fn the_corpus_is_survived_whatever_is_done_to_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/response");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let corpus: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
    assert!(corpus.len() >= 100, "the corpus is in {}", folder.display());
    corpus.iter().for_each(|case| response_path(case));
    let wanted = std::env::var(FOR_S).ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(3);
    let end = Instant::now() + Duration::from_secs(wanted);
    let mut random = Random::seeded(23, 0);
    let mut pick = move |below: usize| (random.uniform() * below as f64) as usize;
    let mut cases = 0;
    while cases < CASES_MIN || Instant::now() < end {
        cases += 1;
        let mut case = corpus[pick(corpus.len())].clone();
        for _ in 0..=pick(4) {
            mutate(&mut case, &corpus, &mut pick);
        }
        response_path(&case);
    }
    println!("{cases} cases in {wanted} s");
}

/// Changes, takes away, puts in, repeats, or goes on as another case does.
fn mutate(case: &mut Vec<u8>, corpus: &[Vec<u8>], pick: &mut impl FnMut(usize) -> usize) {
    let at = pick(case.len() + 1);
    let end = (at + pick(16)).min(case.len());
    match pick(6) {
        0 if at < case.len() => case[at] ^= 1 << pick(8),
        1 if at < case.len() => case[at] = pick(256) as u8,
        2 => drop(case.drain(at..end)),
        3 => drop(case.splice(at..at, WORDS[pick(WORDS.len())].iter().copied())),
        4 => {
            let again = case[at..end].to_vec();
            drop(case.splice(at..at, again));
        }
        _ => {
            let other = &corpus[pick(corpus.len())];
            case.truncate(at);
            case.extend_from_slice(&other[pick(other.len() + 1)..]);
        }
    }
}
