//! The page on paper, as the browser prints it.

use std::path::Path;
use std::process::Command;

use sim_draw::export::{Format, Options, to_string};
use sim_draw::report::Hint;
use tempfile::TempDir;
use trace::Saved;

use crate::common::{fixture, long};
use crate::{DESKTOP, Opened, browser, open};

/// What a program of poppler makes of a file; nothing, if it is not here.
fn told(program: &str, arguments: &[&str], file: &Path) -> Option<Vec<u8>> {
    let output = Command::new(program)
        .args(arguments)
        .arg(file)
        .args((program == "pdftotext").then_some("-"))
        .output()
        .ok()?;
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}

/// The texts of the pages on which a run is printed, and of each page how many of a hundred pixels are not white.
fn printed(run: &Saved) -> Option<(Vec<String>, Vec<usize>)> {
    let folder = TempDir::new().unwrap();
    let (page, paper) = (folder.path().join("run.html"), folder.path().join("run.pdf"));
    let again = Hint { purpose: "reproduce:".into(), command: "sim --seed 7".into(), aside: None };
    let options = Options { extent: "all".parse().unwrap(), again: Some(again), ..Options::default() };
    std::fs::write(&page, to_string(run, Format::Html, &options)).unwrap();
    let status = Command::new(browser::program()?)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("--print-to-pdf={}", paper.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    assert!(status.status.success());
    let text = String::from_utf8(told("pdftotext", &["-layout"], &paper)?).unwrap();
    let pages: Vec<String> =
        text.split('\u{c}').map(String::from).filter(|page| !page.trim().is_empty()).collect();
    let pixels = told("pdftoppm", &["-gray", "-r", "20"], &paper)?;
    Some((pages, inked(&pixels)))
}

/// Of each picture in a file of binary greymaps how many of a hundred pixels are not white.
fn inked(mut pixels: &[u8]) -> Vec<usize> {
    let mut shares = Vec::new();
    while pixels.starts_with(b"P5") {
        let mut words = pixels.splitn(4, |byte| *byte == b'\n');
        let (_, size, _) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
        let size = std::str::from_utf8(size).unwrap();
        let (wide, high) = size.split_once(' ').unwrap();
        let count = wide.parse::<usize>().unwrap() * high.parse::<usize>().unwrap();
        let rest = words.next().unwrap();
        let ink = rest[..count].iter().filter(|grey| **grey < 250).count();
        shares.push(ink * 100 / count);
        pixels = &rest[count..];
    }
    shares
}

/// From where to where each picture on paper has the diagram, below the heads of its columns; and how high the diagram is.
const PARTS: &str = "(() => { dispatchEvent(new Event('beforeprint'));
    const parts = [...document.querySelectorAll('.on-paper')].map(({ viewBox: { baseVal: { y, height } } }) => [y + 48, y + height]);
    return [parts, parseFloat(document.getElementById('sheet').style.height)]; })()";

pub(crate) fn parts(program: &str) {
    for (run, several) in [(long(300, 3), true), (fixture("exercise"), false)] {
        let Opened { mut page, .. } = open(program, &run, "snapshot", DESKTOP);
        let found = page.run(PARTS);
        let parts: Vec<(f64, f64)> = serde_json::from_value(found[0].clone()).unwrap();
        assert_eq!(parts.len() > 1, several, "{parts:?}");
        let mut until = 48.0;
        for (from, to) in parts {
            assert!(from <= until, "nothing is left out between two pictures: {from} after {until}");
            until = to;
        }
        assert!(until >= found[1].as_f64().unwrap(), "to the end: {until}");
        page.run("dispatchEvent(new Event('afterprint'))");
        assert_eq!(page.run("document.querySelectorAll('.on-paper').length"), 0);
        assert!(page.text("#now").starts_with("Before the first event"), "the reader is where he was");
        assert!(page.complaints.is_empty(), "{:?}", page.complaints);
    }
}

pub(crate) fn whole(_: &str) {
    let mut exercise = fixture("exercise");
    exercise.events.drain(..402);
    let Some((pages, _)) = printed(&exercise) else {
        eprintln!("left out: what is on paper, because poppler's programs are not here");
        return;
    };
    let all = pages.join("\n");
    let lines = [
        "Holds: all 8 checks hold",
        "reproduce:",
        "sim --seed 7",
        "Event 418",
        "After this step",
        "The global state at the cut",
        "1 copy of m",
        "time goes down, but not to scale",
        "message in a channel at the cut",
        "holds: reachable",
    ];
    for line in lines {
        assert!(all.contains(line), "{line} is not on paper:\n{all}");
    }
    for control in ["Play", "Search", "Slide", "Back to the recorded cut", "Copy", "Hide"] {
        assert!(!all.contains(control), "{control} is on paper:\n{all}");
    }
    let mut times = exercise.events.iter().map(|event| event.t.to_string());
    assert!(times.all(|t| pages[0].contains(&t)), "what is short is one picture: {}", pages[0]);
    assert!(pages[0].contains("Space-time diagram") && pages[0].contains("done"), "{}", pages[0]);

    let run = long(300, 3);
    let (pages, inked) = printed(&run).unwrap();
    assert!(pages.len() > 3, "{}", pages.len());
    assert_eq!(pages.len(), inked.len(), "a page without a word");
    for (page, ink) in inked[..pages.len() - 1].iter().enumerate() {
        assert!(*ink >= 2, "page {} is all but empty: {inked:?}", page + 1);
    }
    let all = pages.join("\n");
    let shown: Vec<&str> = all.split_whitespace().collect();
    for t in run.events.iter().map(|event| event.t.to_string()) {
        assert!(shown.contains(&t.as_str()), "t={t} is not on paper");
    }
}
