//! From a URL to an address that may be loaded and the bytes to send there.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs, UdpSocket};

use load::{Class, Expect, Manner, Request};

use super::args::Args;

/// Where to, and what.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) address: SocketAddr,
    pub(super) request: Request,
    /// What is mixed in.
    pub(super) also: Vec<Class>,
}

/// The parts of an `http` URL.
#[derive(Debug, PartialEq, Eq)]
struct Url<'a> {
    /// As in the `Host` header.
    authority: &'a str,
    host: &'a str,
    port: u16,
    path: String,
}

/// Makes a target of the arguments.
pub(super) fn target(args: &Args) -> Result<Target, String> {
    let url = split(args.url.as_deref().unwrap_or_default())?;
    let address = resolve(&url)?;
    if !is_own(address.ip()) && args.i_may_load.as_deref() != Some(url.host) {
        return Err(format!(
            "{} ({}) is not this machine. Load only what is yours: if you have its owner's permission, add \
             --i-may-load {}",
            url.host,
            address.ip(),
            url.host
        ));
    }
    let also = args.also.iter().map(|text| also(args, &url, text)).collect::<Result<_, _>>()?;
    Ok(Target { address, request: request(args, &url)?, also })
}

fn split(text: &str) -> Result<Url<'_>, String> {
    if text.starts_with("https:") {
        return Err("https is not spoken here: load the server's plain http port".into());
    }
    let rest = text.strip_prefix("http://").unwrap_or(text);
    if rest.contains("://") {
        return Err(format!("`{text}` is no http URL; write it like http://127.0.0.1:8080/plaintext"));
    }
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(at);
    let path = path.split('#').next().unwrap_or_default();
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    let bad = || format!("`{text}` names no host and port; write it like http://127.0.0.1:8080/plaintext");
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| bad())?),
        _ => (authority, 80),
    };
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    if host.is_empty() || path.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
        return Err(bad());
    }
    Ok(Url { authority, host, port, path })
}

fn resolve(url: &Url<'_>) -> Result<SocketAddr, String> {
    let found = (url.host, url.port).to_socket_addrs();
    let mut found = found.map_err(|error| format!("{} has no address: {error}", url.host))?;
    found.next().ok_or_else(|| format!("{} has no address", url.host))
}

/// Whether it is one of this machine's addresses: only those can be bound.
fn is_own(ip: IpAddr) -> bool {
    ip.is_loopback() || UdpSocket::bind((ip, 0)).is_ok()
}

fn request(args: &Args, url: &Url<'_>) -> Result<Request, String> {
    let is_token = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_token(&args.method) {
        return Err(format!("`{}` is no method", args.method));
    }
    let mut head = format!("{} {} HTTP/1.1\r\nHost: {}\r\n", args.method, url.path, url.authority);
    for header in &args.headers {
        let Some((name, value)) = header.split_once(':').filter(|(name, _)| is_token(name)) else {
            return Err(format!("`{header}` is no header; write it like `Accept: text/plain`"));
        };
        if value.contains(['\r', '\n']) {
            return Err(format!("`{name}` has a line break in its value"));
        }
        head.push_str(&format!("{name}: {}\r\n", value.trim()));
    }
    head.push_str("\r\n");
    Ok(Request { bytes: head.into_bytes(), status: args.expect_status, body: body(args, url)? })
}

/// Reads `LABEL=WEIGHT:PATH`.
fn also(args: &Args, url: &Url<'_>, text: &str) -> Result<Class, String> {
    let help = || format!("`{text}` cannot be mixed in; write it like slow=0.01:/fetch?ms=50&bytes=1024");
    let (label, rest) = text.split_once('=').ok_or_else(help)?;
    let (weight, path) = rest.split_once(':').ok_or_else(help)?;
    let weight = weight.parse().map_err(|_| help())?;
    if label.is_empty() || !path.starts_with('/') || path.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
        return Err(help());
    }
    let url = Url { path: path.to_owned(), ..*url };
    // A body that was given for the URL says nothing of another path.
    let request = Request { body: contract_body(args, &url), ..request(args, &url)? };
    Ok(Class { label: label.to_owned(), weight, request, manner: Manner::default() })
}

