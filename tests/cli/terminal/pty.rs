//! A program in a terminal of its own: its keys are typed, its screen is read.

use std::io::{Read as _, Write as _};
use std::process::Child;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use rustix::termios::{LocalModes, tcgetattr};

/// How long anything may take before that is a failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the program has written, as it looks.
struct Shown {
    parser: vt100::Parser,
    /// Whether nobody writes any more.
    closed: bool,
}

type Shared = Arc<(Mutex<Shown>, Condvar)>;

/// A terminal with a program in it.
pub(crate) struct Terminal {
    pty: Arc<Pty>,
    child: Child,
    shared: Shared,
}

impl Terminal {
    /// A terminal of so many columns and rows; the shell does what is in the script, where `$SIM` is the program.
    pub(crate) fn new(columns: u16, rows: u16, script: &str) -> Self {
        let (pty, pts) = open().unwrap();
        pty.resize(Size::new(rows, columns)).unwrap();
        let command = Command::new("sh").args(["-c", script]).env("SIM", super::program());
        let command = command.env("TERM", "xterm").env("LC_ALL", "C.UTF-8").env_remove("SIM_SEED");
        let child = command.spawn(pts).unwrap();
        let (pty, parser) = (Arc::new(pty), parser(columns, rows));
        let shared: Shared = Arc::new((Mutex::new(Shown { parser, closed: false }), Condvar::new()));
        let (from, to) = (pty.clone(), shared.clone());
        thread::spawn(move || listen(&from, &to));
        Self { pty, child, shared }
    }

    pub(crate) fn press(&self, keys: &str) {
        (&*self.pty).write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until the screen is as it should be; gives what it shows.
    pub(crate) fn until(&self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) -> String {
        let (shown, changed) = &*self.shared;
        let not_yet = |shown: &mut Shown| !is_so(shown.parser.screen());
        let (shown, late) = changed.wait_timeout_while(shown.lock().unwrap(), PATIENCE, not_yet).unwrap();
        let contents = shown.parser.screen().contents();
        assert!(!late.timed_out(), "no {what}:\n{contents}");
        contents
    }

    /// Waits until the screen shows all of this.
    pub(crate) fn see(&self, wanted: &[&str]) -> String {
        self.until(&format!("{wanted:?}"), |screen| {
            let contents = screen.contents();
            wanted.iter().all(|wanted| contents.contains(wanted))
        })
    }

    /// Waits until the screen shows this no more.
    pub(crate) fn see_no(&self, unwanted: &str) -> String {
        self.until(&format!("screen without {unwanted:?}"), |screen| !screen.contents().contains(unwanted))
    }

    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        // What was there is of the old size: only what is drawn from now on counts.
        self.shared.0.lock().unwrap().parser = parser(columns, rows);
        self.pty.resize(Size::new(rows, columns)).unwrap();
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.process(), signal).unwrap();
    }

    /// Waits until the program has stopped, as after Ctrl-Z.
    pub(crate) fn stops(&self) {
        let (_, status) = waitpid(Some(self.process()), WaitOptions::UNTRACED).unwrap().unwrap();
        assert!(status.stopped(), "it ended: {status:?}");
    }

    /// Waits until it has ended, and all that it wrote is on the screen; gives its exit code.
    pub(crate) fn ends(&mut self) -> Option<i32> {
        let (shown, changed) = &*self.shared;
        let open = |shown: &mut Shown| !shown.closed;
        let (shown, late) = changed.wait_timeout_while(shown.lock().unwrap(), PATIENCE, open).unwrap();
        assert!(!late.timed_out(), "it has not ended:\n{}", shown.parser.screen().contents());
        self.child.wait().unwrap().code()
    }

    /// Whether the terminal is as a shell expects it: it shows what is typed, line by line, on the screen that was there before.
    pub(crate) fn is_restored(&self) -> bool {
        let modes = tcgetattr(&*self.pty).unwrap().local_modes;
        let typed_is_shown = modes.contains(LocalModes::ICANON | LocalModes::ECHO);
        let shown = self.shared.0.lock().unwrap();
        let screen = shown.parser.screen();
        typed_is_shown && !screen.alternate_screen() && !screen.hide_cursor()
    }

    fn process(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended already, if all went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn parser(columns: u16, rows: u16) -> vt100::Parser {
    let [rows, columns] = [rows, columns].map(|size| size.try_into().unwrap());
    vt100::Parser::new(rows, columns, 0)
}

/// Takes what the program writes, until nobody has the terminal open any more.
fn listen(mut pty: &Pty, shared: &Shared) {
    let mut buffer = [0; 4096];
    loop {
        let count = pty.read(&mut buffer).unwrap_or(0);
        let mut shown = shared.0.lock().unwrap();
        shown.closed = count == 0;
        shown.parser.process(&buffer[..count]);
        shared.1.notify_all();
        if count == 0 {
            return;
        }
    }
}
