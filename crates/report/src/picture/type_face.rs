//! The typeface that comes with this crate: labels are measured with it, and pixels drawn with it, so that
//! neither depends on what a machine has installed.

use std::sync::LazyLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

/// What the two faces hold beyond ASCII (`fonts/README.md`).
#[cfg(test)]
pub(super) const BEYOND_ASCII: &str = "°±µ·×\u{2011}–—‘’“”…←↑→↓−≈≠≤≥";

/// What the SVG asks for. DejaVu is among the widest faces, so a text measured with it fits in any of these.
pub(super) const FAMILY: &str = "DejaVu Sans, Verdana, Segoe UI, Helvetica, Arial, sans-serif";

/// plotters' sizes are 1.24 em; see its `svg_backend` and `ab_glyph` modules.
pub(super) const PLOTTERS_EM: f64 = 1.24;
/// ab_glyph's are from the ascender to the descender: 1.164 em in DejaVu.
pub(super) const GLYPH_EM: f64 = 1.164;

static REGISTERED: LazyLock<bool> = LazyLock::new(|| {
    let regular = include_bytes!("../../fonts/DejaVuSans-subset.ttf");
    let bold = include_bytes!("../../fonts/DejaVuSans-Bold-subset.ttf");
    register_font(FAMILY, FontStyle::Normal, regular).is_ok()
        && register_font(FAMILY, FontStyle::Bold, bold).is_ok()
});

/// The face with glyphs of `em` units.
pub(super) fn face(em: f64, bold: bool) -> FontDesc<'static> {
    debug_assert!(*REGISTERED, "the fonts of this crate are whole");
    let style = if *REGISTERED && bold { FontStyle::Bold } else { FontStyle::Normal };
    FontDesc::new(FontFamily::Name(FAMILY), em * GLYPH_EM, style)
}

/// The size, at most `em`, at which `text` is no wider than `width_max`; never below 10.
pub(super) fn fitting(text: &str, em: f64, bold: bool, width_max: f64) -> f64 {
    (em * (width_max / width(text, em, bold)).min(1.0)).max(10.0)
}

/// How wide `text` is with glyphs of `em` units.
pub(super) fn width(text: &str, em: f64, bold: bool) -> f64 {
    // Measured large, since plotters rounds to whole units.
    const FINE: f64 = 64.0;
    let measured = face(em * FINE, bold).box_size(text);
    // Half an em a character is near enough should a face ever be missing.
    measured.map_or(text.chars().count() as f64 * em / 2.0, |(width, _)| f64::from(width) / FINE)
}
