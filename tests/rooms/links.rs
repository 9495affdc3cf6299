//! The pages of the repository hang together: what a page links to is there, the book lists all of its pages and leads nowhere
//! outside, and it names every example. Whether what a page says is so is tested where it is executed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};

#[test]
fn every_link_of_a_page_leads_somewhere() {
    let root = root();
    let broken: Vec<_> = pages(&root).iter().flat_map(|page| broken(page, &read(page))).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let page = root().join("README.md");
    let text = "[a](nowhere.md) `[b](code.md)` [c](LICENSE-MIT) [d](https://e)\n```\n[f](g.md)\n```\n[h](#here) [i](#there)\n## Here\n";
    let found: Vec<_> =
        broken(&page, text).iter().map(|link| link.rsplit(' ').next().unwrap().to_string()).collect();
    assert_eq!(found, ["nowhere.md", "#there"]);
}

#[test]
fn the_book_lists_each_of_its_pages_once() {
    let book = root().join("docs/src");
    let summary = read(&book.join("SUMMARY.md"));
    let mut listed: Vec<_> = links(&summary).map(|link| book.join(link)).collect();
    listed.push(book.join("SUMMARY.md"));
    listed.sort();
    let mut there = pages(&book);
    there.sort();
    assert_eq!(listed, there);
}

/// Built with mdBook there is nothing around it, and its first page has another name.
#[test]
fn no_page_of_the_book_leads_out_of_it() {
    let book = root().join("docs/src").canonicalize().unwrap();
    for page in pages(&book) {
        for link in links(&read(&page)).filter(|link| !link.starts_with('#')) {
            let (file, _) = link.split_once('#').unwrap_or((link, ""));
            let target = page.with_file_name(file).canonicalize().unwrap();
            assert!(target.starts_with(&book), "{}: {link}", page.display());
            let first = target == book.join("README.md");
            assert!(!first || page.ends_with("SUMMARY.md"), "{}: {link}", page.display());
        }
    }
}

#[test]
fn the_book_names_every_scenario_among_the_examples() {
    let table = read(&root().join("docs/src/guide/programs.md"));
    for example in std::fs::read_dir(root().join("examples")).unwrap() {
        let name = example.unwrap().file_name().into_string().unwrap();
        assert!(!name.ends_with(".toml") || table.contains(&format!("| `{name}` |")), "{name}");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(page: &Path) -> String {
    std::fs::read_to_string(page).unwrap()
}

/// All pages in a folder, but for what is built or hidden.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            found.extend(pages(&path));
        } else if name.ends_with(".md") {
            found.push(path);
        }
    }
    found
}

/// What is outside of fenced blocks, and outside of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let outside = text.split("```").step_by(2);
    outside.flat_map(|part| part.split('`').step_by(2))
}

fn links(text: &str) -> impl Iterator<Item = &str> {
    let after = prose(text).flat_map(|part| part.split("](").skip(1));
    after.filter_map(|rest| rest.split_once(')').map(|(link, _)| link))
}

/// The links of a page that lead to no file, or to no heading of it.
fn broken(page: &Path, text: &str) -> Vec<String> {
    let here = links(text).filter(|link| !link.contains("://") && !leads(page, text, link));
    here.map(|link| format!("{}: {link}", page.display())).collect()
}

fn leads(page: &Path, text: &str, link: &str) -> bool {
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = page.with_file_name(file);
    if anchor.is_empty() {
        return target.exists();
    }
    let text = if file.is_empty() { Ok(text.to_string()) } else { std::fs::read_to_string(target) };
    text.is_ok_and(|text| headings(&text).any(|heading| heading == anchor))
}

/// The names under which a page's headings are found, as forges and mdBook make them.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split("```").step_by(2);
    let lines = parts.flat_map(str::lines).filter_map(|line| line.strip_prefix('#'));
    lines.map(|line| {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        let kept = title.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
        kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
    })
}
