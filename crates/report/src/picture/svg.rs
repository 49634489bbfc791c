//! A picture as SVG: plotters draws every layer, this file groups, names and explains them.

use maud::{Escaper, Markup, PreEscaped};
use plotters::backend::SVGBackend;
use plotters_backend::DrawingBackend;
use std::fmt::Write as _;

use super::compact::compact;
use super::mark::{Layer, Mark, Picture};
use super::surface::Surface;
use super::type_face::FAMILY;

/// Around a point, this far a pointer counts as pointing at it.
const HOVER_RADIUS: f64 = 9.0;

/// For a page: scales with its column, has no name space of its own to declare. `id` makes the names unique.
pub(crate) fn inline_svg(picture: &Picture, id: &str) -> Markup {
    PreEscaped(svg(picture, id, ""))
}

/// For a file of its own.
pub(crate) fn standalone_svg(picture: &Picture) -> String {
    let surface = Surface::SVG;
    let size = format!(
        r#" xmlns="http://www.w3.org/2000/svg" width="{:.0}" height="{:.0}""#,
        picture.width, picture.height
    );
    let paper = format!(
        "<rect width=\"{}\" height=\"{}\" fill=\"#FFFFFF\"/>\n",
        surface.whole(picture.width),
        surface.whole(picture.height)
    );
    svg(picture, "picture", &size).replacen("</desc>\n", &format!("</desc>\n{paper}"), 1)
}

fn svg(picture: &Picture, id: &str, attributes: &str) -> String {
    let surface = Surface::SVG;
    let (width, height) = (surface.whole(picture.width), surface.whole(picture.height));
    let mut out = format!(
        r#"<svg{attributes} viewBox="0 0 {width} {height}" role="img" aria-labelledby="{id}-t {id}-d" font-family="{FAMILY}">"#
    );
    let (title, description) = (escaped(&picture.title), escaped(&picture.description));
    out.push_str(&format!(
        "\n<title id=\"{id}-t\">{title}</title>\n<desc id=\"{id}-d\">{description}</desc>\n"
    ));
    for layer in &picture.layers {
        out.push_str(&group(layer));
        out.push_str(&drawn(surface, layer, (width.unsigned_abs(), height.unsigned_abs())));
        out.push_str("</g>\n");
    }
    // Above all else, so that no line lies over a point's explanation.
    for layer in picture.layers.iter().filter(|layer| layer.marks.iter().any(|mark| hover(mark).is_some())) {
        out.push_str(&group(layer));
        for (at, text) in layer.marks.iter().filter_map(hover) {
            let (x, y, r) = (surface.whole(at.0), surface.whole(at.1), surface.whole(HOVER_RADIUS));
            let _ = writeln!(
                out,
                r#"<circle cx="{x}" cy="{y}" r="{r}" fill-opacity="0"><title>{}</title></circle>"#,
                escaped(text)
            );
        }
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

/// Opens the group of whoever the layer is about, so that they can be left out together.
fn group(layer: &Layer) -> String {
    let named = |key: &str, name: &Option<String>| {
        name.as_ref().map_or_else(String::new, |name| format!(" data-{key}=\"{}\"", escaped(name)))
    };
    format!("<g{}{}>\n", named("contender", &layer.contender), named("and", &layer.and))
}

/// What plotters draws, without the root element that it puts around it.
fn drawn(surface: Surface, layer: &Layer, size: (u32, u32)) -> String {
    let mut text = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut text, size);
        let result = surface.draw(&mut backend, layer).and_then(|()| backend.present());
        result.expect("writing to a string cannot fail");
    }
    let body = text.split_once(">\n").map_or("", |(_, rest)| rest);
    compact(body.strip_suffix("</svg>\n").unwrap_or(body))
}

fn hover(mark: &Mark) -> Option<((f64, f64), &str)> {
    match mark {
        Mark::Hover { at, text } => Some((*at, text)),
        _ => None,
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    let _ = Escaper::new(&mut out).write_str(text);
    out
}
