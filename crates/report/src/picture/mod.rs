//! Pictures: laid out once as marks with a place for everything, then drawn by plotters, as SVG and as
//! pixels alike. Tests look at the marks: no label may overlap another or leave the picture.

mod chart;
mod frame;
mod label;
mod mark;
mod panel;
mod png;
mod scale;
mod series;
mod sheet;
mod style;
mod surface;
mod svg;
#[cfg(test)]
mod tests;
mod type_face;

pub(crate) use mark::Picture;
pub(crate) use panel::panel;
pub use png::PixelError;
pub(crate) use png::png;
pub(crate) use series::{headline_charts, metric_chart};
pub(crate) use sheet::{headline_sheet, scenario_sheet};
pub(crate) use svg::{inline_svg, standalone_svg};
