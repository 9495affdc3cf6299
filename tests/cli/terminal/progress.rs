//! How far long work has come is shown while it goes on, and nothing of it is left behind, also after Ctrl-C.

use super::pty::Terminal;

/// Commands that go on for long, each with what is seen of it meanwhile.
const LONG: [(&str, &str); 12] = [
    ("--trigger 1000000000 --max-events 1000000000000", " events, "),
    ("step --trigger 1000000000 --max-events 1000000000000", " events, "),
    ("check --seeds 0..1000000000", " of 1,000,000,000 seeds, "),
    ("explore --topology complete:5 --program bank --param transfers=9 --initiators any", " in the queue"),
    ("live --trigger 1000000000 --max-events 1000000000000", "2 processes are running"),
    ("replay -", "reading standard input"),
    ("convert - -f svg", "reading standard input"),
    ("merge -", "reading standard input"),
    ("step -", "reading standard input"),
    ("node P --listen 0", "waiting for Q; 0 events"),
    ("node Q --connect 127.0.0.1:9", "waiting for P; 0 events"),
    ("node p1 --listen 0 --topology complete:20", "waiting for p0, p2, p3, p4, p5, p6, p7, p8, ..; 0"),
];

#[test]
fn long_work_says_how_far_it_has_come_and_ctrl_c_leaves_nothing_of_it() {
    for (command, shown) in LONG {
        let mut terminal = Terminal::new(80, 24, &format!("exec $SIM {command}"));
        terminal.see(&[shown]);
        terminal.press("\u{3}");
        terminal.ends();
        let left = terminal.see(&[]);
        assert!(!left.contains(shown), "{command}:\n{left}");
        assert!(terminal.is_restored());
    }
}

#[test]
fn what_is_said_meanwhile_has_lines_of_its_own() {
    let mut terminal = Terminal::new(80, 24, "exec $SIM node P --listen 0 --timeout 2000");
    let shown = terminal.see(&["P listens on 127.0.0.1:", "waiting for Q; 0 events"]);
    let port: u16 =
        shown.split("127.0.0.1:").nth(1).unwrap().split_whitespace().next().unwrap().parse().unwrap();
    drop(std::net::TcpStream::connect(("127.0.0.1", port)).unwrap());
    terminal.see(&[
        "\nP: refused 127.0.0.1:",
        "closed the connection in the middle of the hello\n",
        "waiting for Q;",
    ]);
    assert_eq!(terminal.ends(), Some(3));
    let left = terminal.see(&["\nP: no verdict: Q was not connected within 2000 ms"]);
    assert!(!left.contains("0 events"), "{left}");
}
