//! A search on several machines says what one on one machine says, to the byte; and whoever is lost, it ends.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::{run, sim, text};

/// How long something may take that is to end soon.
const SOON: Duration = Duration::from_secs(60);

/// Experiments with each verdict, and each way to end.
const SEARCHES: [&[&str]; 8] = [
    &[],
    &["--hold", "1", "--trigger", "3", "--jobs", "3"],
    OVERTAKING,
    &["--links", "unordered", "--trigger", "1", "--param", "receipts=6", "--keep-going", "-f", "json"],
    &[
        "--links",
        "unordered",
        "--trigger",
        "1",
        "--param",
        "receipts=6",
        "--keep-going",
        "--reduce",
        "both",
        "--against-reachable",
    ],
    &[
        "--links",
        "unordered",
        "--trigger",
        "1",
        "--param",
        "receipts=6",
        "--keep-going",
        "--max-states",
        "300",
    ],
    &["--param", "receipts=3", "--trigger", "none", "--initiators", "any", "--against-reachable"],
    BANK,
];

/// Messages overtake: most of what is recorded is wrong.
const OVERTAKING: &[&str] = &["--links", "unordered", "--trigger", "1", "--param", "receipts=6"];

/// Many states, as tests go: blocks for several machines.
const BANK: &[&str] = &[
    "--topology",
    "complete:3",
    "--program",
    "bank",
    "--param",
    "balance=1",
    "--param",
    "transfers=2",
    "--max-states",
    "40000",
    "--reduce",
    "on",
    "-f",
    "json",
];

/// So many that it does not end before it is ended.
const BIG: &[&str] = &[
    "--topology",
    "complete:3",
    "--program",
    "bank",
    "--param",
    "balance=2",
    "--param",
    "transfers=2",
    "--max-states",
    "10000000",
    "--jobs",
    "1",
];

/// Machines that are all this one.
struct Hosts {
    folder: TempDir,
    count: usize,
}

impl Hosts {
    fn new(count: usize) -> Self {
        let hosts = Self { folder: TempDir::new().unwrap(), count };
        // All are held until each has one, so that no two are the same.
        let ports: Vec<_> = (0..count).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        let lines = ports.iter().map(|port| format!("{}\n", port.local_addr().unwrap()));
        fs::write(hosts.file(), format!("# all here\n\n{}", lines.collect::<String>())).unwrap();
        hosts
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("hosts")
    }

    /// Where a machine is.
    fn address(&self, machine: usize) -> String {
        fs::read_to_string(self.file()).unwrap().lines().nth(2 + machine).unwrap().to_string()
    }

    /// Begins a search on one of them.
    fn begin(&self, place: usize, search: &[&str]) -> Child {
        begin(&self.file(), place, search)
    }

    /// Searches on all of them.
    fn explore(&self, search: &[&str]) -> Vec<Output> {
        let begun: Vec<_> = (0..self.count).map(|place| self.begin(place, search)).collect();
        begun.into_iter().map(|child| child.wait_with_output().unwrap()).collect()
    }
}

fn begin(file: &Path, place: usize, search: &[&str]) -> Child {
    let place = place.to_string();
    let machine = ["--hosts", file.to_str().unwrap(), "--process", &place];
    let mut command = sim(&[&["explore"], search, &machine].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// What is told of a search that cannot be, which is of no use to anyone: exit code 2 and nothing on standard output.
fn refused(output: &Output) -> String {
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()));
    text(&output.stderr)
}

#[test]
fn several_machines_say_what_one_says() {
    for search in SEARCHES {
        let alone = run(&[&["explore"], search].concat());
        for count in [2, 3] {
            let found = Hosts::new(count).explore(search);
            assert_eq!(text(&found[0].stdout), text(&alone.stdout), "{search:?}");
            assert_eq!(text(&found[0].stderr), text(&alone.stderr), "{search:?}");
            for other in &found[1..] {
                assert_eq!(text(&other.stdout), "");
                assert_eq!(text(&other.stderr), "note: machine 0 tells what came of it\n");
            }
            assert!(found.iter().all(|one| one.status.code() == alone.status.code()), "{search:?}");
        }
    }
}

