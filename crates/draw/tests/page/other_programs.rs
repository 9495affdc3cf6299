//! The programs that the exports are for, as far as they can be had here, take what is written for them. Those that cannot be
//! had are left out, and listed as ignored.
//!
//! Mermaid is looked for where `npm install --no-save --prefix target/tmp/mermaid mermaid` puts it.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use libtest_mimic::Trial;
use serde_json::json;
use sim_draw::Axis;
use sim_draw::export::Format;
use trace::Saved;

use super::browser::{self, Browser, Page};
use super::common::{FIXTURES, fixture, long, written};

const WINDOWS: [&str; 3] = ["snapshot", "all", "30..60"];

/// What they are asked.
pub(crate) fn trials() -> [Trial; 2] {
    let dot = starts("dot");
    let mermaid = mermaid().zip(browser::program());
    [
        trial("graphviz_draws_every_graph", dot.then_some(()), |()| graphviz()),
        trial("mermaid_draws_every_diagram", mermaid, |(script, program)| draws(&script, program)),
    ]
}

fn trial<N: Send + 'static>(name: &str, needs: Option<N>, test: fn(N)) -> Trial {
    let left_out = needs.is_none();
    if left_out {
        eprintln!("left out: {name}, because the program is not here");
    }
    let run = move || {
        test(needs.expect("ignored without it"));
        Ok(())
    };
    Trial::test(name, run).with_ignored_flag(left_out)
}

fn starts(program: &str) -> bool {
    let silent = Command::new(program).arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status();
    silent.is_ok_and(|status| status.success())
}

fn graphviz() {
    for name in FIXTURES {
        for window in WINDOWS {
            lays_out(&fixture(name), window, name);
        }
    }
    // Of rings as long as these, some releases lose an edge where clusters of many processes are joined.
    for processes in [12, 16] {
        lays_out(&long(120, processes), "all", &format!("ring of {processes}"));
    }
}

fn lays_out(run: &Saved, window: &str, name: &str) {
    let graph = written(run, Format::Dot, window, Axis::Time);
    let mut dot = Command::new("dot")
        .arg("-Tsvg")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    dot.stdin.take().unwrap().write_all(graph.as_bytes()).unwrap();
    let said = dot.wait_with_output().unwrap();
    let complaint = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success() && complaint.is_empty(), "{name} {window}: {complaint}");
}

fn mermaid() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("mermaid");
    Some(folder.join("node_modules/mermaid/dist/mermaid.min.js")).filter(|script| script.exists())
}

fn draws(script: &PathBuf, program: &str) {
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::copy(script, folder.path().join("mermaid.js")).unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, "<!DOCTYPE html><meta charset=utf-8><script src=mermaid.js></script>").unwrap();
    let browser = Browser::start(program);
    let mut page = Page::open(&browser.address, &file, (800, 600));
    for name in FIXTURES {
        for window in WINDOWS {
            let diagram = written(&fixture(name), Format::Mermaid, window, Axis::Time);
            let parse = format!("mermaid.parse({}).then(() => 'ok', error => error.message)", json!(diagram));
            assert_eq!(page.run(&parse), "ok", "{name} {window}");
        }
    }
    let broken = "mermaid.parse('sequenceDiagram\\nP->>').then(() => 'ok', () => 'refused')";
    assert_eq!(page.run(broken), "refused", "it does refuse what is none");
}
