//! Every model of the blocking server, from the outside.

serving::black_box_tests! {
    env!("CARGO_BIN_EXE_blocking-server"),
    thread_per_connection: "thread-per-connection", hyper: true, threads: true;
    thread_per_request: "thread-per-request", hyper: true, threads: true;
    thread_pool: "thread-pool", hyper: true, threads: false, limit: "pool-threads";
    thread_pool_epoll: "thread-pool-epoll", hyper: true, threads: false, limit: "pool-threads";
    tiny_http_pool: "tiny-http-pool", hyper: false, threads: false, limit: "pool-threads";
    tiny_http: "tiny-http", hyper: false, threads: true;
}

#[cfg(feature = "ureq")]
mod on_ureq {
    serving::black_box_tests! {
        env!("CARGO_BIN_EXE_ureq-server"),
        tiny_http_ureq: "tiny-http-ureq", hyper: false, threads: true;
    }
}

#[cfg(feature = "coroutines")]
mod on_coroutines {
    serving::black_box_tests! {
        env!("CARGO_BIN_EXE_coroutine-server"),
        coroutines: "coroutines", hyper: true, threads: false;
    }
}
