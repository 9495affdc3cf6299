//! Pictures as pixels, as pages and for LaTeX: of every command that draws, by `-f` and by the name of the file.

use std::path::Path;

use crate::judge::example;
use crate::{run, stdout, text};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const PDF: &[u8] = b"%PDF-";
const TIKZ: &[u8] = b"% ";

/// A saved run of the exercise.
fn saved(folder: &Path) -> String {
    let file = folder.join("run.json").to_str().unwrap().to_string();
    run(&["--seed", "7", "-o", &file]);
    file
}

#[test]
fn every_command_that_draws_makes_pixels_pages_and_tikz_too() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = saved(folder.path());
    let (domino, lone) = (example("domino.toml"), folder.path().join("domino.jsonl"));
    let lone = lone.to_str().unwrap();
    run(&["--scenario", &domino, "-o", lone]);
    let commands: [&[&str]; 9] = [
        &["run", "--seed", "7"],
        &["run", "--seed", "7", "--detect", "safra"],
        &["convert", &file],
        &["judge", &file],
        &["cut", &file, "--at", "P=3,Q=5"],
        &["recover", lone],
        &["lattice", &file, "--window", "snapshot"],
        &["restore", &file, "--crash", "P@2080", "--seed", "1"],
        &["compare", "--seeds", "0..3", "--algorithms", "chandy-lamport"],
    ];
    for command in commands {
        for (form, magic) in [("png", PNG), ("pdf", PDF), ("tikz", TIKZ)] {
            let printed = run(&[command, &["-f", form]].concat());
            let said = text(&printed.stderr);
            assert!(printed.stdout.starts_with(magic), "{command:?} -f {form}: {said}");
        }
    }
}

#[test]
fn nothing_that_is_printed_speaks_of_a_pointer() {
    let many = ["--topology", "complete:6", "--program", "bank", "--snapshots", "6", "--window", "all"];
    let on_a_screen = stdout(&[&many[..], &["-f", "svg"]].concat());
    assert!(on_a_screen.contains("the pointer on"), "there is something that a pointer is told");
    let printed = stdout(&[&many[..], &["-f", "tikz"]].concat());
    assert!(!printed.contains("pointer"), "{printed}");
}

#[test]
fn the_name_of_a_file_says_it_as_well_and_the_file_is_the_same_bytes_each_time() {
    let folder = tempfile::TempDir::new().unwrap();
    let names = [
        ("run.png", PNG, "png"),
        ("run.PDF", PDF, "pdf"),
        ("run.tikz", TIKZ, "tikz"),
        ("run.tex", TIKZ, "tikz"),
    ];
    for (name, magic, form) in names {
        let file = folder.path().join(name);
        assert!(run(&["--seed", "7", "-o", file.to_str().unwrap()]).status.success());
        let written = std::fs::read(&file).unwrap();
        assert!(written.starts_with(magic));
        assert!(written == run(&["--seed", "7", "-f", form]).stdout, "{name}");
    }
    let (file, picture) = (saved(folder.path()), folder.path().join("converted.png"));
    run(&["convert", &file, "-o", picture.to_str().unwrap()]);
    assert!(run(&["convert", &file, "-f", "png"]).stdout == std::fs::read(&picture).unwrap());
}

/// The width that a PNG says it has.
fn width(png: &[u8]) -> u32 {
    u32::from_be_bytes(png[16..20].try_into().unwrap())
}

#[test]
fn a_png_has_as_many_pixels_as_are_asked_for() {
    let of_scale = |scale: &str| width(&run(&["--seed", "7", "-f", "png", "--scale", scale]).stdout);
    let usual = width(&run(&["--seed", "7", "-f", "png"]).stdout);
    assert_eq!((of_scale("2"), of_scale("3") * 2), (usual, usual * 3));
}

#[test]
fn no_picture_has_a_variable_and_a_grey_one_has_greys_only() {
    let drawn = |scheme: &str| stdout(&["--seed", "7", "-f", "svg", "--scheme", scheme]);
    for scheme in ["auto", "light", "dark", "grey"] {
        let svg = drawn(scheme);
        assert!(!svg.contains("var("), "{scheme}");
        assert_eq!(svg.contains("prefers-color-scheme"), scheme == "auto");
    }
    let grey = drawn("grey");
    let colours = grey.split('#').skip(1).filter_map(|after| after.get(..6));
    let colours: Vec<_> = colours.filter(|colour| u32::from_str_radix(colour, 16).is_ok()).collect();
    assert!(colours.len() > 10);
    for colour in colours {
        assert!(colour[..2] == colour[2..4] && colour[2..4] == colour[4..], "#{colour}");
    }
    assert_ne!(drawn("light"), drawn("dark"));
}

#[test]
fn what_says_how_a_picture_looks_is_refused_where_there_is_none() {
    for (args, option, form) in [
        (&["--scheme", "grey"][..], "--scheme", "text"),
        (&["--scheme", "grey", "-f", "html"], "--scheme", "html"),
        (&["--scale", "3", "-f", "svg"], "--scale", "svg"),
        (&["--scale", "3", "-f", "pdf"], "--scale", "pdf"),
    ] {
        let refused = run(args);
        assert_eq!(refused.status.code(), Some(2));
        let said = text(&refused.stderr);
        assert!(said.contains(&format!("'{option}' changes nothing with '--format {form}'")), "{said}");
    }
}
