//! What is found in a list that somebody wrote by hand.

use super::Desk;

/// A member that joined on a day of 2027, and other keys.
fn member(id: &str, joined: Option<&str>, more: &str) -> String {
    let joined = joined.map_or_else(String::new, |day| format!("joined = 2027-{day}\n"));
    let answers = ["active", "users", "track-record", "not-rebuild", "contributor"];
    let answers = answers.map(|criterion| format!("{criterion} = \"https://{id}.example\"\n")).concat();
    format!(
        "\n[[member]]\nid = \"{id}\"\nname = \"{id}\"\ncontacts = [\"psirt@{id}.example\"]\n{joined}embargo-accepted = 2027-01-01\nreview = 2028-01-01\nby = \"ada\"\n{more}\n[member.criteria]\n{answers}"
    )
}

/// The messages of a rule on 3 March about these members.
fn found(rule: &str, members: &[String]) -> Vec<String> {
    let desk = Desk::new("rook");
    desk.edit("distributors.toml", |text| text + &members.concat());
    let found = desk.run("03T10:00", &["check", "--format", "json"]).json();
    let found = found["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule);
    found
        .map(|finding| format!("{}: {}", finding["severity"].as_str().unwrap(), finding["message"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_voucher_was_on_the_list_before_and_is_not_vouched_for_in_return() {
    let first = member("northcap", Some("01-10"), "vouched-by = \"founding\"");
    let by = |day: &str, who: &str| member("harbour", Some(day), &format!("vouched-by = \"{who}\""));
    let vouched = |members: &[String]| found("vouch-missing", members);
    assert_eq!(vouched(&[first.clone(), by("01-11", "northcap")]), [""; 0]);
    let not_earlier = ["error: `northcap`, who vouches for `harbour`, was not on the list earlier"];
    assert_eq!(vouched(&[first.clone(), by("01-10", "northcap")]), not_earlier, "on the same day");
    let left = member(
        "northcap",
        Some("01-10"),
        "vouched-by = \"founding\"\nremoved = { on = 2027-02-01, by = \"ada\", reason = \"x\" }",
    );
    assert_eq!(
        vouched(&[left.clone(), by("02-02", "northcap")]),
        ["error: `northcap`, who vouches for `harbour`, had left the list before"]
    );
    assert_eq!(vouched(&[left, by("02-01", "northcap")]), [""; 0], "on its last day it may");
    let back = member("northcap", Some("01-10"), "vouched-by = \"harbour\"");
    assert_eq!(
        vouched(&[back, by("01-11", "northcap")]),
        [
            "error: `harbour`, who vouches for `northcap`, was not on the list earlier",
            "error: `northcap`, who vouches for `harbour`, is itself vouched for by `harbour`"
        ]
    );
    let undated = member("harbour", None, "vouched-by = \"northcap\"");
    assert_eq!(
        vouched(&[first.clone(), undated]),
        ["warning: `harbour` has no `joined`, so nothing shows that `northcap` was on the list earlier"]
    );
    let late = member("harbour", Some("02-01"), "vouched-by = \"founding\"");
    assert_eq!(
        vouched(&[first, late]),
        ["error: `harbour` is not one of the first members, and nobody vouches for it"]
    );
}

#[test]
fn who_left_the_list_is_not_judged_any_more() {
    let removed = "vouched-by = \"founding\"\nremoved = { on = 2027-02-01, by = \"ada\", reason = \"x\" }";
    let future = member("northcap", Some("03-04"), "vouched-by = \"founding\"");
    let today = member("northcap", Some("03-03"), "vouched-by = \"founding\"");
    assert_eq!(found("joined-in-future", std::slice::from_ref(&future)).len(), 1);
    assert_eq!(found("joined-in-future", &[today]), [""; 0]);
    let gone = |text: &str| text.replace("vouched-by = \"founding\"", removed);
    assert_eq!(found("joined-in-future", &[gone(&future)]), [""; 0]);
    let denies = future.replace("users = \"https://northcap.example\"", "users = \"No, none.\"");
    assert_eq!(found("criterion-denied", std::slice::from_ref(&denies)).len(), 1);
    assert_eq!(found("criterion-denied", &[denies.replace("\"No, none.\"", "\"NO\"")]).len(), 1);
    assert_eq!(found("criterion-denied", &[gone(&denies)]), [""; 0]);
    for open in ["TODO", "n/a", "…", "-"] {
        let open = future.replace("users = \"https://northcap.example\"", &format!("users = \"{open}\""));
        assert_eq!(found("criterion-unanswered", std::slice::from_ref(&open)).len(), 1, "{open}");
        assert_eq!(found("criterion-unanswered", &[gone(&open)]), [""; 0]);
    }
}

#[test]
fn embargo_terms_are_accepted_before_a_member_joins_and_not_in_the_future() {
    let on = |day: &str| {
        let member = member("northcap", Some("01-10"), "vouched-by = \"founding\"");
        found(
            "embargo-terms-unaccepted",
            &[member.replace("embargo-accepted = 2027-01-01", &format!("embargo-accepted = 2027-{day}"))],
        )
    };
    assert_eq!(on("01-10"), [""; 0], "on the same day");
    assert_eq!(on("01-11"), ["error: `northcap` joined before accepting the embargo terms"]);
    assert_eq!(on("03-04"), ["error: `northcap` accepts the embargo terms on a day in the future"]);
    assert_eq!(on("03-03"), ["error: `northcap` joined before accepting the embargo terms"]);
}

/// Whoever is accepted gets embargoed text from then on, whether or not there is an entry for them yet.
#[test]
fn an_accepted_request_is_judged_as_a_member_until_it_has_an_entry() {
    let request = |more: &str, answers: &str| {
        format!(
            "\n[[request]]\nid = \"harbour-2027\"\nname = \"Harbour\"\ncontact = \"psirt@harbour.example\"\nreceived = 2027-02-01T10:00:00Z\n{more}[request.answers]\n{answers}"
        )
    };
    let first = member("northcap", Some("01-10"), "vouched-by = \"founding\"");
    let all = |request: String, more: &[String]| {
        let files: Vec<String> = more.iter().cloned().chain([first.clone(), request]).collect();
        let of = |rule: &str| -> Vec<String> {
            let of_request = |message: &String| message.contains("harbour");
            found(rule, &files)
                .into_iter()
                .filter(of_request)
                .map(|it| it.split(':').next().unwrap().to_owned())
                .collect()
        };
        ["criterion-unanswered", "criterion-denied", "vouch-missing"].map(of)
    };
    let answers = "active = \"Yes.\"\nusers = \"No.\"\ntrack-record = \"Yes.\"\nnot-rebuild = \"Yes.\"\n";
    let accepted = "decision = { accepted = true, at = 2027-02-02T09:00:00Z, by = [\"ada\"] }\n";
    let declined = "decision = { accepted = false, at = 2027-02-02T09:00:00Z, by = [\"ada\"], reason = \"Late.\" }\n";
    let none: [Vec<String>; 3] = Default::default();
    let (error, warning) = (vec!["error".to_owned()], vec!["warning".to_owned()]);
    let open = all(request("", answers), &[]);
    assert_eq!(open, [warning.clone(), Vec::new(), warning.clone()]);
    assert_eq!(all(request(accepted, answers), &[]), [error.clone(), error.clone(), error.clone()]);
    assert_eq!(all(request(declined, answers), &[]), none);
    // Its entry is judged then, and not both.
    let entry = member("harbour", Some("02-02"), "vouched-by = \"northcap\"");
    let [unanswered, _, vouch] = all(request(accepted, answers), &[entry]);
    assert_eq!((unanswered, vouch), (Vec::new(), Vec::new()));
}
