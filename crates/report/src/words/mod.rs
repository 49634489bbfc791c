//! Figures and sentences as people read them.

mod number;
mod text;

pub(crate) use number::{count, factor, megabytes, percent, rate, significant, time_us};
pub(crate) use text::{Text, coded, markdown_escaped};
