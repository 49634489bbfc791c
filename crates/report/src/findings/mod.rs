//! What a run shows: data first, then words.

mod answer;
mod beside;
mod compare;
mod contenders;
mod crossing;
mod headline;
mod observe;
mod phrase;
mod sentence;
mod standing;
mod statement;
mod steps;
mod telling;
mod weight;

pub(crate) use headline::{Headline, headline};
pub(crate) use observe::{crossings, observe, observe_pair};
pub(crate) use phrase::effect_in_words;
pub(crate) use sentence::{load_in_words, ratio as ratio_in_words, sentence};
pub(crate) use standing::{is_without_headline, shaken};
pub(crate) use statement::{Changes, Effect, Finding, Reach, Statement, Step};
pub(crate) use telling::most_telling;
