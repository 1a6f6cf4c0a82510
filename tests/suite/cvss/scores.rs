//! The scores of a vector against those of an independent library, and what they are called.

use std::fmt::Write as _;

use advisory::cvss::{NamedScore, Score, Vector, VectorError};

fn vector(text: &str) -> Vector {
    text.parse().unwrap_or_else(|e: VectorError| panic!("{text}: {e}"))
}

fn named(text: &str) -> String {
    let mut line = String::new();
    for NamedScore { name, score, rating } in vector(text).scores() {
        let _ = write!(line, "{name} {score} {rating}, ");
    }
    format!("{line}counts {}", vector(text).counts().name)
}

#[test]
fn every_score_is_the_one_that_an_independent_library_gives() {
    let table = match std::env::var("CVSS_TABLE") {
        Ok(path) => std::fs::read_to_string(path).unwrap(),
        Err(_) => include_str!("table.tsv").to_owned(),
    };
    let mut wrong = Vec::new();
    let mut compared = 0;
    for line in table.lines().filter(|l| !l.starts_with('#')) {
        let (text, scores) = line.split_once('\t').unwrap();
        let given: Vec<_> = scores.split('\t').collect();
        for named in vector(text).scores() {
            let column = match named.name.as_str() {
                "Base" | "CVSS-B" => 0,
                "Environmental" => 2,
                _ => 1,
            };
            compared += 1;
            if given[column] != named.score.to_string() {
                wrong.push(format!("{text}: {} is {}, not {}", named.name, given[column], named.score));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    assert!(compared > 800, "{compared}");
}

/// Where the `cvss` crate is a tenth high, or was seen to round otherwise than the specification.
#[test]
fn what_is_on_a_tenth_stays_there() {
    for (text, name, score) in [
        ("CVSS:3.0/AV:L/AC:H/PR:L/UI:R/S:C/C:L/I:N/A:N/RC:U", "Temporal", 23),
        ("CVSS:3.0/AV:L/AC:H/PR:L/UI:R/S:C/C:L/I:N/A:N/RC:U/CR:M", "Environmental", 23),
        ("CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:C/C:L/I:N/A:N/RC:U", "Temporal", 23),
    ] {
        let scored = vector(text);
        let found = scored.scores().find(|s| s.name.as_str() == name).unwrap();
        assert_eq!(found.score, Score(score), "{text}");
    }
}

#[test]
fn a_score_is_named_by_the_metrics_that_are_defined_for_it() {
    let v3 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
    let v4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";
    for (text, scores) in [
        ("AV:N/AC:L/Au:N/C:N/I:N/A:C", "Base 7.8 high, counts Base"),
        ("AV:N/AC:L/Au:N/C:N/I:N/A:C/E:ND", "Base 7.8 high, counts Base"),
        (
            "AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H",
            "Base 7.8 high, Temporal 6.4 medium, Environmental 9.2 high, counts Base",
        ),
        (v3, "Base 9.8 critical, counts Base"),
        (&format!("{v3}/E:X/MAV:X"), "Base 9.8 critical, counts Base"),
        (&format!("{v3}/E:P/RL:O"), "Base 9.8 critical, Temporal 8.8 high, counts Base"),
        (&format!("{v3}/MAV:P"), "Base 9.8 critical, Environmental 6.8 medium, counts Base"),
        (v4, "CVSS-B 9.3 critical, counts CVSS-B"),
        (&format!("{v4}/E:X"), "CVSS-B 9.3 critical, counts CVSS-B"),
        (&format!("{v4}/MAV:X/S:P/U:Red"), "CVSS-B 9.3 critical, counts CVSS-B"),
        (&format!("{v4}/E:U"), "CVSS-B 9.3 critical, CVSS-BT 8.1 high, counts CVSS-BT"),
        (&format!("{v4}/E:X/CR:H"), "CVSS-B 9.3 critical, CVSS-BE 9.3 critical, counts CVSS-BE"),
        (&format!("{v4}/E:A/CR:H"), "CVSS-B 9.3 critical, CVSS-BTE 9.3 critical, counts CVSS-BTE"),
    ] {
        assert_eq!(named(text), scores, "{text}");
    }
}
