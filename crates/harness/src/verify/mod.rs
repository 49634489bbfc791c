//! A scenario is a test first: nothing is timed before every contender has answered as the contract
//! says.

mod alike;
mod checks;
mod introduce;
mod own_files;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::thread;

use anyhow::{Result, anyhow, bail};
use scenario::Contender;
use socket2::{Domain, Socket, Type};

pub(crate) use introduce::{Introduced, introduce, missing};
pub(crate) use own_files::NoOwnFiles;

use crate::execute::Machine;
use crate::process::Child;
use crate::starting::server_args;
use alike::same_heads;
pub(crate) use checks::Own;
use checks::{
    BACKEND_GONE, BACKEND_SILENT, Check, HEALTHY, ON_HYPER, ask_for, own_requests, promise_kept, samples,
};
use wire::{Reply, Wire};

/// So many contenders are verified at once. Nothing is timed here but lower bounds, so they may disturb
/// one another.
const AT_ONCE: usize = 4;

/// How long a server waits for a backend that answers, beyond the time it was asked for: a machine that stands still
/// for a moment must not make a 504 of a right answer.
const LONG_MS: u64 = 30_000;

/// How long for one that is silent, so that the 504 comes within the second.
const SHORT_MS: u64 = 300;

/// Checks `contenders`, each with the requests that it will be asked, telling `say` of each check.
///
/// # Errors
/// The first contender's first wrong answer, in words.
pub(crate) fn verify(
    machine: &Machine,
    contenders: &[(&Contender, Vec<Own>)],
    say: &dyn Fn(&str),
) -> Result<()> {
    let backend =
        Child::start(&machine.programs.join("backend"), &backend_args(), &machine.placement.backend)?;
    // Bound and never accepted from: the system completes the handshake, and nobody answers.
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let (gone, _held) = nobody()?;
    let mut heads: Vec<(String, Vec<Reply>)> = Vec::new();
    for some in contenders.chunks(AT_ONCE) {
        let verified = thread::scope(|scope| {
            let verify = |(contender, own): &(&Contender, Vec<Own>)| {
                one(machine, (contender, own), backend.started.address, gone, &silent)
            };
            let verifying: Vec<_> = some.iter().map(|each| scope.spawn(move || verify(each))).collect();
            verifying.into_iter().map(|verified| verified.join()).collect::<Vec<_>>()
        });
        for ((contender, _), verified) in some.iter().zip(verified) {
            let Verified { passed, outcome } =
                verified.map_err(|_| anyhow!("{}: verifying it panicked", contender.name))?;
            passed.iter().for_each(|line| say(line));
            let replies = outcome?;
            if contender.http == "hyper" {
                heads.push((contender.name.clone(), replies));
            }
        }
    }
    same_heads(&heads)?;
    if let [(first, replies), rest @ ..] = heads.as_slice()
        && !rest.is_empty()
    {
        let names: Vec<_> = rest.iter().map(|(name, _)| name.as_str()).collect();
        let count = replies.len();
        say(&format!("ok   {} answer {count} requests to the byte like {first}", names.join(", ")));
    }
    backend.stop().or_else(|trouble| bail!("{trouble}"))
}

/// An address at which nobody listens, for as long as the socket is held: bound, so that nobody else gets it.
fn nobody() -> io::Result<(SocketAddr, Socket)> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into())?;
    let address = socket.local_addr()?.as_socket();
    Ok((address.ok_or_else(|| io::Error::other("a bound socket has no address"))?, socket))
}

/// What was checked of one contender.
struct Verified {
    /// A line for each check that passed.
    passed: Vec<String>,
    /// Its answers to the samples, or what was wrong.
    outcome: Result<Vec<Reply>>,
}

fn one(
    machine: &Machine,
    (contender, own): (&Contender, &[Own]),
    backend: SocketAddr,
    gone: SocketAddr,
    silent: &TcpListener,
) -> Verified {
    let mut passed = Vec::new();
    let on_hyper = if contender.http == "hyper" { &ON_HYPER[..] } else { &[] };
    let healthy: Vec<Check> = HEALTHY.iter().chain(on_hyper).copied().collect();
    let mut all = || {
        concurrency(machine, contender, &mut passed)?;
        let replies = against(machine, (contender, own), backend, LONG_MS, &healthy, &mut passed)?;
        against(machine, (contender, &[]), gone, LONG_MS, &[BACKEND_GONE], &mut passed)?;
        against(machine, (contender, &[]), silent.local_addr()?, SHORT_MS, &[BACKEND_SILENT], &mut passed)?;
        Ok(replies)
    };
    let outcome = all();
    Verified { passed, outcome }
}

/// Whether a contender carries out as many requests at once as it promises. Server and backend are its
/// own, and killed in the middle of their calls.
fn concurrency(machine: &Machine, contender: &Contender, passed: &mut Vec<String>) -> Result<()> {
    let mut backend =
        Child::start(&machine.programs.join("backend"), &backend_args(), &machine.placement.backend)?;
    let server = machine.server(contender, backend.started.address)?;
    match promise_kept(contender, server.started.address, &mut backend) {
        Ok(seen) => passed.push(format!("ok   {}: {seen}", contender.name)),
        Err(wrong) => bail!("{}: as much at once as it promises: {wrong}", contender.name),
    }
    Ok(())
}

fn against(
    machine: &Machine,
    (contender, own): (&Contender, &[Own]),
    backend: SocketAddr,
    patience_ms: u64,
    checks: &[Check],
    passed: &mut Vec<String>,
) -> Result<Vec<Reply>> {
    let mut patient = contender.clone();
    patient.program.args = server_args(contender);
    patient.limits = [("backend-grace-ms".to_owned(), patience_ms)].into();
    let mut server = machine.server(&patient, backend)?;
    let address = server.started.address;
    let mut holds = |name: &str, outcome: Result<(), String>| {
        if let Err(wrong) = outcome {
            if let Some(kept_from) = NoOwnFiles::of(&contender.name, &mut server, address) {
                return Err(kept_from.into());
            }
            bail!("{}: {name}: {wrong}", contender.name);
        }
        passed.push(format!("ok   {}: {name}", contender.name));
        Ok(())
    };
    for (name, check) in checks {
        holds(name, check(address))?;
    }
    if !own.is_empty() {
        holds("what its scenarios ask for", own_requests(address, own))?;
    }
    let replies = if checks.len() > 1 { replies(server.started.address) } else { Ok(Vec::new()) };
    if let Err(trouble) = server.stop() {
        bail!("{}: {trouble}", contender.name);
    }
    replies.map_err(|wrong| anyhow!("{}: {wrong}", contender.name))
}

/// The answer to every sample request, each over a connection of its own.
fn replies(server: SocketAddr) -> Result<Vec<Reply>, String> {
    let ask = |(method, target): (&str, String)| {
        let mut wire = Wire::connect(server).map_err(|error| error.to_string())?;
        ask_for(&mut wire, method, &target)
    };
    samples().into_iter().map(ask).collect()
}

fn backend_args() -> Vec<String> {
    ["--control", "stdin", "--listen", "127.0.0.1:0"].map(str::to_owned).into()
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn nobody_listens_there_and_nobody_else_can() {
        let (address, held) = nobody().expect("a free port");
        let refused = TcpStream::connect(address).expect_err("nobody listens");
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        let taken = TcpListener::bind(address).expect_err("it is held");
        assert_eq!(taken.kind(), io::ErrorKind::AddrInUse);
        drop(held);
    }
}
