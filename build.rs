//! Presets and templates are embedded: a changed or added file rebuilds the program.
#![allow(clippy::print_stdout)] // how a build script speaks to Cargo

fn main() {
    for folder in ["src/policy/presets", "site-templates"].into_iter().filter(|f| std::path::Path::new(f).exists()) {
        println!("cargo:rerun-if-changed={folder}");
    }
}
