//! How often the expensive properties are tried.

use proptest::prelude::ProptestConfig;

/// The variable that says how many cases each expensive property gets: `all`, or a number.
const VARIABLE: &str = "PROPERTY_CASES";

/// How many cases an expensive property gets. Without the variable it is an eighth, so that
/// `cargo test` takes minutes; each run draws other cases. CI asks for all.
fn cases(all: u32) -> u32 {
    match std::env::var(VARIABLE) {
        Err(_) => (all / 8).max(4),
        Ok(asked) if asked == "all" => all,
        Ok(asked) => asked.parse().unwrap_or_else(|_| panic!("{VARIABLE} is a number or `all`")),
    }
}

/// The configuration of an expensive property: how many cases CI tries, and for how long a failing one is made smaller.
pub fn config(all: u32, max_shrink_iters: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let max_shrink_iters = max_shrink_iters.min(default.max_shrink_iters);
    ProptestConfig { cases: cases(all), max_shrink_iters, failure_persistence: None, ..default }
}

/// Of what happens at least so often in all cases: how often it happens at least in those that are tried.
pub fn at_least(often: usize) -> usize {
    // A few cases differ more among each other than many.
    if cases(u32::MAX) == u32::MAX { often } else { (often / 16).max(1) }
}
