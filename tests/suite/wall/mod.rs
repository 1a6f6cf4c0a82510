//! The wall, on generated portfolios: what is embargoed leaves no trace in anything public.
//!
//! The oracle for "is this public?" is the few lines of [`generate::Spec::is_public`], written from the rule and not
//! from the code.

mod generate;

use advisory::advisory::disclose;
use advisory::case::Case;
use advisory::plan::Plan;
use advisory::{build, parse};
use proptest::prelude::*;

use generate::{Portfolio, portfolio};

/// Generated portfolios for each property.
const CASES: u32 = 256;

fn site(portfolio: &Portfolio) -> Result<Plan, Vec<String>> {
    let reading = parse::portfolio(portfolio.tree());
    let model = reading.portfolio.expect("the generated project, policy and team can be read");
    let built = build::public(model, reading.findings, portfolio.now());
    built.site.ok_or_else(|| built.findings.iter().map(|f| format!("{} at {:?}", f.message, f.primary)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Byte for byte: files, names, order and contents.
    #[test]
    fn the_public_build_is_that_of_the_portfolio_without_its_embargoed_incidents(portfolio in portfolio()) {
        let whole = site(&portfolio);
        let without = site(&portfolio.without_embargoed());
        prop_assert_eq!(whole, without);
    }

    /// What the oracle calls public is public, and nothing else is.
    #[test]
    fn the_gate_opens_for_what_is_approved_and_past_its_embargo_and_for_nothing_else(portfolio in portfolio()) {
        let reading = parse::portfolio(portfolio.tree());
        let model = reading.portfolio.expect("readable");
        for incident in &model.incidents {
            let spec = portfolio.spec(incident.handle.as_str());
            let disclosed = disclose(&Case::new(&model, incident, portfolio.now())).is_ok();
            prop_assert_eq!(disclosed, spec.is_public(portfolio.now) && !spec.broken, "{:?} at {}", spec, portfolio.now);
        }
    }

    /// Every private field holds a canary, and so does every public field of an embargoed incident.
    #[test]
    fn no_canary_gets_out(portfolio in portfolio()) {
        if let Ok(site) = site(&portfolio) {
            for (path, bytes) in site.iter() {
                let text = String::from_utf8_lossy(bytes);
                for leak in portfolio.canaries() {
                    prop_assert!(!text.contains(&leak) && !path.contains(&leak), "{} holds {}", path, leak);
                }
            }
        }
    }

    /// The same tree and instant: the same bytes, whatever the order the files were listed in and however many threads
    /// build.
    #[test]
    fn a_build_is_a_function_of_tree_and_now(portfolio in portfolio()) {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let alone = pool.install(|| site(&portfolio.reversed()));
        prop_assert_eq!(site(&portfolio), alone);
    }
}

/// Every file below a folder, with its bytes.
type Files = Vec<(String, Vec<u8>)>;

/// What a build in a log that others may read shows: exit status, stdout, stderr, and the public files.
fn seen(portfolio: &Portfolio) -> (Option<i32>, String, String, Files) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in portfolio.files() {
        let path = folder.path().join("in").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_advisory"))
        .current_dir(folder.path())
        .env("CI", "true")
        .args(["-C", "in", "--now", &portfolio.now().to_string(), "build", "--out", "out"])
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let site = folder.path().join("out/site");
    let files = if site.exists() { crate::support::files(&site) } else { Files::new() };
    (output.status.code(), text(output.stdout), text(output.stderr), files)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, max_shrink_iters: 50, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same through the program: stdout, stderr, exit status and files, in a log that others may read.
    #[test]
    fn the_program_says_and_writes_the_same_without_the_embargoed_incidents(portfolio in portfolio()) {
        let without = portfolio.without_embargoed();
        let (one, other) = std::thread::scope(|scope| {
            let other = scope.spawn(|| seen(&without));
            (seen(&portfolio), other.join().unwrap())
        });
        prop_assert!(matches!(one.0, Some(0 | 1)), "{:?}", one);
        prop_assert_eq!(one, other);
    }
}

/// The generator makes what the properties are about: otherwise they would hold of nothing.
#[test]
fn generated_portfolios_hold_public_embargoed_forthcoming_and_broken_incidents() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut public, mut embargoed, mut noticed, mut broken, mut sites) = (0, 0, 0, 0, 0); // sites: those that show an advisory
    for _ in 0..128 {
        let portfolio = portfolio().new_tree(&mut runner).unwrap().current();
        for spec in &portfolio.specs {
            public += u32::from(spec.is_public(portfolio.now));
            embargoed += u32::from(spec.is_embargoed(portfolio.now));
            noticed += u32::from(spec.is_noticed(portfolio.now));
            broken += u32::from(spec.broken);
        }
        let shows = portfolio.specs.iter().any(|s| s.is_public(portfolio.now));
        sites += u32::from(shows && site(&portfolio).is_ok());
    }
    assert!(
        public > 20 && embargoed > 20 && noticed > 5 && broken > 3 && sites > 30,
        "{public} {embargoed} {noticed} {broken} {sites}"
    );
}
