//! A contender that answers every sample rightly, and what a scenario asks for wrongly, is found out before anything
//! is timed.

mod support;

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

use support::{Project, programs, said};

/// Stands before a server whose address is in the file `of`, and asks it for `instead` where it is asked for `asked`.
/// Gives where it listens; it ends with this process.
fn liar(of: PathBuf, asked: &'static str, instead: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let of = of.clone();
            // A client that leaves is no trouble of ours.
            thread::spawn(move || _ = pass_on(&client, &of, asked, instead));
        }
    });
    address
}

fn pass_on(client: &TcpStream, of: &Path, asked: &str, instead: &str) -> io::Result<()> {
    let address = fs::read_to_string(of)?;
    let server = TcpStream::connect(address.trim()).inspect_err(|_| _ = client.shutdown(Shutdown::Both))?;
    let (mut from_server, mut to_client) = (server.try_clone()?, client.try_clone()?);
    let answers = thread::spawn(move || {
        let _ = io::copy(&mut from_server, &mut to_client);
        let _ = to_client.shutdown(Shutdown::Write);
    });
    let (mut client, mut server) = (client, &server);
    let mut piece = [0; 65_536];
    while let count @ 1.. = client.read(&mut piece)? {
        // A head that is written at once comes at once.
        match std::str::from_utf8(&piece[..count]) {
            Ok(text) => server.write_all(text.replace(asked, instead).as_bytes())?,
            Err(_) => server.write_all(&piece[..count])?,
        }
    }
    server.shutdown(Shutdown::Write)?;
    answers.join().map_err(|_| io::Error::other("it panicked"))
}

/// Puts a liar before the contender `tokio`.
fn lie(project: &Project, asked: &'static str, instead: &'static str) {
    let real = project.path().join("real");
    let address = liar(real.clone(), asked, instead);
    // The server's own first line, with the liar's address.
    let text = format!(
        "#!/bin/sh\nexec 3<&0\nmkfifo {real}.$$\n{server} \"$@\" <&3 >{real}.$$ &\nserver=$!\n\
         trap 'kill $server; wait $server; exit 0' TERM\n\
         {{ read -r word own rest; echo $own >{real}.part; mv {real}.part {real}; echo \"$word {address} $rest\"; cat; }} \
         <{real}.$$ &\nwait\n",
        real = real.display(),
        server = programs().join("async-server").display(),
    );
    let script = project.script("liar.sh", &text);
    project.replace("tokio", &script);
}

/// The scenario `short` asks for this; no sample does.
const ASKED: &str = "/fetch?ms=2&bytes=64 ";
/// And this is what one class of a mix asks for.
const OF_A_CLASS: &str = "/mixed?ms=3&cpu_us=70 ";

fn with_a_class(project: &Project) {
    let short = fs::read_to_string(project.path().join("scenarios/curated/short.toml")).expect("it is there");
    let class = "[mix.heavy]\nshare = 0.1\n[mix.heavy.request.mixed]\nwait_ms = 3\ncpu_us = 70\n";
    project.write("scenarios/curated/short.toml", &format!("{short}{class}"));
}

#[test]
fn a_wrong_answer_to_a_scenario_s_own_request_ends_the_comparison_before_it_begins() {
    for (asked, instead, told) in [
        (ASKED, "/fetch?ms=2&bytes=63 ", "curated/short asks for /fetch?ms=2&bytes=64: content-length is"),
        (ASKED, "/nowhere ", "curated/short asks for /fetch?ms=2&bytes=64: status is 404, not 200"),
        (OF_A_CLASS, "/nowhere ", "curated/short asks for /mixed?ms=3&cpu_us=70: status is 404, not 200"),
    ] {
        let project = Project::new();
        with_a_class(&project);
        lie(&project, asked, instead);
        let output = project.smoke().output().expect("the harness starts");
        let text = said(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains("nothing was measured, since a contender does not answer"), "{text}");
        assert!(text.contains("tokio: what its scenarios ask for") && text.contains(told), "{text}");
        assert!(!project.run_folder().exists());
    }
}

#[test]
fn whoever_passes_on_what_was_asked_is_believed() {
    let project = Project::new();
    with_a_class(&project);
    lie(&project, "/what-nobody-asks-for ", "/nowhere ");
    let output = project.smoke().output().expect("the harness starts");
    assert!(output.status.success(), "{}", said(&output));
}
