//! Texts of a picture keep to the paper and off each other.

#[path = "../../tests/made_up/mod.rs"]
mod made_up;

use proptest::prelude::*;

use super::chart::{Chart, Crossing, Dot, Line, Standing};
use super::mark::{Anchor, Mark, Picture};
use super::panel::panel;
use super::scale::Scale;
use super::style::{Look, Shape};
use super::{inline_svg, png, type_face};

const PAPER: (f64, f64) = (480.0, 280.0);
const NAMES: [&str; 6] = [
    "tokio",
    "thread-per-connection",
    "thread-per-request",
    "tiny-http",
    "averylongnamewithoutanybreak",
    "<b>&",
];

fn chart(ends: &[f64], loads: &[f64], is_log: bool) -> Chart {
    let look = Look { colour: (0, 114, 178), shape: Shape::Disc, dash: &[6.0, 3.0] };
    let dot = |x: f64, y: f64| {
        let note = format!("{y} at {x}");
        Dot { x, y, low: y * 0.9, high: y * 1.1, standing: Standing::Valid, is_at_least: false, note }
    };
    let lines = ends.iter().zip(NAMES).map(|(&end, name)| Line {
        contender: name.into(),
        label: name.into(),
        look,
        is_minor: false,
        is_theory: false,
        dots: loads.iter().map(|&load| dot(load, end)).collect(),
    });
    Chart {
        title: "Requests per CPU-second".into(),
        unit: "requests per second of CPU".into(),
        x_name: "requests in flight (connections, closed loop)".into(),
        x: Scale::log_at(loads),
        x_ticks: Vec::new(),
        y: if is_log { Scale::log(ends.to_vec()) } else { Scale::linear(ends.to_vec()) },
        lines: lines.collect(),
        crossings: Vec::new(),
    }
}

fn crossing(loads: &[f64], share: f64) -> Crossing {
    let (first, last) = (loads[0], loads[loads.len() - 1]);
    let x = first + (last - first) * share;
    Crossing {
        contenders: [NAMES[0].into(), NAMES[1].into()],
        x,
        interval: Some((first, last)),
        label: "practice: cross at 12,345 [10,000–20,000]".into(),
        note: "the two cross".into(),
    }
}

/// Left, top, right and bottom of each text.
fn boxes(picture: &Picture) -> Vec<(String, [f64; 4])> {
    let one = |mark: &Mark| {
        let Mark::Text { at, text, size, anchor, bold, .. } = mark else { return None };
        let width = type_face::width(text, *size, *bold);
        let left = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - width / 2.0,
            Anchor::End => at.0 - width,
        };
        Some((text.clone(), [left, at.1 - size * 0.76, left + width, at.1 + size * 0.2]))
    };
    picture.layers.iter().flat_map(|layer| &layer.marks).filter_map(one).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_leaves_the_paper_or_covers_another(
        ends in prop::collection::vec(0.5..90_000.0f64, 1..6),
        loads in prop::collection::btree_set(1..30_000u32, 1..12),
        is_log: bool,
    ) {
        let loads: Vec<f64> = loads.into_iter().map(f64::from).collect();
        let mut chart = chart(&ends, &loads, is_log);
        // One at each end: where there is no room for two names, one is left out.
        chart.crossings = [0.0, 1.0].map(|share| crossing(&loads, share)).to_vec();
        let boxes = boxes(&panel(&chart, PAPER));
        prop_assert!(boxes.iter().any(|(text, _)| text.contains("cross at")));
        for (i, (text, [left, top, right, bottom])) in boxes.iter().enumerate() {
            prop_assert!(*left >= 0.0 && *right <= PAPER.0 && *top >= 0.0 && *bottom <= PAPER.1, "{text} is cut off");
            for (other, [l, t, r, b]) in &boxes[i + 1..] {
                let apart = right <= l || r <= left || bottom <= t || b <= top;
                prop_assert!(apart, "{text} lies over {other}");
            }
        }
    }
}

#[test]
fn intervals_of_long_names_and_large_figures_keep_to_the_paper() {
    let manifest = made_up::run().manifest;
    let all = NAMES.map(|name| super::Span {
        contender: name.into(),
        value: 1_234_567.0,
        interval: Some((1_000_000.0, 1_999_999.0)),
        is_at_least: true,
    });
    let picture = super::spans(&manifest, "Keeps the objective up to", "requests per second", &all);
    for (text, [left, top, right, bottom]) in boxes(&picture) {
        assert!(
            left >= 0.0 && right <= picture.width && top >= 0.0 && bottom <= picture.height,
            "{text} is cut off"
        );
    }
}

#[test]
fn the_faces_hold_every_letter_of_every_picture() {
    let run = made_up::run();
    let digest = crate::digest::Digest::new(&run.manifest, &run.points);
    let sweeps = digest.scenarios.iter().flat_map(|part| &part.sweeps);
    for picture in sweeps.map(|sweep| super::scenario_sheet(&run.manifest, sweep)) {
        for (text, _) in boxes(&picture) {
            let is_held = |letter: char| letter.is_ascii() || type_face::BEYOND_ASCII.contains(letter);
            assert!(text.chars().all(is_held), "{text}");
        }
    }
}

#[test]
fn an_svg_is_named_grouped_and_escaped() {
    let picture = panel(&chart(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[1.0, 10.0], false), PAPER);
    let svg = inline_svg(&picture, "here").into_string();
    assert!(
        svg.contains(r#"role="img" aria-labelledby="here-t here-d""#)
            && svg.contains("<title id=\"here-t\">")
    );
    assert!(svg.contains(r#"<g data-contender="tiny-http">"#));
    assert!(svg.contains("&lt;b&gt;") && !svg.contains("<b>"));
    assert_eq!(svg.matches("<svg").count(), 1);
    assert_eq!(svg.matches("<title>").count(), 12, "each point explains itself");
}

#[test]
fn pixels_show_what_was_drawn() {
    let picture = panel(&chart(&[10.0], &[1.0, 10.0], false), (200.0, 160.0));
    // A canvas that was used before leaves nothing behind.
    let bytes = png(&picture, 400, &mut vec![0x55; 100]).expect("it can be drawn");
    let mut reader = ::png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("it is small")];
    let info = reader.next_frame(&mut pixels).expect("whole");
    assert_eq!((info.width, info.height), (400, 320));
    let of = |colour: [u8; 3]| pixels.chunks_exact(3).filter(|pixel| *pixel == colour).count();
    assert!(of([0, 114, 178]) > 100, "the line is there");
    assert!(of([255, 255, 255]) > 400 * 320 / 2, "the paper is there");
    assert!(of([0x1F, 0x23, 0x28]) > 20, "text is there, drawn with the crate's own face");
}
