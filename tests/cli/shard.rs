//! Work in parts: all parts put together are the whole, to the byte, whatever happened on the way; and nothing else is taken for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{run, sim, text};

/// Experiments of each sort, with seeds that fail, that have no verdict, and that do neither.
const CHECKS: [&[&str]; 9] = [
    &["--seeds", "0..40", "--hold", "0..=30"],
    &["--seeds", "3..43", "--links", "unordered"],
    &["--seeds", "0..30", "--links", "unordered", "--all-failures"],
    &["--seeds", "0..30", "--topology", "complete:4", "--program", "bank", "--snapshots", "3"],
    &["--seeds", "0..20", "--max-events", "410"],
    &["--seeds", "0..20", "--scenario", "../../examples/lost-marker.toml"],
    &["--seeds", "0..20", "--scenario", "../../examples/termination.toml", "--until", "terminated"],
    &[
        "--seeds",
        "0..30",
        "--scenario",
        "../../examples/crash.toml",
        "--checkpoint-every",
        "20",
        "--crash",
        "p1@150",
    ],
    &["--seeds", "18446744073709551600..18446744073709551615"],
];

/// A comparison that is over soon.
const COMPARE: [&str; 4] = ["--algorithms", "chandy-lamport,lai-yang,naive-request", "--seeds", "0..20"];

fn path(folder: &Path) -> &str {
    folder.to_str().unwrap()
}

/// The command with these options.
fn with<'a>(command: &'a str, options: &[&'a str], more: &[&'a str]) -> Output {
    run(&[&[command], options, more].concat())
}

/// Makes a part.
fn part(command: &str, options: &[&str], part: &str, folder: &Path) -> Output {
    with(command, options, &["--shard", part, "-o", path(folder)])
}

/// Makes all parts; the folder that they are in.
fn parts(command: &str, options: &[&str], of: u64) -> TempDir {
    let folder = TempDir::new().unwrap();
    for number in 1..=of {
        let done = part(command, options, &format!("{number}/{of}"), folder.path());
        assert_ne!(done.status.code(), Some(2), "{options:?}: {}", text(&done.stderr));
    }
    folder
}

fn merge(command: &str, folder: &Path, more: &[&str]) -> Output {
    with(command, &["--merge", path(folder)], more)
}

/// What is said of a merge that is refused.
fn refused(folder: &Path) -> String {
    let done = merge("check", folder, &[]);
    assert_eq!((done.status.code(), text(&done.stdout).as_str()), (Some(2), ""));
    text(&done.stderr)
}

#[test]
fn the_shards_of_a_check_put_together_are_the_check_to_the_byte() {
    for options in CHECKS {
        for of in [1, 2, 7] {
            let folder = parts("check", options, of);
            let forms = [&["-f", "json"][..], &["-f", "text"], &["-q"]];
            for form in &forms[..if of == 7 { 3 } else { 1 }] {
                let (whole, merged) = (with("check", options, form), merge("check", folder.path(), form));
                assert_eq!(text(&merged.stdout), text(&whole.stdout), "{options:?} {of} {form:?}");
                assert_eq!(merged.status.code(), whole.status.code(), "{options:?} {of}");
            }
        }
    }
}

#[test]
fn the_shards_of_a_comparison_put_together_are_the_comparison_to_the_byte() {
    let forms = [&["-f", "text"][..], &["-f", "json"], &["-f", "csv"], &["-f", "svg"], &["--show", "costs"]];
    for of in [1, 3] {
        let folder = parts("compare", &COMPARE, of);
        for form in forms {
            let (whole, merged) = (with("compare", &COMPARE, form), merge("compare", folder.path(), form));
            assert_eq!(text(&merged.stdout), text(&whole.stdout), "{of} {form:?}");
            assert_eq!(merged.status.code(), whole.status.code(), "{of}");
        }
    }
}

#[test]
fn a_crash_that_comes_in_no_run_of_a_part_is_refused_of_all_only() {
    let crash = ["--seeds", "0..4", "--scenario", "../../examples/crash.toml", "--crash", "p1@100000"];
    let folder = parts("check", &crash, 2);
    assert_eq!(refused(folder.path()), text(&with("check", &crash, &[]).stderr));
}

