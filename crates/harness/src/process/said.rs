//! What a program says while it runs: its lines, and the last ones of its complaints.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// How many lines of a program's complaints are kept for the message.
const COMPLAINTS: usize = 20;

/// Its lines, as they come; none any more once it is closed.
pub(super) fn lines(pipe: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (sender, receiver) = channel();
    if let Some(pipe) = pipe {
        thread::spawn(move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
    }
    receiver
}

/// The last lines of a program's standard error.
#[derive(Debug)]
pub(super) struct Complaints {
    kept: Arc<Mutex<VecDeque<String>>>,
    ended: Receiver<()>,
}

impl Complaints {
    /// Keeps what comes from `pipe`.
    pub(super) fn of(pipe: Option<impl Read + Send + 'static>) -> Self {
        let kept = Arc::new(Mutex::new(VecDeque::new()));
        let (end, ended) = channel();
        let lines = lines(pipe);
        let shared = Arc::clone(&kept);
        thread::spawn(move || {
            for line in lines {
                let Ok(mut kept) = shared.lock() else { break };
                if kept.len() == COMPLAINTS {
                    kept.pop_front();
                }
                kept.push_back(line);
            }
            let _ = end.send(());
        });
        Self { kept, ended }
    }

    /// What was said so far; of a program that has just ended, all of it, unless something that it
    /// started keeps the pipe open.
    pub(super) fn lines(&self) -> Vec<String> {
        let _ = self.ended.recv_timeout(Duration::from_millis(500));
        self.kept.lock().map(|kept| kept.iter().cloned().collect()).unwrap_or_default()
    }
}
