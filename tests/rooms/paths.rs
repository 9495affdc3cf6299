//! What a library offers has one path: a module is private and its names are passed on, or it is public and they are not.

use std::collections::BTreeSet;
use std::path::Path;

use syn::{Item, UseTree, Visibility};

use crate::modules::texts;

#[test]
fn no_name_of_a_library_has_two_paths() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    for library in
        ["sim-core", "explore", "snapshot", "trace", "observed", "exec", "draw", "print", "net", "play"]
    {
        for (module, text) in texts(&crates.join(library).join("src")) {
            assert_eq!(twice(&text), BTreeSet::new(), "{library}, module '{module}'");
        }
    }
}

#[test]
fn a_public_module_whose_names_are_passed_on_is_found() {
    let root = "pub mod a; mod b; pub mod c; pub use a::A; pub use b::B; use c::C;";
    assert_eq!(twice(root), BTreeSet::from(["a".to_string()]));
}

/// The public modules in a file that passes on names of theirs.
fn twice(text: &str) -> BTreeSet<String> {
    let items = syn::parse_file(text).expect("it is Rust").items;
    let public = |visibility: &Visibility| matches!(visibility, Visibility::Public(_));
    let modules: BTreeSet<_> = items
        .iter()
        .filter_map(|item| match item {
            Item::Mod(module) if public(&module.vis) => Some(module.ident.to_string()),
            _ => None,
        })
        .collect();
    let passed_on = items.iter().filter_map(|item| match item {
        Item::Use(passed) if public(&passed.vis) => match &passed.tree {
            UseTree::Path(path) => Some(path.ident.to_string()),
            _ => None,
        },
        _ => None,
    });
    passed_on.filter(|name| modules.contains(name)).collect()
}
