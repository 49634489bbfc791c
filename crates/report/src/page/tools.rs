//! What the script offers; hidden where there is none.

use maud::{Markup, html};

use crate::picture::colour_of;
use crate::render::Story;

/// The bar with everyone's name, and the switch between light and dark.
pub(super) fn tools(story: &Story<'_>) -> Markup {
    let manifest = story.digest.manifest;
    html! {
        div #tools role="group" aria-label="Show contenders" hidden {
            @for contender in &manifest.contenders {
                label {
                    input type="checkbox" checked value=(contender.name);
                    // Drawn like the plots, so that it follows them into the dark.
                    svg .swatch viewBox="0 0 1 1" aria-hidden="true" {
                        rect width="1" height="1" fill=(colour_of(manifest, &contender.name)) {}
                    }
                    (contender.name)
                }
            }
            button #theme type="button" { "light / dark" }
        }
    }
}

/// The buttons of one chart that is drawn on both kinds of axis.
pub(super) fn scale_button(is_log: bool, title: &str) -> Markup {
    let other = if is_log { "linear" } else { "log" };
    html! {
        button .scale type="button" hidden aria-label={ (title) ": draw it with " (other) " heights" } { (other) }
    }
}
