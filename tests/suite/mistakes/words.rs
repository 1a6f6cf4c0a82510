//! Words that are none of a closed set.

use super::Desk;

#[test]
fn a_word_that_is_none_of_a_closed_set_is_refused_with_the_words_that_are() {
    let desk = Desk::with_incident("rook");
    desk.done("03T10:00", "record still-water leaked --leaked it --leaked-to a-forum --by ada");
    for (line, words) in [
        ("record still-water break-decided --choice maybe --by ada", "continue, release-early"),
        ("embargo still-water decide maybe --assessment x --by ada", "release-early, continue"),
        ("record still-water private-request-answered --choice maybe --by ada", "agreed, declined"),
        ("record still-water rejected --outcome maybe --by ada", "duplicate, bug, hardening, by-design"),
        ("record still-water waiver --waiver maybe --step release --by ada", "low-severity-slowdown"),
        ("record still-water attested --attestation maybe --by ada", "announce-actionable, communication-plan"),
        ("record still-water decision --step maybe --take --by ada", "acknowledge, announce, ask-private"),
        ("sent still-water maybe --by ada", "acknowledge, team-named, fix-complete"),
        ("sent still-water announce --to maybe --by ada", "announce"),
        ("draft still-water maybe", "acknowledge, team-named, fix-complete"),
        ("import maybe x --by ada", "rustsec, osv, ghsa"),
        ("init --policy maybe other", "generic, rook, vitess"),
    ] {
        let said = desk.line("04T10:00", line);
        let all = said.all().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.code != 0 && all.contains(words), "{line}: {words}\n{all}");
    }
}
