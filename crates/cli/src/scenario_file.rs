//! A scenario file: TOML as people write it, or JSON as the program does.

use trace::model::Config;

use crate::failure::Failure;
use crate::given::Given;

/// What the text of this file asks for.
pub(crate) fn read(text: &str, name: &str) -> Result<Given, Failure> {
    json(text, name)
}

/// A saved run, or the configuration in it.
fn json(text: &str, name: &str) -> Result<Given, Failure> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Saved {
        Run { config: Box<Config> },
        Config(Box<Config>),
    }
    let first = text.lines().next().unwrap_or_default();
    let parsed = serde_json::from_str(text).or_else(|error| serde_json::from_str(first).map_err(|_| error));
    match parsed {
        Ok(Saved::Run { config } | Saved::Config(config)) => Given::from_config(&config),
        Err(error) => Err(Failure::with_tip(
            format!("cannot read '{name}': {error}"),
            "a scenario in JSON is what -f json writes, or the 'config' in it",
        )),
    }
}
