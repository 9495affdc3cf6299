//! Files that are written: whole or not at all, in their place, with their permissions, and never over the input.

use tempfile::TempDir;

use crate::{code, run, sim, stdout, text};

#[test]
fn an_output_file_is_replaced_whole() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    std::fs::write(&file, "old").unwrap();
    let path = file.to_str().unwrap();
    assert_eq!(code(&["-f", "json", "-o", path]), 0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), stdout(&["-f", "json"]));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "nothing else is left in the folder");
}

#[test]
fn what_fails_leaves_an_old_file_alone() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.txt");
    std::fs::write(&file, "old").unwrap();
    assert_eq!(code(&["-o", file.to_str().unwrap(), "--initiators", "R"]), 2);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "old");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn a_failing_jsonl_run_leaves_an_old_file_alone() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.jsonl");
    std::fs::write(&file, "old").unwrap();
    assert_eq!(code(&["--schedule", "P>Q", "-f", "jsonl", "-o", file.to_str().unwrap()]), 2);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "old");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn a_run_that_finds_a_failure_is_written_all_the_same() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    assert_eq!(code(&["--links", "unordered", "-f", "json", "-o", file.to_str().unwrap()]), 1);
    assert!(std::fs::read_to_string(&file).unwrap().contains("\"verdict\":\"failed\""));
}

#[cfg(unix)]
#[test]
fn a_new_file_has_the_permissions_of_any_new_file_and_a_link_stays_a_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().unwrap();
    let (file, link) = (folder.path().join("run.txt"), folder.path().join("link.txt"));
    let other = folder.path().join("other.txt");
    std::fs::write(&other, "").unwrap();
    assert_eq!(code(&["-o", file.to_str().unwrap()]), 0);
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&file), mode(&other));
    std::os::unix::fs::symlink(&file, &link).unwrap();
    assert_eq!(code(&["-q", "-o", link.to_str().unwrap()]), 0);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), stdout(&["-q"]));
}

#[cfg(unix)]
#[test]
fn a_link_to_a_file_that_is_not_there_yet_makes_it_there() {
    let folder = TempDir::new().unwrap();
    let (inner, link) = (folder.path().join("inner"), folder.path().join("link"));
    std::fs::create_dir(&inner).unwrap();
    std::os::unix::fs::symlink("inner/run.txt", folder.path().join("near")).unwrap();
    std::os::unix::fs::symlink("near", &link).unwrap();
    assert_eq!(code(&["-q", "-o", link.to_str().unwrap()]), 0);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read_to_string(inner.join("run.txt")).unwrap(), stdout(&["-q"]));
    std::os::unix::fs::symlink("round", folder.path().join("round")).unwrap();
    let round = run(&["-q", "-o", folder.path().join("round").to_str().unwrap()]);
    assert_eq!(round.status.code(), Some(2));
    assert!(text(&round.stderr).contains("too many symbolic links"));
}

#[cfg(unix)]
#[test]
fn a_file_that_is_replaced_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.txt");
    for mode in [0o600, 0o640, 0o666, 0o755] {
        std::fs::write(&file, "old").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(code(&["-q", "-o", file.to_str().unwrap()]), 0);
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, mode);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), stdout(&["-q"]));
    }
}

#[cfg(unix)]
#[test]
fn an_output_that_is_an_input_is_refused_by_whatever_name() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_string()
    };
    let saved = file("run.json", &stdout(&["-f", "json"]));
    let scenario = file("s.toml", "program = { name = \"script\", file = \"s.events\" }\n");
    let script = file("s.events", "snapshot P\n");
    let top = file("two.top", "2\nP 1\nQ 1\nP Q\nQ P\n");
    let delays = file("s.delays", "1\n1\n1\n1\n1\n");
    let schedule = file("s.schedule", "P! (P>Q Q>P)*101 P>Q P>Q Q>P Q>P");
    let (link, hard) = (folder.path().join("link"), folder.path().join("hard"));
    std::os::unix::fs::symlink(&saved, &link).unwrap();
    std::fs::hard_link(&saved, &hard).unwrap();
    for args in [
        &["convert", &saved, "-f", "svg", "-o", &saved][..],
        &["convert", &saved, "-f", "svg", "-o", link.to_str().unwrap()],
        &["convert", &saved, "-f", "svg", "-o", hard.to_str().unwrap()],
        &["--scenario", &saved, "-f", "json", "-o", &saved],
        &["--scenario", &scenario, "-o", &scenario],
        &["--scenario", &scenario, "-o", &script],
        &["--topology", &top, "--events", &script, "--delays", &delays, "-o", &top],
        &["--topology", &top, "--events", &script, "--delays", &delays, "-o", &script],
        &["--topology", &top, "--events", &script, "--delays", &delays, "-o", &delays],
        &["--schedule", &schedule, "-o", &schedule],
        &["check", "--seeds", "0..2", "--scenario", &scenario, "-o", &scenario],
        &["explore", "--scenario", &scenario, "-o", &scenario],
        &["shrink", &saved, "-o", &saved],
    ] {
        let before = std::fs::read_to_string(args.last().unwrap()).unwrap();
        let refused = run(args);
        assert_eq!(refused.status.code(), Some(2), "{args:?}");
        assert!(text(&refused.stderr).contains("is input too"), "{args:?}: {}", text(&refused.stderr));
        assert_eq!(std::fs::read_to_string(args.last().unwrap()).unwrap(), before, "{args:?}");
    }
    let mut from_input = sim(&["convert", "-", "-f", "svg", "-o", &saved]);
    let refused = from_input.stdin(std::fs::File::open(&saved).unwrap()).output().unwrap();
    assert!(text(&refused.stderr).contains("is input too"));
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    assert_eq!(code(&["-o", "/dev/null"]), 0);
    assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
}
