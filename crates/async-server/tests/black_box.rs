//! Every model of the async server, from the outside.

serving::black_box_tests! {
    env!("CARGO_BIN_EXE_async-server"),
    tokio: "tokio", hyper: true, threads: false;
}
