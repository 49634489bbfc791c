//! Contenders on one codec answer alike to the byte.

use anyhow::{Result, bail};

use super::checks::samples;
use super::wire::Reply;

/// Contenders on one codec answer alike in the whole head, the date aside.
pub(super) fn same_heads(heads: &[(String, Vec<Reply>)]) -> Result<()> {
    let [(first, wanted), rest @ ..] = heads else { return Ok(()) };
    for (name, replies) in rest {
        for (at, (reply, want)) in replies.iter().zip(wanted).enumerate() {
            if without_date(reply) != without_date(want) {
                let (method, target) = &samples()[at];
                let (got, want) = (without_date(reply), without_date(want));
                bail!("{method} {target}: {name} answers {got:?}, {first} {want:?}");
            }
        }
    }
    Ok(())
}

type WithoutDate<'a> = (u16, Vec<&'a (String, String)>, &'a [u8], &'a [usize]);

fn without_date(reply: &Reply) -> WithoutDate<'_> {
    let headers = reply.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("date"));
    (reply.status, headers.collect(), &reply.body, &reply.chunks)
}
