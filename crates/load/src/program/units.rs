//! Times and numbers, read from and written for people.

use std::num::NonZeroU32;
use std::time::Duration;

/// Reads `500ms`, `10s`, `1.5s`, `2m`, `1h`, `50us`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let help =
        || format!("`{text}` is no time: write a number, 0 or above, and its unit, like 500ms, 10s or 2m");
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic() || c == 'µ').ok_or_else(help)?;
    let (number, unit) = text.split_at(unit_at);
    let seconds = match unit {
        "us" | "µs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3_600.0,
        _ => return Err(help()),
    };
    let number: f64 = number.trim().parse().map_err(|_| help())?;
    Duration::try_from_secs_f64(number * seconds).map_err(|_| help())
}

/// Reads how long to measure: some time.
pub(super) fn some_time(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => Err("there is nothing to measure in no time: write one above 0, like 500ms".into()),
        some => Ok(some),
    }
}

/// Reads a rate per second, `2000` or `2k`.
pub(super) fn rate(text: &str) -> Result<f64, String> {
    let (number, factor) = match text.strip_suffix('k') {
        Some(number) => (number, 1_000.0),
        None => (text, 1.0),
    };
    match number.parse::<f64>() {
        Ok(number) if number > 0.0 && number.is_finite() => Ok(number * factor),
        _ => Err(format!("`{text}` is no rate: write a number above 0, like 2000 or 2k")),
    }
}

/// Reads how many, where none are of no use.
pub(super) fn one_or_more(text: &str) -> Result<NonZeroU32, String> {
    text.parse().map_err(|_| format!("`{text}` is not in 1..={}: write a whole number", u32::MAX))
}

/// Reads a seed.
pub(super) fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("`{text}` is not in 0..={}: write a whole number", u64::MAX))
}

/// Reads a share of the rate, `0.5`.
pub(super) fn share(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(share) if share >= 0.0 && share.is_finite() => Ok(share),
        _ => Err(format!("`{text}` is no share: write a number, 0 or above, like 0.5")),
    }
}

/// Reads `0..1`.
pub(super) fn ramp(text: &str) -> Result<(f64, f64), String> {
    let help = || format!("`{text}` is no ramp: write the shares it goes from and to, 0 or above, like 0..1");
    let (from, to) = text.split_once("..").ok_or_else(help)?;
    Ok((share(from).map_err(|_| help())?, share(to).map_err(|_| help())?))
}

/// Reads `100ms/900ms`.
pub(super) fn burst(text: &str) -> Result<(Duration, Duration), String> {
    let help = || format!("`{text}` is no burst: write how long it is on and off, like 100ms/900ms");
    let (on, off) = text.split_once('/').ok_or_else(help)?;
    Ok((duration(on)?, duration(off)?))
}

/// Writes a time in µs with three digits that count.
pub(super) fn time(us: f64) -> String {
    let (value, unit) = match us {
        us if us < 1_000.0 => (us, "µs"),
        us if us < 1_000_000.0 => (us / 1e3, "ms"),
        us => (us / 1e6, "s"),
    };
    let digits = match value {
        value if value < 10.0 => 2,
        value if value < 100.0 => 1,
        _ => 0,
    };
    format!("{value:.digits$} {unit}")
}

/// Writes a whole number with commas.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_unit_only() {
        for (text, ms) in
            [("10s", 10_000.0), ("1.5s", 1_500.0), ("500ms", 500.0), ("2m", 120_000.0), ("50us", 0.05)]
        {
            assert_eq!(duration(text).unwrap().as_secs_f64() * 1e3, ms, "{text}");
        }
        for text in ["10", "s", "-1s", "1 fortnight", "1e400s", ""] {
            assert!(duration(text).unwrap_err().contains("0 or above, and its unit, like 500ms"), "{text}");
        }
        assert!(some_time("0s").unwrap_err().contains("above 0"));
    }

    #[test]
    fn rates_are_positive() {
        assert_eq!(rate("2k"), Ok(2_000.0));
        for text in ["0", "-5", "nan", "inf", "many"] {
            assert!(rate(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shapes_are_read() {
        assert_eq!(ramp("0..1.5"), Ok((0.0, 1.5)));
        assert_eq!(burst("100ms/1s"), Ok((Duration::from_millis(100), Duration::from_secs(1))));
        for text in ["0-1", "-1..1", "0..inf"] {
            assert!(ramp(text).unwrap_err().contains("like 0..1"), "{text}");
        }
        assert_eq!(share("0.5"), Ok(0.5));
        assert!(share("-0.5").is_err() && share("nan").is_err());
        assert!(burst("100ms").unwrap_err().contains("like 100ms/900ms"));
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        let times = [0.4, 12.34, 999.0, 1_000.0, 10_210.0, 123_456.0, 2_500_000.0].map(time);
        assert_eq!(times, ["0.40 µs", "12.3 µs", "999 µs", "1.00 ms", "10.2 ms", "123 ms", "2.50 s"]);
    }
}
