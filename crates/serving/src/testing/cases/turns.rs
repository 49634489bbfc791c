//! Limits on what is carried out at once: the others wait their turn, and the queue has an end.

use std::thread;
use std::time::Duration;

use contract::{Answer, Refusal};

use crate::testing::{Contender, Server, get};

pub fn exactly_as_many_requests_as_allowed_are_carried_out_at_once(contender: Contender) {
    let Some(limit) = contender.limit else { return };
    let mut server = Server::start(contender, &format!("--{limit} 3"));
    // More connections than turns: those that idle keep nobody from being served.
    let mut crowd = server.connect_many(8);
    for connection in &mut crowd {
        connection.send(get("/wait?ms=200"));
    }
    let mut most = 0;
    while server.usage("requests") < Some(16) {
        most = most.max(server.usage("in_flight").unwrap_or(0));
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(most, 3);
    for connection in &mut crowd {
        assert_eq!(connection.reply().status, 200);
        assert_eq!(connection.get("/plaintext").status, 200, "and again");
    }
}

pub fn a_queue_that_is_full_refuses(contender: Contender) {
    let Some(limit) = contender.limit else { return };
    let mut server = Server::start(contender, &format!("--{limit} 1 --max-queue 1"));
    let mut first = server.connect();
    first.send(get("/wait?ms=1000"));
    server.await_usage("in_flight", 1);
    // Which of them comes first is not known; one finds room to wait, the other does not.
    let replies = [(); 2].map(|()| {
        let mut connection = server.connect();
        connection.send(get("/wait?ms=0"));
        connection
    });
    let mut replies = replies.map(|mut connection| connection.reply());
    replies.sort_by_key(|reply| reply.status);
    let refusal = Answer::from(Refusal::AtLimit);
    assert_eq!(replies[0].status, 200);
    assert_eq!((replies[1].status, &replies[1].body[..]), (refusal.status, &refusal.body[..]));
    assert_eq!(server.usage("refused"), Some(1));
    assert_eq!(first.reply().status, 200);
}
