//! Puts the playground together: one page, with the module in it, packed by `gzip` and in the letters of `base64`.
//!
//! `gzip -9nc play.wasm | base64 -w0 | cargo run -p play --example page > playground.html`
//!
//! The examples of its menu are those of the project that the engine can run; what it refuses is told, and left out.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Read, Write};
use std::path::Path;
use std::{fs, str};

use serde_json::{Value, json};

const PAGE: &str = include_str!("../web/page.html");
/// The style of the page of a run, and what this page has beside it.
const STYLES: [&str; 3] = [
    include_str!("../../draw/src/html/colours.css"),
    include_str!("../../draw/src/html/page.css"),
    include_str!("../web/style.css"),
];
/// What the worker runs.
const WORKER: [&str; 2] = [include_str!("../engine.js"), include_str!("../web/worker.js")];
/// In this order, inside one function.
const SCRIPTS: [&str; 9] = [
    include_str!("../web/elements.js"),
    include_str!("../web/asking.js"),
    include_str!("../web/experiment.js"),
    include_str!("../web/menus.js"),
    include_str!("../web/network.js"),
    include_str!("../web/text.js"),
    include_str!("../web/shown.js"),
    include_str!("../web/searches.js"),
    include_str!("../web/main.js"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut module = Vec::new();
    io::stdin().lock().read_to_end(&mut module)?;
    let module = str::from_utf8(&module)?.trim_end();
    if module.is_empty() || !module.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
    {
        return Err("the module comes on standard input, in base64 and in one line".into());
    }
    let examples = Value::from(examples()?).to_string().replace('<', "\\u003c");
    let script = format!("(() => {{\n\"use strict\";\n{}}})();\n", SCRIPTS.concat());
    let mut out = io::stdout().lock();
    for part in PAGE.split_inclusive("-->") {
        let Some((before, name)) = part.strip_suffix("-->").and_then(|part| part.rsplit_once("<!--")) else {
            out.write_all(part.as_bytes())?;
            continue;
        };
        out.write_all(before.as_bytes())?;
        let text = match name {
            "STYLE" => &STYLES.concat(),
            "EXAMPLES" => &examples,
            "WORKER" => &WORKER.concat(),
            "MODULE" => module,
            "SCRIPT" => &script,
            other => return Err(format!("there is nothing for {other}").into()),
        };
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// What the menu offers: the exercise with and without its assumption, and the scenarios of the project.
fn examples() -> Result<Vec<Value>, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            texts.insert(name, fs::read_to_string(&path)?);
        }
    }
    let exercise = "Two processes pass one message; the first takes a snapshot.";
    let unordered = "Messages overtake markers: some seeds fail. Have one found.";
    let mut all = vec![
        json!({"name": "the exercise", "about": exercise, "scenario": "", "files": {}}),
        json!({"name": "the exercise without FIFO", "about": unordered, "scenario": "", "files": {}, "options": {"links": "unordered"}}),
    ];
    for (name, scenario) in &texts {
        let Some(stem) = name.strip_suffix(".toml") else { continue };
        let named = |(file, _): &(&String, &String)| scenario.contains(&format!("\"{file}\""));
        let files: BTreeMap<_, _> = texts.iter().filter(named).collect();
        let request = json!({"scenario": scenario, "files": files, "run": {"format": "json"}});
        let answer: Value = serde_json::from_str(&play::play(&request.to_string()))?;
        if answer["ok"] == true {
            all.push(json!({"name": stem, "about": about(scenario), "scenario": scenario, "files": files}));
        } else {
            writeln!(io::stderr(), "left out: {name}: {}", answer["error"])?;
        }
    }
    Ok(all)
}

/// The first sentence of the comment that a scenario begins with.
fn about(scenario: &str) -> String {
    let comment: Vec<_> = scenario.lines().map_while(|line| line.strip_prefix("# ")).collect();
    let comment = comment.join(" ");
    comment.split_once(". ").map_or(comment.clone(), |(first, _)| format!("{first}."))
}
