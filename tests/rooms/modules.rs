//! The modules of a crate, and the paths that each of them names.

use std::collections::BTreeMap;
use std::path::Path;

use syn::visit::{self, Visit};
use syn::{Attribute, File, ItemMod, ItemUse, UseTree, Visibility};

/// The name of a module: its path from the crate's root.
pub(crate) type Name = Vec<String>;

/// What a module names.
#[derive(Default)]
pub(crate) struct Module {
    name: Name,
    /// Its child modules.
    children: Vec<String>,
    /// Every path within the crate, from its root.
    pub(crate) paths: Vec<Vec<String>>,
    /// The names that it passes on, and the paths that they stand for.
    passed_on: BTreeMap<String, Vec<String>>,
}

/// All modules of a crate.
pub(crate) struct Modules(BTreeMap<Name, Module>);

impl Modules {
    /// Reads all files of a folder.
    pub(crate) fn of(folder: &Path) -> Self {
        let files = texts(folder);
        let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Self::read(&files)
    }

    /// Reads texts of modules.
    pub(crate) fn read(texts: &[(&str, &str)]) -> Self {
        let modules = texts.iter().map(|(name, text)| {
            let name: Name = name.split("::").filter(|part| !part.is_empty()).map(str::to_string).collect();
            let file: File = syn::parse_str(text).expect("it is Rust");
            let mut module = Module { name: name.clone(), ..Module::default() };
            module.visit_file(&file);
            (name, module)
        });
        Self(modules.collect())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Name, &Module)> {
        self.0.iter()
    }

    /// The module that has what a path names, whoever passes it on.
    pub(crate) fn home(&self, path: &[String]) -> Name {
        let depth = (0..=path.len()).rev().find(|depth| self.0.contains_key(&path[..*depth]));
        let depth = depth.expect("the root is a module");
        let module = &self.0[&path[..depth]];
        let stands_for = path.get(depth).and_then(|name| module.passed_on.get(name));
        match stands_for {
            Some(whole) if whole != path => self.home(&[whole, &path[depth + 1..]].concat()),
            _ => module.name.clone(),
        }
    }
}

/// The name and the text of each module in a folder.
pub(crate) fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(folder, &mut Vec::new(), &mut files);
    files
}

fn collect(folder: &Path, name: &mut Name, files: &mut Vec<(String, String)>) {
    for entry in folder.read_dir().expect("it is a folder").map(|entry| entry.expect("it can be read")) {
        let path = entry.path();
        let stem = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        name.push(stem.clone());
        if path.is_dir() {
            collect(&path, name, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") && stem != "tests" {
            let root = name.len() == 1 && ["lib", "main"].contains(&stem.as_str());
            let text = std::fs::read_to_string(&path).expect("it can be read");
            files.push((if root { String::new() } else { name.join("::") }, text));
        }
        name.pop();
    }
}

impl Module {
    /// A path from the root of the crate, if it leads into the crate.
    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let above = path.iter().take_while(|part| *part == "super").count();
        let (start, rest) = match path.first()?.as_str() {
            "crate" => (0, &path[1..]),
            "self" => (self.name.len(), &path[1..]),
            "super" => (self.name.len().checked_sub(above)?, &path[above..]),
            child if self.children.iter().any(|of| of == child) => (self.name.len(), path),
            _ => return None,
        };
        Some([&self.name[..start], rest].concat())
    }

    fn use_tree(&mut self, tree: &UseTree, mut path: Vec<String>, public: bool) {
        let (last, name) = match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.to_string());
                return self.use_tree(&tree.tree, path, public);
            }
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.use_tree(tree, path.clone(), public));
            }
            UseTree::Glob(_) => (None, None),
            UseTree::Name(tree) => (Some(tree.ident.to_string()), Some(tree.ident.to_string())),
            UseTree::Rename(tree) => (Some(tree.ident.to_string()), Some(tree.rename.to_string())),
        };
        path.extend(last.filter(|last| last != "self"));
        let Some(path) = self.absolute(&path) else { return };
        if let Some(name) = name.filter(|_| public) {
            self.passed_on.insert(name, path.clone());
        }
        self.paths.push(path);
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|what| what.is_ident("test"))
    })
}

impl<'a> Visit<'a> for Module {
    fn visit_file(&mut self, file: &'a File) {
        let children = file.items.iter().filter_map(|item| match item {
            syn::Item::Mod(child) => Some(child.ident.to_string()),
            _ => None,
        });
        self.children = children.collect();
        visit::visit_file(self, file);
    }

    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        if !is_for_tests(&item.attrs) {
            let public = !matches!(item.vis, Visibility::Inherited);
            self.use_tree(&item.tree, Vec::new(), public);
        }
    }

    fn visit_visibility(&mut self, _: &'a Visibility) {
        // Who may see something is not what it uses.
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        // A name alone is one of this module, or was brought in by a `use`.
        self.paths.extend((names.len() > 1).then(|| self.absolute(&names)).flatten());
        visit::visit_path(self, path);
    }
}
