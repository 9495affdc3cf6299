//! What an assignment may say, and what is said of one that cannot be used.

use super::*;

const FULL: &str = r#"title = "Snapshots"
submission = "algorithm"
file = "snapshot.*"

[limits]
seconds = 10
memory = 256
output = 2

[[test]]
name = "the exercise"
run = "check --seeds 0..200"
points = 10

[[test]]
name = "without order"
run = "check --links unordered"
expect = "fails"
hidden = true
"#;

fn read(text: &str) -> Result<Assignment, TextError> {
    let no_command = || ("no command".to_string(), Some("type one".to_string()));
    parse(text, "a.toml", |_, run| if run.starts_with("check") { Ok(()) } else { Err(no_command()) })
}

#[test]
fn all_that_is_said_is_read_and_the_rest_is_as_usual() {
    let Assignment { title, submission, file, limits, tests } = read(FULL).unwrap();
    assert_eq!((title.as_str(), submission, file.as_str()), ("Snapshots", Kind::Algorithm, "snapshot.*"));
    assert_eq!(limits, Limits { seconds: 10, memory: 256, output: 2 });
    let [exercise, unordered] = &tests[..] else { panic!("{tests:?}") };
    assert_eq!((exercise.expect, exercise.points, exercise.hidden), (Expect::Holds, 10, false));
    assert_eq!((unordered.expect, unordered.points, unordered.hidden), (Expect::Fails, 1, true));
    let short =
        FULL.split("[limits]").next().unwrap().to_string() + "[[test]]\nname = \"x\"\nrun = \"check\"\n";
    assert_eq!(read(&short).unwrap().limits, Limits::default());
}

#[test]
fn every_mistake_is_shown_where_it_is() {
    for (from, to, place, what) in [
        ("title", "titel", "a.toml:1:1", "unknown key 'titel'"),
        ("title = \"Snapshots\"\n", "", "a.toml:1:1", "there is no 'title'"),
        ("\"Snapshots\"", "\"\\n\"", "a.toml:1:9", "expected a title of one line"),
        ("\"algorithm\"", "\"essay\"", "a.toml:2:14", "expected \"algorithm\" or"),
        ("snapshot.*", "src/snapshot.*", "a.toml:3:8", "in none within it"),
        ("seconds = 10", "seconds = 0", "a.toml:6:11", "it is at least 1"),
        ("seconds = 10", "second = 10", "a.toml:6:1", "unknown key 'second'"),
        ("name = \"the exercise\"\n", "", "a.toml:10:1", "there is no 'name'"),
        ("without order", "the exercise", "a.toml:10:1", "two tests are called 'the exercise'"),
        ("check --seeds", "dance --seeds", "a.toml:12:7", "no command"),
        ("points = 10", "points = -1", "a.toml:13:10", "a number that is not negative"),
        ("\"fails\"", "\"falls\"", "a.toml:18:10", "expected \"holds\" or \"fails\""),
        ("hidden = true", "hidden = 1", "a.toml:19:10", "expected true or false, found an integer"),
        ("hidden = true", "hidden = ", "a.toml:19:10", "a value is missing"),
        ("title", "points = 3\ntitle", "a.toml:1:1", "unknown key 'points'"),
    ] {
        assert!(FULL.contains(from), "{from}");
        let error = read(&FULL.replacen(from, to, 1)).unwrap_err();
        assert!(error.message.starts_with(&format!("{place}: ")) && error.message.contains(what), "{error}");
    }
    let error = read(&FULL.replacen("title", "points = 3\ntitle", 1)).unwrap_err();
    assert_eq!(error.tip.as_deref(), Some("'points' belongs in a table [[test]]"));
    let tests = FULL.find("[[test]]").unwrap();
    assert!(read(&FULL[..tests]).unwrap_err().message.contains("there is no 'test'"));
    let long = |bytes: usize| format!("{FULL}#{}", "x".repeat(bytes - FULL.len() - 1));
    assert!(read(&long(MAX_BYTES)).is_ok());
    assert!(read(&long(MAX_BYTES + 1)).unwrap_err().message.contains("at most"));
    let none = FULL[..tests].replace("[limits]", "test = []\n[limits]");
    assert!(read(&none).unwrap_err().message.contains("there are no tests"));
    let most: String =
        (1..=MAX_TESTS).map(|n| format!("[[test]]\nname = \"{n}\"\nrun = \"check\"\n")).collect();
    assert!(read(&(FULL[..tests].to_string() + &most)).is_ok());
    let many: String =
        (0..=MAX_TESTS).map(|n| format!("[[test]]\nname = \"{n}\"\nrun = \"check\"\n")).collect();
    assert!(read(&(FULL[..tests].to_string() + &many)).unwrap_err().message.contains("more than 100 tests"));
}

#[test]
fn the_schema_has_just_the_keys_that_are_read() {
    let schema: serde_json::Value = serde_json::from_str(&crate::schema::of_assignment()).unwrap();
    for (path, keys) in [("", &TOP[..]), ("/properties/limits", &LIMITS), ("/properties/test/items", &TEST)] {
        let table = schema.pointer(path).unwrap();
        assert_eq!(table["additionalProperties"], false, "{path}");
        assert!(table["properties"].as_object().unwrap().keys().eq(keys), "{path}");
    }
    let kinds = schema["properties"]["submission"]["enum"].as_array().unwrap();
    assert!(KINDS.iter().map(|(word, _)| *word).eq(kinds.iter().map(|kind| kind.as_str().unwrap())));
    assert_eq!(schema["properties"]["limits"]["properties"]["seconds"]["default"], Limits::default().seconds);
}

#[test]
fn a_name_has_one_line_that_is_not_empty_and_not_long() {
    let title = |toml: &str| {
        let named = FULL.replace("\"Snapshots\"", &format!("\"{toml}\""));
        read(&named).map(|assignment| assignment.title).map_err(|error| error.what)
    };
    let refused = Err(format!("expected a title of one line, of at most {LONGEST_NAME} characters"));
    let none = [title(""), title("  "), title("a\\u0007b"), title("a\\nb")];
    assert_eq!(none, [(); 4].map(|()| refused.clone()));
    let longest = "é".repeat(LONGEST_NAME);
    assert_eq!((title(&longest), title(&format!("{longest}e"))), (Ok(longest), refused));
}
