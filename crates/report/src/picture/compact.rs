//! plotters' SVG said with fewer bytes: the same marks, without what is the default anyway, and the strokes of
//! one dashed line as one path.

use std::fmt::Write as _;

use super::type_face::FAMILY;

/// `body` as plotters wrote it, element by element; the typeface is to be named once by the element around it.
pub(super) fn compact(body: &str) -> String {
    let family = format!(" font-family=\"{FAMILY}\"");
    let plain = body
        .replace(&family, "")
        .replace(" opacity=\"1\"", "")
        .replace(" text-anchor=\"start\"", "")
        .replace(" \"/>", "\"/>");
    let mut out = String::with_capacity(plain.len());
    let mut open: Option<(String, String)> = None;
    for line in plain.lines() {
        match stroke(line) {
            Some((style, points)) => match &mut open {
                Some((same, path)) if *same == style => path.push_str(&moves(points)),
                _ => {
                    close(&mut open, &mut out);
                    open = Some((style.to_owned(), moves(points)));
                }
            },
            None => {
                close(&mut open, &mut out);
                out.push_str(line);
                // The words of a text stand on lines of their own, which white space around them would not.
                if line.ends_with("/>") || line.ends_with("</text>") {
                    out.push('\n');
                }
            }
        }
    }
    close(&mut open, &mut out);
    out
}

/// The style and the points of a line, if this is one.
fn stroke(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("<polyline ")?;
    let (style, points) = rest.split_once(" points=\"")?;
    Some((style, points.strip_suffix("\"/>")?))
}

fn moves(points: &str) -> String {
    format!("M{}", points.trim_end().replace(' ', "L"))
}

fn close(open: &mut Option<(String, String)>, out: &mut String) {
    if let Some((style, path)) = open.take() {
        let _ = writeln!(out, "<path {style} d=\"{path}\"/>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_of_one_line_become_one_path() {
        let body = "<polyline fill=\"none\" opacity=\"1\" stroke=\"#000000\" points=\"1,2 3,4 \"/>\n\
                    <polyline fill=\"none\" opacity=\"1\" stroke=\"#000000\" points=\"5,6 7,8 \"/>\n\
                    <polyline fill=\"none\" opacity=\"0.5\" stroke=\"#000000\" points=\"5,6 7,8 \"/>\n\
                    <text x=\"1\" y=\"2\">\na b\n</text>\n";
        assert_eq!(
            compact(body),
            "<path fill=\"none\" stroke=\"#000000\" d=\"M1,2L3,4M5,6L7,8\"/>\n\
             <path fill=\"none\" opacity=\"0.5\" stroke=\"#000000\" d=\"M5,6L7,8\"/>\n\
             <text x=\"1\" y=\"2\">a b</text>\n"
        );
    }
}
