//! Every model of the async server, from the outside.

serving::black_box_tests! {
    env!("CARGO_BIN_EXE_async-server"),
    tokio: "tokio", hyper: true, threads: false;
    tokio_current_thread: "tokio-current-thread", hyper: true, threads: false;
    tokio_per_core: "tokio-per-core", hyper: true, threads: false;
    tokio_limited: "tokio-limited", hyper: true, threads: false, limit: "max-requests";
}

#[cfg(feature = "smol")]
mod on_smol {
    serving::black_box_tests! {
        env!("CARGO_BIN_EXE_smol-server"),
        smol: "smol", hyper: true, threads: false;
    }
}

#[cfg(feature = "io-uring")]
mod on_io_uring {
    serving::black_box_tests! {
        env!("CARGO_BIN_EXE_io-uring-server"),
        io_uring: "io-uring", hyper: true, threads: false;
    }
}

#[cfg(feature = "spawn-blocking")]
mod on_spawn_blocking {
    serving::black_box_tests! {
        env!("CARGO_BIN_EXE_spawn-blocking-server"),
        tokio_spawn_blocking: "tokio-spawn-blocking", hyper: true, threads: false, limit: "pool-threads";
    }
}

#[cfg(feature = "tower")]
mod on_tower {
    serving::black_box_tests! {
        env!("CARGO_BIN_EXE_tower-server"),
        tokio_tower: "tokio-tower", hyper: true, threads: false;
    }
}

#[cfg(feature = "axum")]
mod on_axum {
    serving::black_box_tests! {
        env!("CARGO_BIN_EXE_axum-server"),
        axum: "axum", hyper: true, threads: false;
    }
}
