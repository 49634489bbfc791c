//! The columns of `points.csv`: what each is for, and since which schema it is there.

/// A column of `points.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, with its unit last.
    pub name: &'static str,
    /// Whether it holds a measured figure, which can be compared between runs. The others say which case it is, how
    /// long it took and how far to believe it.
    pub is_measured: bool,
    /// The schema that brought it; in a run of an earlier one it is not there, and `None` in each point.
    pub since_schema: u32,
}

const fn measured(name: &'static str, since_schema: u32) -> Column {
    Column { name, is_measured: true, since_schema }
}

const fn about(name: &'static str, since_schema: u32) -> Column {
    Column { name, is_measured: false, since_schema }
}

/// The names of those columns that schema `version` has, in their order.
pub(crate) fn names(version: u32) -> Vec<&'static str> {
    COLUMNS.iter().filter(|column| column.since_schema <= version).map(|column| column.name).collect()
}

/// All of them, in their order.
pub const COLUMNS: [Column; 58] = [
    about("scenario", 1),
    about("contender", 1),
    about("load_kind", 1),
    about("connections", 1),
    about("offered_per_s", 1),
    about("parked_requests", 2),
    about("block", 1),
    about("order", 1),
    about("started_s", 1),
    about("window_s", 1),
    about("extensions", 2),
    about("planned", 1),
    about("sent", 1),
    measured("completed_per_s", 1),
    measured("errors", 1),
    measured("censored", 1),
    about("samples", 1),
    measured("response_mean_us", 1),
    measured("response_p50_us", 1),
    measured("response_p90_us", 1),
    measured("response_p99_us", 1),
    measured("response_p999_us", 1),
    measured("response_max_us", 1),
    about("response_p50_design_effect", 3),
    about("response_p90_design_effect", 3),
    about("response_p99_design_effect", 3),
    about("response_p999_design_effect", 3),
    measured("service_p50_us", 1),
    measured("service_p99_us", 1),
    measured("lag_p50_us", 1),
    measured("lag_p99_us", 1),
    measured("cpu_us_per_request", 1),
    measured("requests_per_cpu_s", 1),
    measured("server_busy_ratio", 1),
    measured("server_cpu_us_per_s", 2),
    measured("context_switches_voluntary_per_request", 1),
    measured("context_switches_involuntary_per_request", 1),
    measured("run_queue_wait_us_per_request", 2),
    measured("page_faults_minor_per_request", 2),
    measured("page_faults_major_per_request", 2),
    measured("threads_max", 1),
    measured("memory_pss_bytes_max", 1),
    measured("memory_kernel_stacks_bytes", 2),
    measured("memory_page_tables_bytes", 2),
    measured("socket_buffers_bytes", 2),
    measured("backend_cpu_us_per_request", 1),
    measured("backend_in_flight_max", 1),
    measured("orphan_calls", 3),
    measured("in_flight_mean", 2),
    measured("generator_busy_ratio", 1),
    measured("steal_ratio", 1),
    measured("foreign_cpu_ratio", 2),
    measured("listen_overflows", 2),
    measured("tcp_retransmits", 2),
    measured("little_ratio", 1),
    measured("connections_without_response", 1),
    about("verdict", 1),
    about("verdict_reason", 1),
];