#[test]
fn the_parts_say_how_many_seeds_they_have_and_end_as_a_check_of_these_does() {
    let folder = TempDir::new().unwrap();
    let wrong = ["--seeds", "0..9", "--links", "unordered"];
    let said = |number: &str| {
        let done = part("check", &wrong, number, folder.path());
        (done.status.code(), text(&done.stdout).split(": '").next().unwrap().to_string())
    };
    let first = said("1/4");
    assert!(first.1.starts_with("shard 1/4, seeds 0..2: "), "{first:?}");
    let alone = with("check", &["--seeds", "0..2", "--links", "unordered"], &[]);
    assert_eq!(first.0, alone.status.code());
    assert!(said("4/4").1.starts_with("shard 4/4, seeds 6..9: "));
    let quiet = with("check", &wrong, &["--shard", "2/4", "-o", path(folder.path()), "-q"]);
    assert_eq!((text(&quiet.stdout).as_str(), text(&quiet.stderr).as_str()), ("", ""));
}

#[test]
fn a_part_that_is_there_is_not_run_again_and_has_the_same_exit_code() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("1-of-2.json");
    for (command, options) in [("check", CHECKS[1]), ("compare", &COMPARE[..])] {
        let first = part(command, options, "1/2", folder.path());
        let (before, age) = (fs::read(&file).unwrap(), fs::metadata(&file).unwrap().modified().unwrap());
        let second = part(command, options, "1/2", folder.path());
        assert_eq!((second.status.code(), text(&second.stdout).as_str()), (first.status.code(), ""));
        assert!(text(&second.stderr).contains("is there already"), "{}", text(&second.stderr));
        assert_eq!(
            (fs::read(&file).unwrap(), fs::metadata(&file).unwrap().modified().unwrap()),
            (before, age)
        );
        fs::remove_file(&file).unwrap();
    }
}

#[test]
fn a_part_of_another_experiment_is_no_part_and_what_differs_is_said() {
    let folder = TempDir::new().unwrap();
    let options = ["--seeds", "0..8"];
    part("check", &options, "1/2", folder.path());
    let others: [(&[&str], &str); 4] = [
        (&["--seeds", "0..9"], "check.seeds is \"0..8\" there, and \"0..9\" here"),
        (&["--seeds", "0..8", "--hold", "3"], "config.hold is \"0\" there, and \"3\" here"),
        (&["--seeds", "0..8", "--all-failures"], "check.all_failures is false there, and true here"),
        (&["--seeds", "0..8", "--until", "terminated"], "check.until is null there"),
    ];
    for (other, what) in others {
        let done = part("check", other, "1/2", folder.path());
        assert_eq!(done.status.code(), Some(2), "{other:?}");
        assert!(text(&done.stderr).contains(what), "{}", text(&done.stderr));
    }
    let other = TempDir::new().unwrap();
    part("check", &["--seeds", "0..8", "--hold", "3"], "2/2", other.path());
    fs::copy(other.path().join("2-of-2.json"), folder.path().join("2-of-2.json")).unwrap();
    let told = refused(folder.path());
    assert!(
        told.contains("2-of-2.json' is of another experiment than") && told.contains("config.hold"),
        "{told}"
    );
}

#[test]
fn a_missing_part_is_named_with_the_command_that_makes_it() {
    for (command, options) in [("check", CHECKS[7]), ("check", CHECKS[1]), ("compare", &COMPARE[..])] {
        let folder = parts(command, options, 5);
        let whole = merge(command, folder.path(), &[]);
        for number in [2, 3, 5] {
            fs::remove_file(folder.path().join(format!("{number}-of-5.json"))).unwrap();
        }
        loop {
            let done = merge(command, folder.path(), &[]);
            if done.status.code() != Some(2) {
                assert_eq!(text(&done.stdout), text(&whole.stdout));
                break;
            }
            let told = text(&done.stderr);
            let again = told.split("tip: sim ").nth(1).expect("a command").trim();
            let words = shlex::split(again).unwrap();
            assert_ne!(
                run(&words.iter().map(String::as_str).collect::<Vec<_>>()).status.code(),
                Some(2),
                "{told}"
            );
        }
    }
    let folder = parts("check", &["--seeds", "0..9"], 5);
    for number in [2, 3, 5] {
        fs::remove_file(folder.path().join(format!("{number}-of-5.json"))).unwrap();
    }
    assert!(refused(folder.path()).contains("lacks 3 shards of 5: 2-3,5"), "{}", refused(folder.path()));
    assert!(refused(TempDir::new().unwrap().path()).contains("there is no shard in"));
}

/// The file of a part, changed.
fn changed(folder: &Path, change: impl Fn(&str) -> String) -> String {
    let file = folder.join("2-of-3.json");
    let before = fs::read_to_string(&file).unwrap();
    fs::write(&file, change(&before)).unwrap();
    let told = refused(folder);
    fs::write(&file, before).unwrap();
    assert!(told.contains("2-of-3.json"), "{told}");
    told
}

