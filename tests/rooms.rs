//! How the house is built: each module can be read with what it uses, and nothing that uses it.
//!
//! Two modules of a crate that use each other, directly or by way of others, are one module in two files. A parent may use its
//! children, whose names it passes on; a child that uses what its parent itself has is in a circle with it. Tests of a module
//! may use anything.
//!
//! What a library offers has one path: `rooms/paths`. And the pages that people read hang together: `rooms/links`.

#[path = "rooms/links.rs"]
mod links;
#[path = "rooms/modules.rs"]
mod modules;
#[path = "rooms/paths.rs"]
mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use modules::{Module, Modules, Name};

/// The modules that each module uses.
type Uses = BTreeMap<Name, BTreeSet<Name>>;

#[test]
fn no_module_uses_what_uses_it() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut circles = Vec::new();
    for room in [
        "sim-core", "explore", "snapshot", "exec", "trace", "observed", "draw", "print", "play", "python",
        "net", "cli",
    ] {
        let modules = Modules::of(&crates.join(room).join("src"));
        circles.extend(circle(&uses(&modules)).map(|circle| format!("{room}: {circle}")));
    }
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn modules_that_use_each_other_are_found_whoever_passes_the_names_on() {
    let modules = [
        ("", "mod a; mod b; mod c; pub use b::B; pub use c::C;"),
        ("a", "use crate::B; pub struct A(B);"),
        ("b", "use super::C; pub struct B(C);"),
        ("c", "pub struct C; #[cfg(test)] mod tests { use crate::a::A; }"),
    ];
    let found = |modules: &[(&str, &str)]| circle(&uses(&Modules::read(modules)));
    assert_eq!(found(&modules), None);
    let closed = [modules[0], modules[1], modules[2], ("c", "pub struct C(Box<crate::a::A>);")];
    assert_eq!(found(&closed).as_deref(), Some("a, b, c"));
    let child =
        [("", "mod p;"), ("p", "mod q; pub use q::Q; pub struct P;"), ("p::q", "pub struct Q(super::P);")];
    assert_eq!(found(&child).as_deref(), Some("p, p::q"));
}

fn uses(modules: &Modules) -> Uses {
    let used = |name: &Name, module: &Module| {
        let home = |path: &Vec<String>| modules.home(path);
        module.paths.iter().map(home).filter(|home| home != name).collect()
    };
    modules.iter().map(|(name, module)| (name.clone(), used(name, module))).collect()
}

/// The modules of a circle, if there is one: those that a module uses, however far, and that use it.
fn circle(uses: &Uses) -> Option<String> {
    let reach: Uses = uses.keys().map(|name| (name.clone(), reached(uses, name))).collect();
    let (first, all) = reach.iter().find(|(name, all)| all.contains(*name))?;
    let members = all.iter().filter(|name| reach[*name].contains(first));
    Some(members.map(|name| name.join("::")).collect::<Vec<_>>().join(", "))
}

fn reached(uses: &Uses, from: &Name) -> BTreeSet<Name> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(name) = next.pop() {
        next.extend(uses[name].iter().filter(|used| reached.insert((*used).clone())));
    }
    reached
}
