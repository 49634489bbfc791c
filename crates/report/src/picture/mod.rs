//! Pictures: laid out once as marks with a place for everything, then drawn by plotters, as SVG and as
//! pixels alike. Tests look at the marks: no label may overlap another or leave the picture.

mod chart;
mod classes;
mod compact;
mod crossing;
mod frame;
mod label;
mod mark;
mod panel;
mod png;
mod scale;
mod series;
mod sheet;
mod spans;
mod style;
mod surface;
mod svg;
#[cfg(test)]
mod tests;
mod theory;
mod traces;
mod type_face;

pub(crate) use classes::class_charts;
pub(crate) use mark::Picture;
pub(crate) use panel::panel;
pub use png::PixelError;
pub(crate) use png::png;
pub(crate) use series::{Spread, headline_charts, metric_chart};
pub(crate) use sheet::{headline_sheet, scenario_sheet};
pub(crate) use spans::{Span, spans};
pub(crate) use style::colour_of;
pub(crate) use svg::{inline_svg, standalone_svg};
pub(crate) use traces::{spectrum, timeline};
