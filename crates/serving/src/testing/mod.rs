//! The black-box tests that every model of every server must pass: real processes, real sockets, on
//! the loopback only.
//!
//! A server's `tests/` folder names its program and models once, in [`black_box_tests!`]; the cases
//! are listed here and nowhere else, so no model is tested less than another.

mod backend;
pub mod cases;
mod patience;
mod server;
mod wire;

pub use backend::{Behaviour, HELD, TestBackend};
use patience::{eventually, in_time};
pub use server::{Ended, Server};
pub use wire::{Connection, Reply, get};

use crate::failure::Failure;

/// One model of one program.
#[derive(Clone, Copy, Debug)]
pub struct Contender {
    /// The program's file.
    pub program: &'static str,
    /// What is given to `--model`.
    pub model: &'static str,
    /// Whether hyper is its codec; its whole head is then known, and its connections are counted.
    pub is_hyper: bool,
    /// Whether it takes `--max-threads` and can be refused a thread.
    pub has_threads: bool,
    /// The flag that limits how many requests are carried out at once, if it has one.
    pub limit: Option<&'static str>,
}

impl Contender {
    /// Whether a stack waits for a handler's calls: that of a thread, be it a fresh one, a connection's or a pool's,
    /// or of a coroutine.
    #[must_use]
    pub fn is_blocking(self) -> bool {
        self.has_threads || self.has_coroutines() || self.limit == Some("pool-threads")
    }

    /// Whether each connection has a stack of its own, and no thread.
    #[must_use]
    pub fn has_coroutines(self) -> bool {
        self.model == "coroutines"
    }

    /// Whether its line is the kernel's or the executor's, and so bounded by the connections that may be open,
    /// instead of a queue of its own.
    #[must_use]
    pub fn waits_in_connections(self) -> bool {
        ["thread-pool", "tokio-limited"].contains(&self.model)
    }

    /// Whether this machine has what it stands on, which for all but one is Linux. Where not, its tests are skipped,
    /// and say so.
    #[must_use]
    pub fn is_to_be_had(self) -> bool {
        if self.model != "io-uring" {
            return true;
        }
        let ended = Server::start(self, "").ended_before_an_answer();
        let lacks = ended.filter(|ended| ended.code == Some(Failure::UNAVAILABLE.into()));
        lacks.is_none_or(|ended| {
            eprintln!("skipped: {}", ended.stderr);
            false
        })
    }

    /// Whether a connection to the backend is back in its pool before the answer is sent. reqwest's is put back
    /// by a task of its own, a moment later or earlier.
    #[must_use]
    pub fn puts_back_at_once(self) -> bool {
        self.model != "axum"
    }
}

/// Makes a test of every case for every model.
#[macro_export]
macro_rules! black_box_tests {
    ($program:expr, $($name:ident: $model:literal, hyper: $hyper:literal, threads: $threads:literal
        $(, limit: $limit:literal)?;)+) => {
        $(mod $name {
            const CONTENDER: ::serving::testing::Contender = ::serving::testing::Contender {
                program: $program,
                model: $model,
                is_hyper: $hyper,
                has_threads: $threads,
                limit: ::serving::black_box_tests!(@limit $($limit)?),
            };
            ::serving::black_box_tests!(@cases
                answers_are_the_contracts
                refusals_are_the_contracts
                uploads_are_read_to_their_end
                uploads_of_another_length_are_refused
                a_stream_arrives_piece_by_piece
                a_call_whose_client_has_left_is_given_up_by_a_task_only
                connections_are_kept_for_the_next_request
                pipelined_requests_are_answered_in_order
                a_request_may_come_in_pieces
                a_client_that_ends_its_side_is_still_answered
                heads_have_limits
                nonsense_is_refused_and_closed
                request_bodies_do_not_wedge_the_connection
                a_slow_reader_gets_the_whole_body
                overlapping_requests_do_not_wait_for_each_other
                overlapping_calls_do_not_wait_for_each_other
                backend_connections_are_reused
                a_backend_that_is_gone_is_502
                a_backend_that_errs_is_502
                a_stale_backend_connection_is_retried
                a_silent_backend_is_504
                without_a_backend_fetch_is_502
                connections_have_a_limit
                threads_have_a_limit
                a_thread_that_the_system_refuses_is_503
                stacks_are_guarded_and_given_back
                running_out_of_descriptors_is_survived
                overload_leaves_memory_bounded
                exactly_as_many_requests_as_allowed_are_carried_out_at_once
                a_queue_that_is_full_refuses
                who_waits_for_a_turn_is_served_in_order
                slow_senders_keep_no_place
                slow_readers_keep_no_place
                a_slow_reader_is_not_refused_by_a_full_queue
                an_answer_in_pieces_keeps_its_place
                an_answer_in_pieces_that_is_not_read_keeps_no_place
                a_client_that_says_nothing_is_closed
                a_head_that_does_not_end_is_cut
                a_client_that_does_not_read_is_cut
                a_body_that_stalls_is_cut_and_others_are_served
                a_body_that_comes_slowly_is_waited_for
                usage_counts
                a_drain_answers_what_is_in_flight
                a_drain_has_an_end
                a_drain_may_be_asked_for_on_standard_input
                the_end_of_standard_input_is_the_end
                a_taken_port_is_explained
                mistakes_in_arguments_are_explained
            );
        })+

        #[test]
        fn every_model_of_the_program_is_tested() {
            ::serving::testing::cases::every_model_is_named($program, &[$($model),+]);
        }
    };
    (@limit) => { None };
    (@limit $limit:literal) => { Some($limit) };
    (@cases $($case:ident)+) => {
        $(#[test]
        fn $case() {
            if CONTENDER.is_to_be_had() {
                ::serving::testing::cases::$case(CONTENDER);
            }
        })+
    };
}
