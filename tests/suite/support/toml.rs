//! The files of a private repository, put together piece by piece. What has no method of its own is
//! added as TOML.

/// A `team.toml`.
#[derive(Clone)]
pub struct Team {
    text: String,
    last: String,
}

impl Team {
    /// Nobody yet.
    pub fn new() -> Self {
        Self { text: "schema = 1\n".to_owned(), last: String::new() }
    }

    /// Adds a member with these roles.
    pub fn member(mut self, id: &str, name: &str, roles: &[&str]) -> Self {
        self.text += &format!("[[member]]\nid = {id:?}\nname = {name:?}\nroles = {roles:?}\n");
        self.last = id.to_owned();
        self
    }

    /// Gives the last member an address.
    pub fn email(self) -> Self {
        let email = format!("{}@lodestore.example", self.last);
        self.with(&format!("email = {email:?}"))
    }

    /// Adds lines to the last member, or after it.
    pub fn with(mut self, lines: &str) -> Self {
        self.text += &format!("{lines}\n");
        self
    }

    /// Adds a component.
    pub fn component(self, id: &str, kind: &str, maturity: &str) -> Self {
        self.with(&format!("[[component]]\nid = {id:?}\nkind = {kind:?}\nmaturity = {maturity:?}"))
    }

    pub fn text(&self) -> String {
        self.text.clone()
    }
}

/// A `policy.toml` in force since 2020.
#[derive(Clone)]
pub struct Policy(String);

impl Policy {
    /// A policy that asks for nothing yet.
    pub fn new(id: &str) -> Self {
        Self(format!("schema = 1\nid = {id:?}\nrevision = \"1\"\neffective = 2020-01-01T00:00:00Z\n"))
    }

    /// A policy of this text.
    pub fn of_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// A policy whose one role, `lead`, approves advisories.
    pub fn of_leads() -> Self {
        Self::new("own").role("lead").approvals("lead", 1)
    }

    pub fn role(self, id: &str) -> Self {
        self.with(&format!("[[role]]\nid = {id:?}"))
    }

    /// Makes publication take this many approvals.
    pub fn approvals(self, role: &str, count: usize) -> Self {
        self.with(&format!("[publication]\napprovals = {{ role = {role:?}, count = {count} }}"))
    }

    pub fn with(mut self, lines: &str) -> Self {
        self.0 += &format!("{lines}\n");
        self
    }

    pub fn text(&self) -> String {
        self.0.clone()
    }
}

/// An `incident.toml`.
#[derive(Clone)]
pub struct Incident(String);

impl Incident {
    /// Reported in private.
    pub fn private() -> Self {
        Self("[report]\ndisclosure = \"private\"\n".to_owned())
    }

    /// Public before anybody reported it.
    pub fn public() -> Self {
        Self("[report]\ndisclosure = \"public\"\n".to_owned())
    }

    /// Puts lines before all tables.
    pub fn first(mut self, lines: &str) -> Self {
        self.0.insert_str(0, &format!("{lines}\n"));
        self
    }

    pub fn event(self, name: &str, at: impl std::fmt::Display) -> Self {
        self.with(&format!("[[event]]\nat = {at}\nevent = {name:?}"))
    }

    pub fn event_by(self, name: &str, at: impl std::fmt::Display, by: &str) -> Self {
        self.event(name, at).with(&format!("by = {by:?}"))
    }

    pub fn with(mut self, lines: &str) -> Self {
        self.0 += &format!("{lines}\n");
        self
    }

    pub fn text(&self) -> String {
        self.0.clone()
    }
}

/// What a step asks for that needs one approval of somebody with this role.
pub fn approvals_of(role: &str) -> advisory::policy::Approvals {
    let role = advisory::source::Spanned::new(role.parse().unwrap(), advisory::source::Span::default());
    advisory::policy::Approvals { role, count: 1, per_commit: false, trailers: Vec::new(), inferred: false }
}