#[test]
fn the_first_machine_alone_writes_the_output() {
    let hosts = Hosts::new(2);
    let page = |name: &str| hosts.folder.path().join(name);
    let search = |name| ["--hold", "1", "--trigger", "3", "-o", name];
    let pages = ["alone.html", "first.html", "second.html"].map(page);
    let [alone, first, second] = pages.each_ref().map(|page| page.to_str().unwrap());
    run(&[&["explore"][..], &search(alone)].concat());
    let begun = [hosts.begin(0, &search(first)), hosts.begin(1, &search(second))];
    let codes = begun.map(|child| child.wait_with_output().unwrap().status.code());
    assert_eq!(codes, [Some(0); 2]);
    assert!(fs::read(alone).unwrap() == fs::read(first).unwrap());
    assert!(!pages[2].exists());
}

#[test]
fn machines_that_are_asked_for_something_else_say_what_it_is() {
    for (more, differs) in [
        (&["--keep-going"][..], "keep_going is true there, and false here"),
        (&["--reduce", "on"], "reduce is \"on\" there, and \"off\" here"),
        (&["--max-states", "9"], "max_states is 9 there, and null here"),
        (&["--hold", "1"], "is asked for another search than this one: config."),
    ] {
        let hosts = Hosts::new(2);
        let begun = [hosts.begin(0, OVERTAKING), hosts.begin(1, &[OVERTAKING, more].concat())];
        let [here, there] = begun.map(|child| refused(&child.wait_with_output().unwrap()));
        assert!(
            here.contains(differs) && here.contains(&format!("machine 1 ('{}')", hosts.address(1))),
            "{here}"
        );
        assert!(there.contains(&format!("machine 0 ('{}')", hosts.address(0))), "{there}");
    }
}

/// A machine 1 that reaches machine 0 by way of this test, which hands on what they say, until it has been so much.
fn between(hosts: &Hosts, bytes: usize, then: impl FnOnce(&mut Child, [&TcpStream; 2])) -> [Output; 2] {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let file = hosts.folder.path().join("others");
    let lines = format!("{}\n{}\n", listener.local_addr().unwrap(), hosts.address(1));
    fs::write(&file, lines).unwrap();
    let (first, mut second) = (hosts.begin(0, BIG), begin(&file, 1, BIG));
    let (from, to) = loop {
        let (from, _) = listener.accept().unwrap();
        // Where the first does not listen yet the second calls again.
        if let Ok(to) = TcpStream::connect(hosts.address(0)) {
            break (from, to);
        }
    };
    let back = [to.try_clone().unwrap(), from.try_clone().unwrap()];
    let answers = thread::spawn(move || {
        let [mut to, mut from] = back;
        let _ = std::io::copy(&mut to, &mut from);
    });
    let (mut handed, mut some) = (0, [0; 1 << 10]);
    while handed < bytes {
        let read = (&from).read(&mut some).unwrap();
        assert!(read > 0, "it has ended before");
        (&to).write_all(&some[..read]).unwrap();
        handed += read;
    }
    then(&mut second, [&from, &to]);
    let rest = [from, to];
    let questions = thread::spawn(move || {
        let [from, to] = &rest;
        let _ = std::io::copy(&mut &*from, &mut &*to);
        for one in &rest {
            let _ = one.shutdown(Shutdown::Both);
        }
    });
    let since = Instant::now();
    let ended = [first, second].map(|child| child.wait_with_output().unwrap());
    assert!(since.elapsed() < SOON, "{:?}", since.elapsed());
    answers.join().unwrap();
    questions.join().unwrap();
    ended
}

/// In the greeting and what is asked for; in the rounds.
const MOMENTS: [usize; 4] = [500, 20_000, 200_000, 2_000_000];

