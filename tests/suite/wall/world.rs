//! What every generated portfolio shares: team, policy, distributors, and the looks of its site.

use std::fmt::Write as _;

use advisory::fact::Fact;

use super::attach::Content;
use crate::support::Team;

/// The last day of 1.15.
pub(super) const END_OF_LIFE: &str = "2026-02-15";

pub(super) fn team() -> Team {
    Team::new()
        .member("ada", "Ada CANARY-team", &["lead"])
        .with("email = \"CANARY-team@lodestore.example\"")
        .member("ben", "Ben CANARY-team", &["lead"])
        .member("lea", "Lea CANARY-team", &["lead"])
        .with("left = 2026-01-31")
        .member("eve", "Eve", &["guest"])
}

pub(super) const DISTRIBUTORS: &str = r#"
schema = 1
[[member]]
id = "northcap"
name = "CANARY Linux"
contacts = ["CANARY@northcap.example"]
[[request]]
id = "tidewater"
name = "CANARY Cloud"
contact = "CANARY@tidewater.example"
received = 2026-01-10T00:00:00Z
"#;

pub(super) const POLICY: &str = r#"
schema = 1
id = "generated"
revision = "1"
effective = 2020-01-01T00:00:00Z
[[role]]
id = "lead"
title = "Leads"
[[channel]]
id = "team"
kind = "email"
to = ["security@lodestore.example"]
exposure = "team"
[[channel]]
id = "list"
kind = "email"
to = ["@list:distributors"]
exposure = "embargoed"
fields = ["title", "description", "embargo-until"]
[[channel]]
id = "public"
kind = "issue"
to = ["lodestore/lodestore"]
exposure = "public"
fields = ["existence", "release-estimate", "release-date", "mitigations"]
fields-after-public = ["*"]
[[channel]]
id = "wire"
kind = "chat"
to = ["general"]
exposure = "public"
fields = [WIRE]
fields-after-public = ["*"]
[intake]
private = "team"
[[list]]
id = "distributors"
channel = "list"
reply = "membership-reply"
criteria = [{ id = "active" }]
remove-after-leaks = 1
[[step]]
id = "notice"
role = "lead"
event = "notice-published"
window = { after = "reported", max = "7d" }
to = ["public", "wire"]
template = "notice"
[[step]]
id = "extra"
role = "lead"
event = "distributors-notified"
window = { after = "reported", max = "9d" }
to = ["list"]
optional = "when nobody is on the list"
[[step]]
id = "release"
role = "lead"
event = "released"
window = { after = "reported", max = "21d" }
[[step]]
id = "announce"
role = "lead"
event = "announced"
window = { after = "public", max = "1d" }
to = ["public"]
[severity]
by = "lead"
[[severity.level]]
id = "calm"
cvss-ge = 0.1
rating = "low"
[[severity.level]]
id = "grave"
title = "Grave"
[[fact]]
id = "class"
title = "Class"
values = ["open", "closed"]
public = true
[[fact]]
id = "kept"
values = ["canary-value", "closed"]
[[step]]
id = "by-class"
role = "lead"
when = { source = ["own"], level-ge = "calm", not = { fact = { kept = ["closed"] } }, all = [{ any = [{ fact = { class = ["open"] } }] }] }
[[waiver]]
id = "slow"
by = "lead"
needs = ["reason"]
steps = ["notice"]
[embargo]
allowed = true
[publication]
approvals = { role = "lead", count = COUNT }
"#;

/// Pages that print whatever they can reach; what each sees is in docs/site-templates.md.
const PAGES: &[(&str, &[&str])] = &[
    ("404", &[]),
    (
        "advisory",
        &["advisory", "rating", "severities", "fixed", "packages", "ranges", "sections", "timeline", "downloads"],
    ),
    ("forthcoming", &["notices", "recent"]),
    ("index", &["rows", "total", "browse", "notices"]),
    ("list", &["rows", "total", "browse", "heading", "current", "number", "numbers"]),
    ("policy", &[]),
];

/// What the repository has in `site-templates/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    BuiltIn,
    /// Pages and announcements that print everything they can reach.
    Dump,
    /// A partial and an asset of one's own.
    Own,
    /// A page that does not parse.
    Broken,
}

impl Look {
    pub(super) fn files(self) -> Vec<(String, Content)> {
        let file = |path: &str, text: String| (format!("site-templates/{path}"), Content::from(text));
        match self {
            Self::BuiltIn => Vec::new(),
            Self::Dump => {
                let pages = PAGES.iter().map(|(page, names)| {
                    let names = ["site", "page", "root"].iter().chain(*names);
                    let print = |name: &&str| format!("{{{{ {name} }}}} {{{{ {name}|tojson }}}}\n");
                    let text: String = names.map(print).collect();
                    file(&format!("pages/{page}.html"), dumped(&text))
                });
                pages.chain(dumping_announcements().map(|(path, text)| file(&path, text))).collect()
            }
            Self::Own => vec![
                file("partials/icons.html", "<!-- none -->".to_owned()),
                file("assets/own.css", "body { color: teal }".to_owned()),
                file("assets/style.css", "main { color: navy }".to_owned()),
            ],
            Self::Broken => vec![file("pages/index.html", "{% if".to_owned())],
        }
    }
}

fn dumped(text: &str) -> String {
    format!("{{% extends \"partials/layout.html\" %}}{{% block main %}}<pre>{text}</pre>{{% endblock %}}\n")
}

fn dumping_announcements() -> impl Iterator<Item = (String, String)> {
    let facts = Fact::ALL.iter().map(|fact| advisory::announce::context_name(*fact));
    let others = ["project", "site", "contact", "channel", "step", "published", "ask", "terms", "handle", "schedule"];
    let mut text = "Subject: All there is\n".to_owned();
    for name in facts.chain(others.map(str::to_owned)) {
        writeln!(text, "{{% if {name} is defined %}}{name}: {{{{ {name} }}}}{{% endif %}}").unwrap();
    }
    let names = ["notice.issue", "notice.chat", "message.issue", "message.chat", "message.email"];
    names.map(|name| (format!("announce/{name}.txt"), text.clone())).into_iter()
}
