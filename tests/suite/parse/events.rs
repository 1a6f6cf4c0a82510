//! Events: each kind takes the details that it uses, and every other one is kept as it is.

use advisory::event::BuiltIn;
use advisory::incident::{Event, EventKind};
use advisory::parse;

use super::{INCIDENT, complete, read_with};

/// Every detail that an event can have.
const DETAILS: &str = r#"
until = 2026-03-13T15:00:00Z
choice = "release-early"
attestation = "embargo-terms"
leaked = "the patch"
leaked-to = "a reporter"
assessment = "small"
distributor = "northcap"
draft = "notice"
channel = "users"
message-id = "<0a1b2c3d@lodestore.example>"
"#;

/// An event of this name that has every detail.
fn event(name: &str) -> Event {
    let text = format!("{}\n[[event]]\nat = 2026-03-03T10:00:00Z\nevent = \"{name}\"{DETAILS}", complete::INCIDENT);
    let reading = read_with(INCIDENT, &text);
    assert_eq!(reading.findings, [], "{name}");
    reading.portfolio.unwrap().incidents[0].events.last().unwrap().clone()
}

#[test]
fn every_name_is_read_as_its_kind() {
    for built_in in BuiltIn::ALL {
        let event = event(built_in.name());
        assert_eq!(event.kind.value.built_in(), Some(*built_in));
        assert_eq!(event.name(), built_in.name());
        assert!(event.is(*built_in) && BuiltIn::named(event.name()) == Some(*built_in));
    }
    let own = event("lead-named");
    assert_eq!(own.kind.value, EventKind::Custom("lead-named".parse().unwrap()));
    assert_eq!((own.name(), own.kind.value.built_in()), ("lead-named", None));
}

#[test]
fn a_kind_takes_the_details_that_it_uses_and_leaves_the_rest() {
    let used = |name: &str| -> Vec<&str> {
        let event = event(name);
        let rest: Vec<&str> = event.rest.entries().map(|(key, _)| key).collect();
        event.details().map(|(key, _)| key).filter(|key| !rest.contains(key)).collect()
    };
    let leak = ["leaked", "leaked-to", "assessment", "distributor"];
    for built_in in BuiltIn::ALL {
        let expected: &[&str] = match built_in {
            BuiltIn::EmbargoAgreed | BuiltIn::EmbargoMoved | BuiltIn::ReleaseMoved | BuiltIn::UpstreamMoved => {
                &["until"]
            }
            BuiltIn::Leaked | BuiltIn::EmbargoBroken => &leak,
            BuiltIn::BreakDecided => &["choice", "assessment"],
            BuiltIn::Attested => &["attestation"],
            BuiltIn::Sent => &["distributor", "draft", "channel", "message-id"],
            _ => &[],
        };
        assert_eq!(used(built_in.name()), expected, "{built_in}");
    }
    assert_eq!(used("lead-named"), [""; 0]);
}

#[test]
fn a_detail_is_found_whatever_the_kind_and_ends_an_embargo_only_where_it_should() {
    for name in BuiltIn::ALL.iter().map(|built_in| built_in.name()).chain(["lead-named"]) {
        let event = event(name);
        assert_eq!(event.details().count(), 10, "{name}");
        assert_eq!(event.leaked().unwrap().value, "the patch");
        assert_eq!(event.leaked_to().unwrap().value, "a reporter");
        assert_eq!(event.distributor().unwrap().value, "northcap");
        assert_eq!(event.embargo_end().is_some(), name == "embargo-agreed" || name == "embargo-moved", "{name}");
    }
}

#[test]
fn the_schema_has_every_detail() {
    let schema = parse::schema("incident.toml").unwrap();
    let keys = schema["definitions"]["event"]["properties"].as_object().unwrap();
    for (key, _) in event("reported").details() {
        assert!(keys.contains_key(key), "{key}");
    }
    assert_eq!(keys.len(), 6 + 17);
}