#[test]
fn where_a_machine_is_killed_the_others_end_and_say_so() {
    for moment in MOMENTS {
        let hosts = Hosts::new(2);
        let [first, _] = between(&hosts, moment, |second, _| second.kill().unwrap());
        let told = refused(&first);
        assert!(told.contains(&format!("error: machine 1 ('{}') is gone: ", hosts.address(1))), "{told}");
        assert!(told.contains("start all of them again") && told.lines().count() <= 4, "{told}");
    }
}

#[test]
fn where_a_connection_is_cut_both_end_and_say_so() {
    let cut = |_: &mut Child, ends: [&TcpStream; 2]| {
        for end in ends {
            end.shutdown(Shutdown::Both).unwrap();
        }
    };
    let ended = between(&Hosts::new(2), 20_000, cut);
    for (other, output) in ended.iter().rev().enumerate() {
        let told = refused(output);
        assert!(told.contains(&format!("error: machine {other} ('")), "{told}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_on_one_machine_ends_the_search_on_all() {
    let ended = between(&Hosts::new(2), 20_000, |second, _| crate::signals::signal(second, "-INT"));
    assert_eq!(ended.map(|output| output.status.code()), [Some(3); 2]);
}

#[test]
fn who_is_no_machine_is_not_heard() {
    let hosts = Hosts::new(2);
    let first = hosts.begin(0, &[]);
    let mut strangers: Vec<_> =
        [&b"GET / HTTP/1.1\r\n\r\nand more of that"[..], b"sim.hosts/1\n\x07\0\0\0\x02\0\0\0"]
            .map(|says| {
                let mut stranger = loop {
                    match TcpStream::connect(hosts.address(0)) {
                        Ok(stranger) => break stranger,
                        Err(_) => thread::yield_now(),
                    }
                };
                stranger.write_all(says).unwrap();
                stranger
            })
            .into();
    let second = hosts.begin(1, &[]);
    for child in [first, second] {
        assert_eq!(child.wait_with_output().unwrap().status.code(), Some(0));
    }
    strangers.clear();
}

#[test]
fn who_does_not_come_is_named_when_they_have_waited() {
    let hosts = Hosts::new(3);
    let since = Instant::now();
    let told = refused(&hosts.begin(1, &["--wait", "1"]).wait_with_output().unwrap());
    assert!(told.contains(&format!("machine 0 ('{}') did not come in 1 second", hosts.address(0))), "{told}");
    assert!(since.elapsed() < SOON);
}

#[test]
fn files_that_name_no_machines_are_refused() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("hosts");
    for (written, told) in [
        ("", "names fewer than two machines"),
        ("a:1\n# b:2\n", "names fewer than two machines"),
        ("a:1\nb\n", "line 2 of"),
        ("a:1\n\nb:70000\n", "line 3 of"),
        ("a:1\n:2\n", "is no host with a port: ':2'"),
        ("a:1\nb:0\n", "is no host with a port: 'b:0'"),
        ("a:1\nb:1\na:1\n", "names a machine twice"),
        ("a:1\nb:1\n", "there is no machine 2 in"),
    ] {
        fs::write(&file, written).unwrap();
        let refused = refused(&begin(&file, 2, &[]).wait_with_output().unwrap());
        assert!(refused.contains(told), "{written:?}: {refused}");
    }
    let many: String = (1..300).map(|port| format!("a:{port}\n")).collect();
    fs::write(&file, many).unwrap();
    assert!(refused(&begin(&file, 2, &[]).wait_with_output().unwrap()).contains("more than 256"));
}

#[test]
fn what_one_machine_alone_can_do_is_refused() {
    let hosts = Hosts::new(2);
    for more in [&["--spill", "x"][..], &["--exact"], &["--detect", "safra"]] {
        let told = refused(&hosts.begin(0, more).wait_with_output().unwrap());
        assert!(told.contains("cannot be used with '--hosts <FILE>'"), "{told}");
    }
    let alone = run(&["explore", "--hosts", "x"]);
    assert!(refused(&alone).contains("--process <PLACE>"));
    let alone = run(&["explore", "--wait", "3"]);
    assert!(refused(&alone).contains("--hosts <FILE>"));
}
