//! Every model of the blocking server, from the outside.

serving::black_box_tests! {
    env!("CARGO_BIN_EXE_blocking-server"),
    thread_per_connection: "thread-per-connection", hyper: true, threads: true;
    thread_per_request: "thread-per-request", hyper: true, threads: true;
    tiny_http: "tiny-http", hyper: false, threads: true;
}