#[test]
fn what_is_damaged_of_another_version_or_twice_is_refused_and_the_file_named() {
    let folder = parts("check", &["--seeds", "0..9"], 3);
    let folder = folder.path();
    assert!(changed(folder, |before| before[..before.len() / 2].to_string()).contains("EOF"));
    assert!(changed(folder, |_| String::new()).contains("EOF"));
    assert!(changed(folder, |before| before.replace("\"failed\":0", "\"failed\":1")).contains("digest"));
    let version = |before: &str| before.replace("\"version\":\"", "\"version\":\"9.");
    assert!(changed(folder, version).contains("wrote it, and this is sim"));
    assert!(
        changed(folder, |before| before.replace("sim.shard/1", "sim.shard/2")).contains("has the schema")
    );
    assert!(changed(folder, |_| "{\"schema\":1}".to_string()).contains("cannot read"));
    fs::copy(folder.join("2-of-3.json"), folder.join("02-of-3.json")).unwrap();
    assert!(refused(folder).contains("shard 2 is there twice"));
    fs::remove_file(folder.join("02-of-3.json")).unwrap();
    part("check", &["--seeds", "0..9"], "1/2", folder);
    assert!(refused(folder).contains("is one of 2 shards") || refused(folder).contains("is one of 3 shards"));
}

/// A shard whose hash is right, whatever is in it.
fn forged(folder: &Path, change: impl Fn(&mut Value)) {
    use std::fmt::Write as _;

    use sha2::{Digest as _, Sha256};
    let file = folder.join("1-of-1.json");
    let mut shard: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    shard.as_object_mut().unwrap().shift_remove("digest");
    change(&mut shard);
    let text = shard.to_string();
    let before = text.strip_suffix('}').unwrap();
    let mut digits = String::new();
    Sha256::digest(before).iter().for_each(|byte| write!(digits, "{byte:02x}").unwrap());
    fs::write(file, format!("{before},\"digest\":\"sha256:{digits}\"}}\n")).unwrap();
}

#[test]
fn a_shard_that_says_what_cannot_be_is_refused_whatever_its_hash_is() {
    let most = json!(u64::MAX);
    let cases: [(&str, Value); 10] = [
        ("/sums/seeds", json!(8)),
        ("/sums/failed", most.clone()),
        ("/sums/unknown", json!(10)),
        ("/sums/suffered", most.clone()),
        ("/number", json!(0)),
        ("/of", json!(0)),
        ("/of", most.clone()),
        ("/experiment/check/seeds", json!("9..0")),
        ("/experiment/config/hold", json!("7")),
        ("/sums/instead", json!({"seen": {"seeds": 1, "never": 2}})),
    ];
    for (place, value) in cases {
        let folder = parts("check", &["--seeds", "0..9"], 1);
        forged(folder.path(), |shard| *shard.pointer_mut(place).unwrap() = value.clone());
        refused(folder.path());
    }
    let folder = parts("check", &["--seeds", "0..9"], 1);
    forged(folder.path(), |_| ());
    assert_eq!(merge("check", folder.path(), &[]).status.code(), Some(0));
}

#[test]
fn what_a_killed_process_left_is_not_taken_for_a_shard_and_other_files_are_told() {
    let folder = parts("check", &["--seeds", "0..9"], 2);
    fs::write(folder.path().join(".sim-Xy12"), "{\"schema\":\"sim.sh").unwrap();
    let clean = merge("check", folder.path(), &[]);
    assert_eq!((clean.status.code(), text(&clean.stderr).as_str()), (Some(0), ""));
    fs::write(folder.path().join("slurm-1.out"), "").unwrap();
    let told = merge("check", folder.path(), &[]);
    assert_eq!(told.stdout, clean.stdout);
    assert!(text(&told.stderr).contains("'slurm-1.out'") && text(&told.stderr).contains("is no shard"));
}

#[test]
fn to_put_parts_together_takes_no_scenario_file_and_no_folder_of_theirs() {
    let place = TempDir::new().unwrap();
    for file in ["trade.toml", "trade.events"] {
        fs::copy(Path::new("../../examples").join(file), place.path().join(file)).unwrap();
    }
    let here = |args: &[&str]| sim(args).current_dir(place.path()).output().unwrap();
    let check = ["check", "--scenario", "trade.toml", "--seeds", "0..20", "--links", "unordered"];
    let whole = here(&check);
    assert_ne!(whole.status.code(), Some(2), "{}", text(&whole.stderr));
    for part in ["1/2", "2/2"] {
        here(&[&check[..], &["--shard", part]].concat());
    }
    let other = TempDir::new().unwrap();
    fs::rename(place.path().join("shards"), other.path().join("moved")).unwrap();
    let merged = merge("check", &other.path().join("moved"), &[]);
    assert_eq!(text(&merged.stdout), text(&whole.stdout));
}

