//! Versions, their order, and ranges of them.

use advisory::version::{Bound, End, Order, Range, Version};
use proptest::prelude::*;

fn version(text: &str) -> Version {
    text.parse().unwrap()
}

fn range(introduced: &str, fixed: &str, last: &str) -> Range {
    let optional = |text: &str| (!text.is_empty()).then(|| version(text));
    Range::new(optional(introduced), optional(fixed), optional(last))
}

#[test]
fn versions_are_read_as_projects_write_them() {
    assert_eq!(version("v1.16.4"), version("1.16.4"));
    assert_eq!(version("19.0"), version("19.0.0"));
    assert_eq!(version("v2.0.0+incompatible"), version("2.0.0"));
    assert_eq!(version("2026.03"), version("2026.3.0"));
    assert_eq!(version("v19.0").as_str(), "v19.0");
    assert_eq!(format!("{:>6}|", version("19.0")), "  19.0|");
}

#[test]
fn what_is_no_version_is_refused() {
    for text in [
        "",
        "v",
        "main",
        "1.",
        ".1",
        "1..2",
        "1.2.3.4",
        "1.2.3-",
        "1.2-rc_1",
        "+1.2",
        "1.+2",
        "-1",
        "1.2 ",
        "V1.2",
        "99999999999999999999.0",
        "1.2.3+",
        "1.2.3+é",
    ] {
        assert!(text.parse::<Version>().is_err(), "{text}");
    }
    let error = "1.\u{1b}[31m".parse::<Version>().unwrap_err().to_string();
    assert_eq!(error, "`1.\\u{1b}[31m` is not a version such as 1.16.4, 19.0 or v2.0.0-rc1");
}

#[test]
fn releases_are_in_the_order_they_were_made() {
    let order =
        ["v0.0.0-20230101000000-abcdef123456", "0.0.0", "1.9.0", "1.16.0-alpha", "1.16-rc1", "1.16", "1.16.1", "19.0"];
    assert!(order.map(version).is_sorted_by(|a, b| a < b));
}

#[test]
fn a_version_is_on_the_line_whose_numbers_it_begins_with() {
    let patch = version("v1.16.4");
    for line in ["1.16", "v1.16", "release-1.16", "1", "1.16.x", "v1.16.4", "stable-1.16-lts"] {
        assert_eq!(patch.is_on(line), Some(true), "{line}");
    }
    for line in ["1.1", "1.6", "1.160", "16", "release-1.16.5", "release-19.0"] {
        assert_eq!(patch.is_on(line), Some(false), "{line}");
    }
    assert_eq!(patch.is_on("main"), None);
    assert_eq!(version("19.0.8-rc1").is_on("release-19.0"), Some(true));
    assert_eq!(patch.is_on("1.16.4.1"), Some(false));
    let drupal = |text: &str| Version::parse(text, Order::Drupal).unwrap();
    for (text, line, expected) in [
        ("8.x-1.5", "8.x-1.x", true),
        ("8.x-1.5-beta2", "8.x-1", true),
        ("1.5.0", "8.x-1.x", true),
        ("8.x-2.0", "8.x-1.x", false),
        ("8.x-8.1", "8.x-1.x", false),
        ("7.x-1.5", "8.x-1.x", false),
        ("7.x-1.5", "7.x-1.x", true),
        ("2.3.4", "2.3.x", true),
    ] {
        assert_eq!(drupal(text).is_on(line), Some(expected), "{text} {line}");
    }
}

#[test]
fn a_range_holds_its_first_version_and_not_its_fixed_one() {
    let fixed = range("1.16.0", "1.16.4", "");
    assert!(fixed.contains(&version("1.16.0")) && fixed.contains(&version("1.16.4-rc1")));
    assert!(!fixed.contains(&version("1.16.4")) && !fixed.contains(&version("1.15.9")));
    assert!(range("", "", "1.15.9").contains(&version("1.15.9")));
    assert!(!range("", "", "1.15.9").contains(&version("1.15.10")));
    assert!(range("", "", "").contains(&version("0.0.0-0")));
    assert_eq!(range("1.0", "1.2", "1.3"), range("1.0", "1.2", ""));
}

#[test]
fn ranges_that_only_touch_do_not_overlap() {
    let first = range("1.0", "1.2", "");
    for (other, overlaps) in [
        (range("1.2", "", ""), false),
        (range("1.2-rc1", "", ""), true),
        (range("", "1.0", ""), false),
        (range("", "", "1.0"), true),
        (range("1.1", "1.1", ""), false),
        (range("", "", ""), true),
    ] {
        assert_eq!(first.overlaps(&other), overlaps, "{other:?}");
    }
    assert!(
        range("1.2", "1.2", "").is_empty() && range("1.2", "1.1", "").is_empty() && range("1.2", "", "1.1").is_empty()
    );
    assert!(!range("1.2", "", "1.2").is_empty() && !range("", "", "").is_empty());
}

fn any_version() -> impl Strategy<Value = Version> {
    "v?[0-3](\\.[0-3]){0,2}(-(rc[0-3]|[0-3]|alpha\\.[0-3]))?(\\+x)?".prop_map(|text| version(&text))
}

fn any_range() -> impl Strategy<Value = Range> {
    let optional = || proptest::option::of(any_version());
    (optional(), optional(), optional()).prop_map(|(introduced, fixed, last)| Range::new(introduced, fixed, last))
}

