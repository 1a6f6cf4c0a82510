//! CVSS vectors: what is one, where it goes wrong, and what it scores.

use advisory::cvss::{Score, Vector, VectorError, Version};
use proptest::prelude::*;

use crate::support;

mod counts;
mod scores;

fn vector(text: &str) -> Vector {
    text.parse().unwrap_or_else(|e: VectorError| panic!("{text}: {e}"))
}

/// The message, the text it points at, and the help.
fn refusal(text: &str) -> (String, &str, String) {
    let error = text.parse::<Vector>().expect_err(text);
    (error.message, &text[error.range], error.help.unwrap_or_default())
}

#[test]
fn the_examples_of_first_have_the_scores_that_first_gives_them() {
    for (text, score, rating) in [
        ("AV:N/AC:L/Au:N/C:N/I:N/A:C", "7.8", "high"),
        ("AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C", "10.0", "high"),
        ("AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:N/TD:N/CR:M/IR:M/AR:M", "6.2", "medium"),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "6.1", "medium"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "6.1", "medium"),
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", "6.4", "medium"),
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", "3.1", "low"),
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", "9.9", "critical"),
        ("CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", "4.2", "medium"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "7.5", "high"),
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N", "6.8", "medium"),
        ("CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "6.8", "medium"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H", "9.6", "critical"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "0.0", "none"),
        ("CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "7.3", "high"),
        ("CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "7.7", "high"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", "8.7", "high"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", "10.0", "critical"),
        ("CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N", "4.6", "medium"),
    ] {
        let vector = vector(text);
        assert_eq!((vector.score().to_string().as_str(), vector.rating().as_str()), (score, rating), "{text}");
        assert_eq!(vector.to_string(), text);
    }
}

#[test]
fn every_metric_is_spelled_out_in_the_order_of_the_vector() {
    let spelled = |text: &str| {
        let metrics = vector(text).metrics();
        let letters: Vec<_> = metrics.iter().map(|m| format!("{}:{}", m.abbreviation, m.letter)).collect();
        assert!(text.ends_with(&letters.join("/")), "{text}");
        metrics.iter().map(|m| format!("{}: {}", m.name, m.value)).collect::<Vec<_>>()
    };
    assert_eq!(
        spelled("CVSS:3.1/S:C/AV:A/AC:H/PR:L/UI:R/C:H/I:L/A:N/RC:R"),
        [
            "Scope: Changed",
            "Attack Vector: Adjacent",
            "Attack Complexity: High",
            "Privileges Required: Low",
            "User Interaction: Required",
            "Confidentiality: High",
            "Integrity: Low",
            "Availability: None",
            "Report Confidence: Reasonable",
        ]
    );
    let v4 = spelled("CVSS:4.0/AV:P/AC:L/AT:P/PR:H/UI:A/VC:H/VI:L/VA:N/SC:H/SI:L/SA:N/MSI:S/U:Amber");
    assert_eq!(v4[2], "Attack Requirements: Present");
    assert_eq!(v4[4], "User Interaction: Active");
    assert_eq!(v4[5], "Vulnerable System Confidentiality Impact: High");
    assert_eq!(v4[11..], ["Modified Subsequent System Integrity: Safety", "Provider Urgency: Amber"]);
    assert_eq!(spelled("AV:A/AC:M/Au:S/C:P/I:C/A:N")[1..3], ["Access Complexity: Medium", "Authentication: Single"]);
}

#[test]
fn a_vector_that_is_cut_off_says_what_is_missing() {
    let (message, at, help) = refusal("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U");
    assert_eq!(message, "this CVSS 3.1 vector is incomplete");
    assert_eq!(at, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U");
    assert_eq!(help, "missing: C, I, A");
    for whole in [
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N",
        "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
        "AV:N/AC:L/Au:N/C:N/I:N/A:C",
    ] {
        for end in 0..whole.len() {
            let error = whole[..end].parse::<Vector>().expect_err(&whole[..end]);
            assert!(error.range.end <= end && error.help.is_some(), "{:?}", &whole[..end]);
        }
    }
}

#[test]
fn an_error_points_at_the_metric_it_is_about() {
    for (text, message, at, help) in [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/AV:N", "`AV` occurs twice", "AV:N", "keep one"),
        ("CVSS:3.1/AV:n/AC:L", "Attack Vector (`AV`) can't be `n`", "AV:n", "write `AV:N`"),
        ("CVSS:3.1/av:N/AC:L", "CVSS 3.1 has no metric `av`", "av:N", "write `AV`"),
        ("CVSS:3.1/AV:Q", "Attack Vector (`AV`) can't be `Q`", "AV:Q", "known: N (Network), A (Adjacent)"),
        ("CVSS:3.1/AV:", "Attack Vector (`AV`) has no value", "AV:", "known: N"),
        ("CVSS:3.1/AV:N/AT:N", "CVSS 3.1 has no metric `AT`", "AT:N", "CVSS:4.0/"),
        ("CVSS:4.0/AV:N/AT:N/AC:L", "`AC` is out of order", "AC:L", "AV, AC, AT"),
        ("CVSS:3.1/AV:N/P", "`P` is not a metric and its value", "P", "`AV:N`"),
        ("CVSS:3.1/AV:N//AC:L", "a metric is missing here, or there is an extra slash", "", "`AV:N`"),
        ("CVSS:3.1/é:ü/AC:L", "CVSS 3.1 has no metric `é`", "é:ü", "known: AV"),
        ("CVSS:3.2/AV:N", "CVSS `3.2` is not known", "CVSS:3.2", "`CVSS:3.1/`"),
        ("cvss:3.1/AV:N", "the prefix must be in capital letters", "cvss", "`CVSS:3.1/`"),
        ("(AV:N/AC:L/Au:N/C:N/I:N/A:C)", "a vector has no parentheses", "(AV:N/AC:L/Au:N/C:N/I:N/A:C)", "remove"),
        ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS 2.0 has no metric `PR`", "PR:N", "`CVSS:3.1/`"),
        ("9.8", "`9.8` is not a CVSS vector", "9.8", "a vector starts with"),
        (" CVSS:3.1/AV:N", "a vector has no spaces", " CVSS:3.1/AV:N", "calculator"),
    ] {
        let found = refusal(text);
        assert!(found.0.starts_with(message), "{text}: {found:?}");
        assert_eq!(found.1, at, "{text}: {found:?}");
        assert!(found.2.contains(help), "{text}: {found:?}");
    }
}

#[test]
fn a_message_does_not_repeat_a_whole_hostile_text() {
    let (message, ..) = refusal(&format!("CVSS:3.1/{}:N", "\u{202e}A".repeat(100_000)));
    assert!(message.len() < 400 && !message.contains('\u{202e}'), "{message}");
}

#[test]
#[ignore = "needs ../shared/corpora/rustsec-advisory-db.tar.gz"]
fn the_vectors_of_real_advisories_are_read_or_refused_with_a_place() {
    let archive = support::shared("corpora/rustsec-advisory-db.tar.gz");
    let text = std::process::Command::new("tar").arg("-xOzf").arg(archive).output().unwrap().stdout;
    let text = String::from_utf8_lossy(&text);
    let vectors: Vec<_> = text.lines().filter_map(|l| l.strip_prefix("cvss = \"")?.strip_suffix('"')).collect();
    assert!(vectors.len() > 400, "{}", vectors.len());
    for text in vectors {
        match text.parse::<Vector>() {
            Ok(vector) => assert!(!vector.metrics().is_empty() && vector.score() <= Score(100), "{text}"),
            Err(error) => assert!(text.get(error.range.clone()).is_some(), "{text}: {error}"),
        }
    }
}

/// A base vector of any version.
fn base() -> impl Strategy<Value = String> {
    let of = |prefix: &'static str, metrics: &'static [(&'static str, &'static str)]| {
        let parts: Vec<_> = metrics
            .iter()
            .map(|(name, values)| {
                proptest::sample::select(values.split(',').collect::<Vec<_>>()).prop_map(move |v| format!("{name}:{v}"))
            })
            .collect();
        parts.prop_map(move |parts| format!("{prefix}{}", parts.join("/")))
    };
    const V2: &[(&str, &str)] =
        &[("AV", "L,A,N"), ("AC", "H,M,L"), ("Au", "M,S,N"), ("C", "N,P,C"), ("I", "N,P,C"), ("A", "N,P,C")];
    const V3: &[(&str, &str)] = &[
        ("AV", "N,A,L,P"),
        ("AC", "L,H"),
        ("PR", "N,L,H"),
        ("UI", "N,R"),
        ("S", "U,C"),
        ("C", "H,L,N"),
        ("I", "H,L,N"),
        ("A", "H,L,N"),
    ];
    const V4: &[(&str, &str)] = &[
        ("AV", "N,A,L,P"),
        ("AC", "L,H"),
        ("AT", "N,P"),
        ("PR", "N,L,H"),
        ("UI", "N,P,A"),
        ("VC", "H,L,N"),
        ("VI", "H,L,N"),
        ("VA", "H,L,N"),
        ("SC", "H,L,N"),
        ("SI", "H,L,N"),
        ("SA", "H,L,N"),
    ];
    prop_oneof![of("", V2), of("CVSS:3.0/", V3), of("CVSS:3.1/", V3), of("CVSS:4.0/", V4)]
}

proptest! {
    #[test]
    fn a_base_vector_is_read_printed_as_it_was_and_scored_in_range(text in base()) {
        let vector = vector(&text);
        prop_assert_eq!(vector.as_str(), &text);
        prop_assert!(vector.score() <= Score(100));
        let impact = vector.metrics().iter().any(|m| m.name.ends_with("Impact") && m.letter != "N");
        if vector.version() == Version::V4 {
            prop_assert_eq!(impact, vector.score() > Score(0));
        }
    }

    #[test]
    fn a_3_x_vector_scores_the_same_in_any_order(
        text in base().prop_filter("3.x", |t| t.starts_with("CVSS:3.")),
        seed in proptest::collection::vec(any::<u64>(), 8),
    ) {
        let mut parts: Vec<_> = text.split('/').skip(1).zip(&seed).collect();
        parts.sort_by_key(|(_, key)| **key);
        let parts: Vec<_> = parts.into_iter().map(|(part, _)| part).collect();
        let shuffled = vector(&format!("{}/{}", &text[..8], parts.join("/")));
        prop_assert_eq!(shuffled.score(), vector(&text).score());
    }

    #[test]
    fn no_text_makes_it_panic(text in "(CVSS:(3.1|4.0)/)?([A-Za-zé]{0,3}:?[A-Za-z]{0,2}/?){0,14}") {
        if let Err(error) = text.parse::<Vector>() {
            prop_assert!(text.get(error.range).is_some());
        }
    }
}