fn body(args: &Args, url: &Url<'_>) -> Result<Expect, String> {
    if let Some(file) = &args.expect_body {
        let body = std::fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        return Ok(Expect::Exact(body));
    }
    Ok(contract_body(args, url))
}

fn contract_body(args: &Args, url: &Url<'_>) -> Expect {
    match contract::parse(&args.method, &url.path) {
        Ok(_) if args.method == "HEAD" => Expect::Exact(Vec::new()),
        Ok(ask) if args.expect_status == 200 => Expect::Exact(contract::expected(ask).body.to_vec()),
        _ => Expect::SameLength,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn of(line: &[&str]) -> Result<Target, String> {
        target(&Args::try_parse_from([&["load"], line].concat()).unwrap())
    }

    #[test]
    fn urls_are_split() {
        let cases = [
            ("http://127.0.0.1:8080/a?b=c#d", "127.0.0.1", 8_080, "/a?b=c"),
            ("127.0.0.1:80", "127.0.0.1", 80, "/"),
            ("http://[::1]:8080/x", "::1", 8_080, "/x"),
            ("http://localhost?x", "localhost", 80, "/?x"),
            ("http://[::1]/", "::1", 80, "/"),
        ];
        for (text, host, port, path) in cases {
            let url = split(text).unwrap();
            assert_eq!((url.host, url.port, url.path.as_str()), (host, port, path), "{text}");
        }
        for text in ["https://localhost/", "ftp://localhost/", "http:///x", "http://h:x/", "http://h/a b"] {
            assert!(split(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_this_machine_is_loaded_unasked() {
        assert!(of(&["http://127.0.0.9:1/"]).is_ok());
        assert!(of(&["http://[::1]:1/"]).is_ok());
        // An address of the block that is set aside for documentation: nobody's.
        let refused = of(&["http://192.0.2.1/"]).unwrap_err();
        assert!(refused.contains("--i-may-load 192.0.2.1"), "{refused}");
        assert!(of(&["http://192.0.2.1/", "--i-may-load", "192.0.2.2"]).is_err());
        assert!(of(&["http://192.0.2.1/", "--i-may-load", "192.0.2.1"]).is_ok());
    }

    #[test]
    fn the_contracts_requests_get_the_contracts_answers() {
        let exact = of(&["127.0.0.1/fetch?ms=1&bytes=3"]).unwrap().request.body;
        assert_eq!(exact, Expect::Exact(b"ABC".to_vec()));
        assert_eq!(of(&["127.0.0.1/else"]).unwrap().request.body, Expect::SameLength);
        assert_eq!(
            of(&["127.0.0.1/wait?ms=1", "--expect-status", "503"]).unwrap().request.body,
            Expect::SameLength
        );
    }

    #[test]
    fn another_request_may_be_mixed_in() {
        let target = of(&["127.0.0.1/plaintext", "--also", "slow=0.01:/wait?ms=5"]).unwrap();
        let [slow] = &target.also[..] else { panic!("{target:?}") };
        assert_eq!((slow.label.as_str(), slow.weight), ("slow", 0.01));
        assert!(slow.request.bytes.starts_with(b"GET /wait?ms=5 HTTP/1.1"));
        assert_eq!(slow.request.body, Expect::Exact(b"waited\n".to_vec()));
        for text in ["slow", "slow=x:/a", "slow=1:a", "=1:/a", "slow=1:/a b"] {
            assert!(of(&["127.0.0.1/", "--also", text]).unwrap_err().contains("write it like"), "{text}");
        }
    }

    #[test]
    fn headers_go_out_as_given_and_not_otherwise() {
        let target = of(&["127.0.0.1:99/x", "-X", "HEAD", "-H", "Accept:  a/b "]).unwrap();
        assert_eq!(target.request.bytes, b"HEAD /x HTTP/1.1\r\nHost: 127.0.0.1:99\r\nAccept: a/b\r\n\r\n");
        for header in ["novalue", ": x", "a b: c", "A: b\r\nC: d"] {
            assert!(of(&["127.0.0.1/", "-H", header]).is_err(), "{header}");
        }
    }
}