#[test]
fn in_a_job_array_the_cluster_says_which_part() {
    let shard = |variables: &[(&str, &str)]| {
        let folder = TempDir::new().unwrap();
        let mut command = sim(&["check", "--seeds", "0..9", "--shard", "array/3", "-o", path(folder.path())]);
        for name in ["SLURM_ARRAY_TASK_ID", "PBS_ARRAY_INDEX", "PBS_ARRAYID", "SGE_TASK_ID"] {
            command.env_remove(name);
        }
        let done = command.envs(variables.iter().copied()).output().unwrap();
        let files = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name());
        (
            done.status.code(),
            files.map(|name| name.into_string().unwrap()).collect::<Vec<_>>(),
            text(&done.stderr),
        )
    };
    for name in ["SLURM_ARRAY_TASK_ID", "PBS_ARRAY_INDEX", "PBS_ARRAYID", "SGE_TASK_ID"] {
        assert_eq!(shard(&[(name, "2")]).1, ["2-of-3.json"], "{name}");
    }
    assert_eq!(shard(&[("SLURM_ARRAY_TASK_ID", ""), ("SGE_TASK_ID", "3")]).1, ["3-of-3.json"]);
    for (name, number) in [("SLURM_ARRAY_TASK_ID", "0"), ("PBS_ARRAYID", "4"), ("SGE_TASK_ID", "x")] {
        let (code, files, told) = shard(&[(name, number)]);
        assert_eq!((code, files.len()), (Some(2), 0), "{name}");
        assert!(told.contains(name) && told.contains("begin the array with 1"), "{told}");
    }
    for none in [&[][..], &[("SGE_TASK_ID", "undefined")]] {
        let (code, _, told) = shard(none);
        assert!(code == Some(2) && told.contains("SLURM_ARRAY_TASK_ID"), "{told}");
    }
}

#[test]
fn what_would_change_nothing_beside_a_shard_or_a_merge_is_refused() {
    let refused: [(&[&str], &str); 14] = [
        (&["check", "--shard", "1/2", "-f", "csv"], "'cat' puts them together"),
        (&["check", "--shard", "1/2", "-f", "jsonl"], "'cat' puts them together"),
        (&["check", "--shard", "1/2", "-f", "json"], "'sim check --merge' tells all shards"),
        (&["check", "--shard", "1/1001"], "there are no 1001 seeds in 0..1000"),
        (&["check", "--shard", "3/2"], "the parts are 1 to 2"),
        (&["check", "--shard", "1/2", "--schedule", "P!"], "unexpected argument"),
        (&["check", "--merge", "x", "--seeds", "0..9"], "cannot be used with"),
        (&["check", "--merge", "x", "--hold", "3"], "cannot be used with"),
        (&["check", "--merge", "x", "--jobs", "2"], "cannot be used with"),
        (&["check", "--merge", "x", "-f", "csv"], "shards have sums, and no rows"),
        (&["check", "--merge", "no-such-folder"], "cannot read the folder"),
        (&["check", "--detect", "safra", "--shard", "1/2"], "cannot be used with"),
        (&["compare", "--explore", "--shard", "1/2"], "cannot be used with"),
        (&["compare", "--merge", "x", "--algorithms", "lai-yang"], "cannot be used with"),
    ];
    for (args, what) in refused {
        let folder = TempDir::new().unwrap();
        let done = sim(args).current_dir(folder.path()).output().unwrap();
        assert_eq!(done.status.code(), Some(2), "{args:?}");
        assert!(text(&done.stderr).contains(what), "{args:?}: {}", text(&done.stderr));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{args:?}");
    }
}

#[test]
fn the_schema_has_every_shard() {
    let sorts = [("check", CHECKS[2], "shard"), ("check", CHECKS[6], "shard"), ("check", CHECKS[7], "shard")];
    for (command, options, schema) in sorts.into_iter().chain([("compare", &COMPARE[..], "compare-shard")]) {
        let folder = parts(command, options, 1);
        let shard = fs::read_to_string(folder.path().join("1-of-1.json")).unwrap();
        let shard: Value = serde_json::from_str(&shard).unwrap();
        let schema: Value = serde_json::from_slice(&run(&["schema", schema]).stdout).unwrap();
        let schema = jsonschema::validator_for(&schema).unwrap();
        let wrong: Vec<_> = schema.iter_errors(&shard).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

/// What there is of shards in a folder.
#[cfg(unix)]
fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).into_iter().flatten();
    files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
}

