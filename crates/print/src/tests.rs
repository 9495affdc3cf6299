//! What is printed can be looked at: every picture that is kept here, in two renderers.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "whoever runs the tests is told what was left out")]

use std::path::{Path, PathBuf};
use std::process::Command;

use resvg::tiny_skia::Pixmap;

use super::{Form, PrintError, print};

/// The pictures of the tests of drawings and of the command.
fn pictures() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [here.join("../draw/tests/golden"), here.join("../../docs/src/pictures")];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut pictures: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    pictures.retain(|path| path.extension().is_some_and(|ending| ending == "svg"));
    pictures.sort();
    pictures
}

/// Of a thousand pixels, how many are dark, and how many are not as the first one, which is paper.
fn dark_and_inked(png: &[u8]) -> (usize, usize) {
    let pixmap = Pixmap::decode_png(png).unwrap();
    let pixels = pixmap.pixels();
    let share = |count: usize| count * 1000 / pixels.len();
    let dark = pixels.iter().filter(|pixel| pixel.red().max(pixel.green()).max(pixel.blue()) < 80).count();
    let inked = pixels.iter().filter(|pixel| **pixel != pixels[0]).count();
    (share(dark), share(inked))
}

fn assert_can_be_seen(png: &[u8], path: &Path) {
    let (dark, inked) = dark_and_inked(png);
    assert!(dark < 200 && inked > 10, "{}: of 1000 pixels {dark} dark, {inked} drawn on", path.display());
}

#[test]
fn every_picture_is_neither_black_nor_blank_and_its_words_need_no_font_but_ours() {
    assert!(pictures().len() > 5);
    for path in pictures() {
        let svg = std::fs::read_to_string(&path).unwrap();
        let png = print(&svg, Form::Png { scale: 1 }).unwrap();
        assert_can_be_seen(&png.bytes, &path);
        assert_eq!((png.borrowed.as_str(), png.missing.as_str()), ("", ""), "{}", path.display());
    }
}

#[test]
fn every_picture_is_neither_black_nor_blank_where_librsvg_draws_it() {
    if Command::new("rsvg-convert").arg("--version").output().is_err() {
        eprintln!("left out, because rsvg-convert is not here");
        return;
    }
    for path in pictures() {
        let drawn = Command::new("rsvg-convert").arg(&path).output().unwrap();
        assert!(drawn.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&drawn.stderr));
        assert_can_be_seen(&drawn.stdout, &path);
    }
}

const SMALL: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"><rect width="60" height="30" fill="white"/><text x="5" y="20">WORD</text></svg>"#;

#[test]
fn the_same_picture_gives_the_same_bytes_with_several_fonts_patterns_and_degrees_of_opacity_too() {
    for name in ["lattice.svg", "overlap.svg"] {
        let path = pictures().into_iter().find(|path| path.ends_with(name)).unwrap();
        let svg = std::fs::read_to_string(path).unwrap();
        for form in [Form::Png { scale: 1 }, Form::Pdf] {
            assert!(print(&svg, form) == print(&svg, form), "{name}");
        }
    }
}

#[test]
fn words_are_drawn_and_a_page_is_a_page() {
    assert!(print(SMALL, Form::Pdf).unwrap().bytes.starts_with(b"%PDF-"));
    let inked = |svg: &str| dark_and_inked(&print(svg, Form::Png { scale: 2 }).unwrap().bytes).1;
    assert!(inked(SMALL) > 50 && inked(&SMALL.replace("WORD", " ")) == 0);
}

#[test]
fn letters_that_ours_lack_are_told_whether_this_machine_has_them_or_not() {
    let printed = print(&SMALL.replace("WORD", "P\u{9032}P\u{7a0b}"), Form::Pdf).unwrap();
    let told = printed.borrowed + &printed.missing;
    assert!(told.contains('\u{9032}') && !told.contains('P'), "{told}");
}

#[test]
fn what_is_no_picture_and_what_is_too_large_is_refused() {
    assert!(matches!(print("<svg", Form::Pdf), Err(PrintError::Svg(_))));
    let large = SMALL.replace("width=\"60\" height=\"30\"><rect", "width=\"20000\" height=\"20000\"><rect");
    let refused = print(&large, Form::Png { scale: 8 });
    assert_eq!(refused, Err(PrintError::TooLarge { width: 160_000, height: 160_000 }));
    assert_eq!(refused.unwrap_err().to_string(), "160000 by 160000 pixels are more than 100 million");
}

/// A text in LaTeX's article class around a picture.
fn paper(picture: &str) -> String {
    let before = r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{tikz}\pagestyle{empty}\begin{document}\noindent\resizebox{!}{.7\textheight}{";
    format!("{before}\\input{{{picture}}}}}\\end{{document}}\n")
}

fn tikz(svg: &str) -> String {
    String::from_utf8(print(svg, Form::Tikz).unwrap().bytes).unwrap()
}

#[test]
fn in_latex_no_name_is_a_command_and_the_file_says_what_the_picture_says() {
    let svg = SMALL
        .replace("WORD", r"\end{x} 100% #1 a_b--c &lt;&amp;&gt; ~^")
        .replace("<rect", "<title>two\nlines</title><rect");
    let tikz = tikz(&svg);
    assert!(tikz.starts_with("% two lines\n"), "{tikz}");
    let words = r"{\textbackslash{}end\{x\} 100\% \#1 a\_b-{}-{}c \textless{}\&\textgreater{} \textasciitilde{}\textasciicircum{}};";
    assert!(tikz.contains(words), "{tikz}");
}

#[test]
fn every_picture_can_be_set_by_latex() {
    if Command::new("pdflatex").arg("--version").output().is_err() {
        eprintln!("left out, because pdflatex is not here");
        return;
    }
    let place = tempfile::TempDir::new().unwrap();
    let folder = place.path();
    for path in pictures() {
        let svg = std::fs::read_to_string(&path).unwrap();
        std::fs::write(folder.join("picture.tikz"), tikz(&svg)).unwrap();
        std::fs::write(folder.join("paper.tex"), paper("picture.tikz")).unwrap();
        let mut latex = Command::new("pdflatex");
        latex.args(["-halt-on-error", "-interaction=batchmode", "paper"]).current_dir(folder);
        let set = latex.output().unwrap();
        let log = std::fs::read_to_string(folder.join("paper.log")).unwrap_or_default();
        assert!(set.status.success(), "{}: {log}", path.display());
    }
}
