//! Whatever a server sends, the response path keeps its laws. See `fuzz/README.md`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| load::response_path(data));
