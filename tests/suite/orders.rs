//! Orders of versions, compared with the tools that define them. `tests/orders/generate.py` asks
//! the tools and writes the lists.

use std::cmp::Ordering;
use std::fs;
use std::path::Path;

use advisory::version::{Order, Version};

/// Returns the versions of a list, each with its place. Equal versions have the same place.
fn list(order: Order) -> Vec<(Version, usize)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/orders/{order}.txt"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let places = text.lines().enumerate();
    let versions = places.flat_map(|(place, line)| line.split(' ').map(move |version| (version.to_owned(), place)));
    let read = |(text, place): (String, usize)| {
        let version = Version::parse(&text, order).unwrap_or_else(|error| panic!("{order}: {error}"));
        assert_eq!(version.as_str(), text, "a version keeps its spelling");
        (version, place)
    };
    versions.map(read).collect()
}

#[test]
fn every_pair_is_ordered_as_the_ecosystem_s_tool_orders_it() {
    for order in Order::all() {
        let versions = list(order);
        let mut different = Vec::new();
        for (a, a_place) in &versions {
            for (b, b_place) in &versions {
                if a.cmp(b) != a_place.cmp(b_place) {
                    different.push(format!("{a} {:?} {b}, not {:?}", a_place.cmp(b_place), a.cmp(b)));
                }
            }
        }
        let first = &different[..different.len().min(12)];
        assert!(different.is_empty(), "{order}: {} differ, such as {first:#?}", different.len());
        let least = 90_000;
        assert!(versions.len().pow(2) > least, "{order}: {} versions", versions.len());
    }
}

/// What the lists cannot hold: spellings that more than one tool refuses, and pairs that matter.
#[test]
fn known_pairs_are_in_order() {
    let pairs = [
        (Order::SemVer, "v1.2.0-rc10", "1.2.0-rc2"),
        (Order::Build, "1.0.0+0", "1.0.0+2"),
        (Order::Pep440, "1.0rc1", "1.0"),
        (Order::Pep440, "1.2.21.7", "1.2.21.10"),
        (Order::Maven, "1.0.0.alpha", "1-1"),
        (Order::Maven, "31.1-android", "31.1-jre"),
        (Order::RubyGems, "6.0.0", "6.0.3.1"),
        (Order::NuGet, "1.0.0-Beta.2", "1.0.0-beta.10"),
        (Order::Composer, "1.9.9", "1.x-dev"),
        (Order::Debian, "1.2-3", "1.2-3+deb12u1"),
        (Order::Rpm, "1.2.3-150500.3.3.1", "1.2.3-150500.3.10.1"),
        (Order::Alpine, "1.2.3-r9", "1.2.3-r10"),
        (Order::Alpine, "1.2.3", "1.2.3-r0"),
        (Order::Pvp, "1.0", "1.0.0"),
        (Order::Cran, "0.1", "0.1-2"),
        (Order::Drupal, "7.x-3.0", "8.x-1.0"),
        (Order::Drupal, "8.x-1.0-unstable1", "8.x-1.0-alpha1"),
        (Order::Numeric, "1.2.21.7", "1.2.21.10"),
        (Order::Letters, "1.1.1z", "1.1.1za"),
        (Order::Date, "2024-05-31", "20240531.2"),
        (Order::Kernel, "6.1-rc10", "6.1"),
    ];
    for (order, low, high) in pairs {
        let [low, high] = [low, high].map(|text| Version::parse(text, order).unwrap());
        assert_eq!(low.cmp(&high), Ordering::Less, "{order}: {low} and {high}");
    }
}

#[test]
fn a_text_that_is_not_a_version_in_its_order_is_refused_by_name() {
    for order in Order::all() {
        for text in ["", "-", "latest", "1.0 or later", "1.0,", "<1.0", "*", "é1"] {
            let error = Version::parse(text, order).err().map(|error| error.to_string());
            let error = error.unwrap_or_else(|| panic!("{order} takes `{text}`"));
            assert!(error.contains(order.example()) && error.contains(text), "{error}");
        }
    }
    for (order, text) in [
        (Order::SemVer, "1.2.21.7"),
        (Order::SemVer, "1.0rc1"),
        (Order::Debian, "1.2-"),
        (Order::Pvp, "1.2-3"),
        (Order::NuGet, "1.2.3.4.5"),
        (Order::Kernel, "6.1-rc"),
        (Order::Date, "2024-13-01"),
        (Order::Letters, "1.1.1W"),
    ] {
        assert!(Version::parse(text, order).is_err(), "{order} takes `{text}`");
    }
    assert_eq!("Maven".parse::<Order>().unwrap_err().to_string().matches("maven").count(), 1);
}
