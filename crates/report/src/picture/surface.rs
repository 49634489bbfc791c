//! Marks, drawn by plotters on whatever it draws on.

use plotters::style::{Color, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendCoord, DrawingBackend, DrawingErrorKind};

use super::mark::{Anchor, At, Layer, Mark};
use super::style::Colour;
use super::type_face::{GLYPH_EM, PLOTTERS_EM, face};

/// How a backend of plotters counts.
#[derive(Clone, Copy)]
pub(super) struct Surface {
    /// Its units for one of a picture's.
    pub(super) scale: f64,
    /// Its size of text for glyphs of one em.
    pub(super) em: f64,
    /// How far below a text's place its baseline is, in em.
    pub(super) baseline_em: f64,
}

impl Surface {
    /// SVG: finer than a pixel, since plotters' places are whole numbers.
    pub(super) const SVG: Self = Self { scale: 4.0, em: PLOTTERS_EM, baseline_em: 0.76 };

    /// Pixels.
    pub(super) fn pixels(scale: f64) -> Self {
        Self { scale, em: GLYPH_EM, baseline_em: GLYPH_EM / 2.0 }
    }

    /// `length` in the backend's units.
    pub(super) fn whole(self, length: f64) -> i32 {
        (length * self.scale).round() as i32
    }

    fn place(self, at: At) -> BackendCoord {
        (self.whole(at.0), self.whole(at.1))
    }

    /// Draws `layer`; what is only for a pointer is left out.
    pub(super) fn draw<B: DrawingBackend>(
        self,
        backend: &mut B,
        layer: &Layer,
    ) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        for mark in &layer.marks {
            match mark {
                Mark::Line { points, colour, width, opacity } => {
                    let stroke_width = self.whole(*width).max(1).unsigned_abs();
                    let style = ShapeStyle { stroke_width, ..shade(*colour, *opacity) };
                    backend.draw_path(points.iter().map(|&at| self.place(at)), &style)?;
                }
                Mark::Area { points, colour, opacity } => {
                    let style = shade(*colour, *opacity);
                    backend.fill_polygon(points.iter().map(|&at| self.place(at)), &style)?;
                }
                Mark::Disc { at, radius, colour } => {
                    let radius = self.whole(*radius).unsigned_abs();
                    backend.draw_circle(self.place(*at), radius, &shade(*colour, 1.0), true)?;
                }
                Mark::Text { at, text, size, colour, anchor, bold } => {
                    let style = self.text_style(*size, *bold, *colour, *anchor);
                    let top = (at.0, at.1 - self.baseline_em * size);
                    backend.draw_text(text, &style, self.place(top))?;
                }
                Mark::Hover { .. } => {}
            }
        }
        Ok(())
    }

    fn text_style(self, size: f64, bold: bool, colour: Colour, anchor: Anchor) -> TextStyle<'static> {
        let horizontal = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let font = face(1.0, bold).resize(size * self.em * self.scale);
        let rgb = RGBColor(colour.0, colour.1, colour.2);
        TextStyle { font, color: rgb.to_backend_color(), pos: Pos::new(horizontal, VPos::Top) }
    }
}

fn shade(colour: Colour, opacity: f64) -> ShapeStyle {
    ShapeStyle { color: RGBColor(colour.0, colour.1, colour.2).mix(opacity), filled: true, stroke_width: 1 }
}