/// The next of many numbers that look random.
#[cfg(unix)]
const fn next(number: u64) -> u64 {
    number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407)
}

/// Whatever the moment is, the same command goes on, and what comes of it is the same.
#[cfg(unix)]
#[test]
fn after_a_kill_at_any_moment_the_same_command_leads_to_the_same_bytes() {
    let check = ["check", "--seeds", "0..600", "--links", "unordered", "-q"];
    let whole = run(&check);
    let (folder, mut moment) = (TempDir::new().unwrap(), 1985_u64);
    let folder = folder.path();
    for number in ["1/3", "2/3", "3/3"] {
        for _ in 0..4 {
            moment = next(moment);
            let mut command = sim(&[&check[..], &["--shard", number, "-o", path(folder)]].concat());
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            for _ in 0..(moment >> 33) % 200_000 {
                std::thread::yield_now();
            }
            child.kill().unwrap();
            child.wait().unwrap();
        }
        assert!(names(folder).iter().all(|name| name.starts_with('.') || name.ends_with("-of-3.json")));
        part(check[0], &check[1..], number, folder);
    }
    let merged = merge("check", folder, &["-q"]);
    assert_eq!(
        (text(&merged.stdout), merged.status.code(), text(&merged.stderr).as_str()),
        (text(&whole.stdout), whole.status.code(), "")
    );
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_part_is_not_kept_and_what_it_found_is_told() {
    let folder = TempDir::new().unwrap();
    let args = ["check", "--seeds", "0..9000000000000000", "--shard", "1/1", "-o", path(folder.path())];
    let child = sim(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    crate::signals::wait_for_threads(&child);
    crate::signals::signal(&child, "-INT");
    let done = child.wait_with_output().unwrap();
    let told = text(&done.stderr);
    assert_eq!((done.status.code(), text(&done.stdout).as_str()), (Some(3), ""), "{told}");
    assert!(told.contains("of 9000000000000000 run") && told.contains("nothing is kept"), "{told}");
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

/// A script of the examples.
#[cfg(unix)]
fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/cluster").join(name)
}

/// A cluster of one machine: each task of the array one after another, then the job that depends on it.
#[cfg(unix)]
#[test]
fn the_scripts_of_the_examples_make_the_parts_and_put_them_together() {
    let place = TempDir::new().unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_sim")).parent().unwrap();
    let paths = std::env::var_os("PATH").unwrap();
    let paths = std::env::join_paths(std::iter::once(program.into()).chain(std::env::split_paths(&paths)));
    let paths = paths.unwrap();
    let bash = |name: &str, task: Option<&str>| {
        let mut command = std::process::Command::new("bash");
        command.arg(script(name)).current_dir(place.path()).env("PATH", &paths).env("NO_COLOR", "1");
        command.env("SEEDS", "0..64").env_remove("SLURM_ARRAY_TASK_ID");
        command.envs(task.map(|task| ("SLURM_ARRAY_TASK_ID", task)));
        command.output().unwrap()
    };
    for task in 1..=8 {
        let done = bash("check.sh", Some(&task.to_string()));
        assert!(done.status.success(), "{}", text(&done.stderr));
    }
    let done = bash("merge.sh", None);
    let whole = run(&["check", "--seeds", "0..64", "--hold", "0..=30"]);
    assert_eq!((text(&done.stdout), done.status.code()), (text(&whole.stdout), whole.status.code()));
}

#[test]
fn the_shards_of_another_command_are_its_work_and_nobody_is_told_to_remove_them() {
    let (checks, comparisons) = (parts("check", CHECKS[0], 2), parts("compare", &COMPARE, 2));
    for (command, other, folder) in
        [("check", "compare", comparisons.path()), ("compare", "check", checks.path())]
    {
        let told = text(&merge(command, folder, &[]).stderr);
        assert!(told.contains(&format!("'sim {other} --merge ")) && !told.contains("remove"), "{told}");
    }
}

#[cfg(unix)]
#[test]
fn that_a_shard_cannot_be_written_is_known_before_its_seeds_are_run() {
    let folder = TempDir::new().unwrap();
    std::os::unix::fs::symlink("/nowhere/at/all", folder.path().join("1-of-2.json")).unwrap();
    // So many seeds would take days.
    for (command, options) in [("check", &["--seeds", "0..1000000000000"][..]), ("compare", &COMPARE)] {
        let done = part(command, options, "1/2", folder.path());
        assert_eq!(done.status.code(), Some(2));
        assert!(text(&done.stderr).contains("its folder does not exist"), "{}", text(&done.stderr));
    }
}
