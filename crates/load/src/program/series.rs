//! The windows of 250 ms as CSV.

use std::fmt::Write;

use load::Window;

/// One row a window; an empty cell where nothing was answered.
pub(super) fn csv(series: &[Window]) -> String {
    let mut out =
        String::from("start_ms,sent,completed,errors,response_mean_us,response_p50_us,response_p99_us\n");
    for window in series {
        let Window { start_ms, sent, completed, errors, .. } = window;
        let _ = write!(out, "{start_ms},{sent},{completed},{errors}");
        for us in [window.response_mean_us, window.response_p50_us, window.response_p99_us] {
            let _ = match us {
                Some(us) => write!(out, ",{us:.1}"),
                None => write!(out, ","),
            };
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_without_answers_has_no_times() {
        let full = Window {
            start_ms: 0,
            sent: 3,
            completed: 2,
            errors: 1,
            response_mean_us: Some(1.25),
            ..Window::default()
        };
        let empty = Window { start_ms: 250, ..Window::default() };
        let rows: Vec<_> = csv(&[full, empty]).lines().skip(1).map(str::to_owned).collect();
        assert_eq!(rows, ["0,3,2,1,1.2,,", "250,0,0,0,,,"]);
    }
}
