//! Figures with as many digits as they deserve.

/// A whole number with thousands marked: `4,096`.
pub(crate) fn count(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut out = String::new();
    if value <= -0.5 {
        out.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Three significant digits, whole from 100 on: `0.123`, `12.3`, `1,230`.
pub(crate) fn significant(value: f64) -> String {
    let size = value.abs();
    match size {
        _ if size >= 99.95 => count(value),
        _ if size >= 9.995 => format!("{value:.1}"),
        _ if size >= 0.9995 || size == 0.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// A time in the unit that suits it: `850 µs`, `10.6 ms`, `1.69 s`.
pub(crate) fn time_us(us: f64) -> String {
    match us {
        _ if us < 999.5 => format!("{} µs", significant(us)),
        _ if us < 999_500.0 => format!("{} ms", significant(us / 1e3)),
        _ => format!("{} s", significant(us / 1e6)),
    }
}

/// Bytes in MiB.
pub(crate) fn megabytes(bytes: f64) -> String {
    format!("{} MiB", significant(bytes / f64::from(1 << 20)))
}

/// Requests per second.
pub(crate) fn rate(per_s: f64) -> String {
    format!("{}/s", significant(per_s))
}

/// A share as a percentage without digits that noise would fill: `28`, or `3.4` below ten.
pub(crate) fn percent(share: f64) -> String {
    let value = share * 100.0;
    let text = if value.abs() >= 9.95 { format!("{value:.0}") } else { format!("{value:.1}") };
    match text.strip_prefix('-') {
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// A ratio as a factor: `0.72`, `2.34`, `14`.
pub(crate) fn factor(ratio: f64) -> String {
    match ratio {
        _ if ratio >= 9.95 => count(ratio),
        _ => format!("{ratio:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!([count(7.0), count(4096.0), count(1_234_567.0)], ["7", "4,096", "1,234,567"]);
        assert_eq!(
            [significant(0.1234), significant(12.34), significant(1234.5)],
            ["0.123", "12.3", "1,234"]
        );
        assert_eq!(
            [time_us(850.0), time_us(10_570.0), time_us(1_686_000.0)],
            ["850 µs", "10.6 ms", "1.69 s"]
        );
        assert_eq!(time_us(999.7), "1.00 ms");
        assert_eq!([percent(0.284), percent(0.034), percent(-0.034)], ["28", "3.4", "−3.4"]);
        assert_eq!([factor(0.724), factor(2.34), factor(14.2)], ["0.72", "2.34", "14"]);
        assert_eq!([megabytes(12_897_485.0), rate(21_336.4)], ["12.3 MiB", "21,336/s"]);
    }
}