proptest! {
    #[test]
    fn the_order_is_total(a in any_version(), b in any_version(), c in any_version()) {
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a == b, a.cmp(&b).is_eq());
        prop_assert!(!(a <= b && b <= c) || a <= c);
    }

    #[test]
    fn a_range_never_holds_its_fixed_version(introduced in any_version(), fixed in any_version()) {
        let range = Range::new(Some(introduced), Some(fixed.clone()), None);
        prop_assert!(!range.contains(&fixed));
    }

    #[test]
    fn overlapping_is_symmetric_and_means_a_version_in_both(a in any_range(), b in any_range(), v in any_version()) {
        prop_assert_eq!(a.overlaps(&b), b.overlaps(&a));
        prop_assert_eq!(a.overlaps(&a), !a.is_empty());
        prop_assert!(!(a.contains(&v) && b.contains(&v)) || a.overlaps(&b));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}") {
        if let Ok(version) = text.parse::<Version>() {
            prop_assert_eq!(version.as_str(), text);
        }
    }
}

#[test]
fn a_package_numbers_releases_in_its_own_way() {
    use advisory::version::{Numbering, Range};
    let go: Numbering = "0.{major}.{patch}".parse().unwrap();
    let number = |release: &str| go.of(&version(release)).map(|number| number.semver());
    assert_eq!(number("22.0.4").as_deref(), Some("0.22.4"));
    assert_eq!(number("23.0.0-rc1").as_deref(), Some("0.23.0-rc1"));
    assert_eq!(number("22.1.0"), None, "there is no such module");
    assert_eq!(go.release(&version("0.22.4")), Some(version("22.0.4")));
    assert_eq!(go.release(&version("1.22.4")), None);
    let ranges = [("22.0.0", "22.0.4", "0.22.0", "0.22.4"), ("21.1.0", "22.1.0", "0.22.0-0", "0.23.0-0")];
    for (introduced, fixed, from, to) in ranges {
        let range = |a, b| Range::new(Some(version(a)), Some(version(b)), None);
        assert_eq!(go.range(&range(introduced, fixed)), range(from, to));
    }
    for bad in [
        "",
        "0.1.2",
        "{major}",
        "{major}.{minor}",
        "{minor}.{major}.0",
        "{major}.{major}.0",
        "01.{major}.0",
        "{major}.{patch}.{minor}",
        "-1.{major}.0",
    ] {
        assert!(bad.parse::<Numbering>().is_err(), "{bad}");
    }
}

proptest::proptest! {
    /// A range has the numbers of exactly the releases that are in it, whatever the pattern keeps of them.
    #[test]
    fn a_package_s_range_has_the_numbers_of_the_range_s_releases(
        parts in proptest::array::uniform5((proptest::array::uniform3(0u64..4), proptest::sample::select(vec!["", "", "-0", "-rc.1"]))),
        last in proptest::bool::ANY,
        which in 0..5usize,
    ) {
        use advisory::version::{Numbering, Range};
        let pattern = ["0.{major}.{patch}", "{major}.{minor}.{patch}", "{major}.0.{minor}", "7.{major}.{minor}", "{major}.{minor}.3"][which];
        let numbering: Numbering = pattern.parse().unwrap();
        let of = |([a, b, c], pre): ([u64; 3], &str)| version(&format!("{a}.{b}.{c}{pre}"));
        let end = Some(of(parts[1]));
        let range = Range::new(Some(of(parts[0])), end.clone().filter(|_| !last), end.filter(|_| last));
        let numbered = numbering.range(&range);
        for release in parts.map(of) {
            let Some(number) = numbering.of(&release) else { continue };
            proptest::prop_assert_eq!(numbered.contains(&number), range.contains(&release), "{} as {}", release, number);
            proptest::prop_assert_eq!(numbering.release(&number), Some(release));
        }
    }
}

#[test]
fn a_bound_is_kept_as_it_is_written_and_read_where_it_is_a_version() {
    let bound = |text: &str| text.parse::<Bound>().unwrap();
    assert_eq!(bound("v1.16").version(), Some(&version("1.16.0")));
    assert_eq!(bound("1.16.x").version(), None);
    for text in ["v1.16", "1.16.x", "", "0"] {
        assert_eq!((bound(text).as_str(), bound(text).to_string()), (text, text.to_owned()));
        assert_eq!(serde_json::to_value(bound(text)).unwrap(), text);
    }
    assert_ne!(bound("v1.16"), bound("1.16.0"), "texts, not versions");
}

#[test]
fn an_affected_entry_ends_once_and_says_what_is_beyond_that() {
    use advisory::incident::Affected;
    use advisory::source::{Span, Spanned};
    let entry = |keys: [&str; 3]| {
        let key = |text: &str| (text != "-").then(|| Spanned::new(text.parse::<Bound>().unwrap(), 0..0));
        let [introduced, fixed, last_affected] = keys.map(key);
        Affected::new(introduced, fixed, last_affected, Span::default())
    };
    let both = entry(["1.0", "1.2", "1.1"]);
    assert!(matches!(both.range.end, End::Fixed(_)) && both.second_end.is_some());
    assert_eq!(both.bounds().map(|bound| bound.value.as_str()).collect::<Vec<_>>(), ["1.0", "1.2", "1.1"]);
    assert!(both.versions().unwrap().contains(&version("1.1.5")));
    let last = entry(["-", "-", "1.1"]);
    assert_eq!((last.last_affected().map(|b| b.as_str()), &last.second_end), (Some("1.1"), &None));
    for nothing in [["-", "-", "-"], ["1.0", "soon", "-"], ["1.0", "1.2", "soon"]] {
        assert_eq!(entry(nothing).versions(), None, "{nothing:?}");
    }
}
