//! Names at the ends of lines: beside each other, never upon each other.

/// Moves wanted heights apart until each has `gap` to the next, within `top..=bottom`, each as near to where
/// it wants to be as that allows. `wanted` is in any order; so is the result.
pub(super) fn spread(wanted: &[f64], gaps: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]).then(a.cmp(&b)));
    let mut places: Vec<f64> = wanted.to_vec();
    let mut least = top;
    for &i in &order {
        places[i] = places[i].max(least + gaps[i] / 2.0);
        least = places[i] + gaps[i] / 2.0;
    }
    let mut most = bottom;
    for &i in order.iter().rev() {
        places[i] = places[i].min(most - gaps[i] / 2.0);
        most = places[i] - gaps[i] / 2.0;
    }
    places
}

/// `text` in one line or two, each at most `width_max` wide by `width`; cut with an ellipsis beyond that.
pub(super) fn wrapped(text: &str, width_max: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    if width(text) <= width_max {
        return vec![text.to_owned()];
    }
    let breaks = text.char_indices().filter(|(_, c)| matches!(c, '-' | ' ')).map(|(i, c)| i + c.len_utf8());
    let fitting = breaks.filter(|&i| width(text[..i].trim_end()) <= width_max).last();
    let (first, rest) =
        fitting.map_or((String::new(), text), |i| (text[..i].trim_end().to_owned(), &text[i..]));
    let rest = shortened(rest, width_max, &width);
    if first.is_empty() { vec![rest] } else { vec![first, rest] }
}

fn shortened(text: &str, width_max: f64, width: &impl Fn(&str) -> f64) -> String {
    if width(text) <= width_max {
        return text.to_owned();
    }
    let mut kept: String = text.to_owned();
    while kept.pop().is_some() {
        let cut = format!("{kept}…");
        if width(&cut) <= width_max {
            return cut;
        }
    }
    "…".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_break_at_a_hyphen_and_never_run_over() {
        let width = |text: &str| text.chars().count() as f64;
        assert_eq!(wrapped("tokio", 11.0, width), ["tokio"]);
        assert_eq!(wrapped("thread-per-connection", 11.0, width), ["thread-per-", "connection"]);
        assert_eq!(wrapped("averyveryverylongname", 8.0, width), ["averyve…"]);
    }

    proptest! {
        #[test]
        fn labels_keep_apart_and_inside(wanted in prop::collection::vec(0.0..200.0f64, 1..8)) {
            let gaps = vec![20.0; wanted.len()];
            let mut places = spread(&wanted, &gaps, 0.0, 200.0);
            places.sort_by(f64::total_cmp);
            prop_assert!(places.first().unwrap() >= &9.99 && places.last().unwrap() <= &190.01);
            prop_assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 19.99));
        }
    }
}
