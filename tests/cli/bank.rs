//! A bank as people set it: random amounts, balances by process, goods beside the money.

use tempfile::TempDir;

use crate::{code, run, stdout, text};

const BRANCHES: [&str; 6] = ["--topology", "complete:3", "--program", "bank", "--param", "amount=1..=100"];

#[test]
fn balances_by_process_are_the_same_however_they_are_told() {
    let folder = TempDir::new().unwrap();
    let told = |balance: &str| {
        let path = folder.path().join("bank.toml");
        let program = format!("program = {{ name = \"bank\", amount = \"1..=100\", balance = {balance} }}");
        std::fs::write(&path, format!("topology = \"complete:3\"\n{program}\n")).unwrap();
        stdout(&["--quiet", "--scenario", path.to_str().unwrap()])
    };
    let option = stdout(&[&["--quiet", "--param", "balance=0,p0:500,p2:90"][..], &BRANCHES].concat());
    assert!(option.starts_with("p0<"), "{option}");
    assert_eq!(told("\"0,p0:500,p2:90\""), option);
    assert_eq!(told("{ p0 = 500, p1 = 0, p2 = 90 }"), option);
}

#[test]
fn money_and_widgets_are_kept_each_by_itself_over_many_seeds_and_algorithms() {
    let goods =
        ["--param", "amount=0..=3", "--param", "widgets=5", "--param", "lot=2", "--param", "transfers=4"];
    for algorithm in ["chandy-lamport", "lai-yang", "mattern", "mattern-deficiency"] {
        let check = ["check", "--seeds", "0..100", "--snapshots", "2", "--algorithm", algorithm];
        let bank = ["--topology", "complete:3", "--program", "bank"];
        assert_eq!(code(&[&check[..], &bank, &goods].concat()), 0, "{algorithm}");
    }
    let run = stdout(&[&["--show", "checks", "--program", "bank"][..], &goods].concat());
    assert!(run.contains("20 units of money, 10 widgets in the recorded state"), "{run}");
}

#[test]
fn which_amount_is_transferred_is_told_by_the_schedule() {
    let told = |schedule: &str| {
        let bank = [
            "--program",
            "bank",
            "--param",
            "amount=1..=5",
            "--param",
            "balance=3",
            "--param",
            "transfers=1",
        ];
        stdout(&[&["--quiet", "--schedule", schedule][..], &bank].concat())
    };
    // P transfers 3; Q, with 6, may transfer 1 to 5 and takes the last; then P starts.
    assert_eq!(told("P!2 P>Q Q!4 P! P>Q Q>P Q>P"), "P<0> Pc<1msg>\nQ<1> Qc<NULL>\n");
    assert_eq!(told("P!1 P>Q Q!0 P! P>Q Q>P Q>P"), "P<1> Pc<1msg>\nQ<4> Qc<NULL>\n");
}

#[test]
fn a_run_of_an_older_version_has_its_states_as_sums_and_is_read() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("run.json");
    let now = stdout(&["--program", "bank", "-f", "json"]);
    let old = now.replace(" (", "+").replace(" to go)", "");
    assert!(old.contains("\"9+8\""), "{old}");
    std::fs::write(&file, old).unwrap();
    let file = file.to_str().unwrap();
    assert_eq!(code(&["lattice", file]), 0);
    assert!(stdout(&["convert", file]).contains("P<9 (8 to go)>"));
}

#[test]
fn what_is_given_of_a_bank_is_used_or_refused() {
    for (parameter, why) in [
        ("amount=9..=1", "the range is empty"),
        ("amount=one", "expected a number or a range such as 1..=100"),
        ("amount=1..=5000", "a process can choose from 1000"),
        ("balance=p7:5", "there is no process 'p7'"),
        ("lot=3", "there are no widgets"),
        ("transfers=1..=3", "expected a number that is not negative"),
    ] {
        let refused = run(&["--program", "bank", "--param", parameter]);
        assert_eq!(refused.status.code(), Some(2), "{parameter}");
        assert!(text(&refused.stderr).contains(why), "{}", text(&refused.stderr));
    }
}

#[test]
fn a_failing_run_with_a_range_of_amounts_is_made_smaller_also_in_the_range() {
    let shrunk = stdout(&[&["shrink", "--links", "unordered", "--seeds", "0..50"][..], &BRANCHES].concat());
    assert!(!shrunk.contains("amount=1..=100"), "{shrunk}");
}
