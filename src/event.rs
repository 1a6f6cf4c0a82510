//! The events that every policy has, and the details that events can have.
//!
//! The events of steps and those that a policy declares are added to these. Only the events of
//! [`BuiltIn`] have a meaning of their own in the program.
//!
//! Two tables below define the vocabulary: `built_in_events` has one line for each event,
//! `event_details` one line for each key that only some events use. The model, the schema, the
//! decoder, the comparison of changes, `explain events` and the options of `record` are generated
//! from them.

use std::fmt;

/// Passes the built-in events to a macro: each variant with the details it uses, its name in files,
/// and its meaning.
macro_rules! built_in_events {
    ($define:ident) => {
        $define! {
            Reported = "reported", "the report reached an official private channel, or the project became aware of a public one";
            Acknowledged = "acknowledged", "the reporter was told that the report arrived";
            Accepted = "accepted", "the report was confirmed as a vulnerability";
            Rejected { outcome: Name, duplicate_of: String, belongs_to: String } =
                "rejected", "the report leads to no advisory of its own; the incident ends";
            Scored { level: Name, covers: Digest } = "scored", "the team agreed on the CVSS vector or the severity level";
            FactSet { fact: Name, value: Name } = "fact-set", "a fact that the policy declares was set";
            MitigationReady = "mitigation-ready", "users can be told how to protect themselves";
            FixReady = "fix-ready", "the fix is reviewed and complete";
            NoticePublished = "notice-published", "users were told that a fix is coming";
            DistributorsNotified = "distributors-notified", "the private list has the patches";
            Exploited = "exploited", "exploitation is known";
            Leaked { leaked: String, leaked_to: String, assessment: String, distributor: Name } =
                "leaked", "embargoed information reached somebody outside the embargo";
            EmbargoAgreed { until: Instant } = "embargo-agreed", "the end of the embargo was agreed";
            EmbargoMoved { until: Instant } = "embargo-moved", "the end of the embargo was moved";
            EmbargoBroken { leaked: String, leaked_to: String, assessment: String, distributor: Name } =
                "embargo-broken", "the embargo was broken";
            BreakDecided { choice: Name, assessment: String } =
                "break-decided", "the response to the broken embargo was decided";
            UpstreamMoved { until: Instant } = "upstream-moved", "the upstream project moved the date on which it publishes";
            UpstreamPublic = "upstream-public", "the upstream project published";
            ReleaseMoved { until: Instant } = "release-moved", "the release date, or its estimate, was moved";
            Released = "released", "fixed releases are available";
            Approved { covers: Digest } = "approved", "publication was approved";
            Sent { draft: Name, channel: Name, distributor: Name, message_id: MessageId } =
                "sent", "an announcement's draft was sent";
            Announced = "announced", "users were told that fixed releases are available";
            Withdrawn { covers: Digest } = "withdrawn", "the published advisory was withdrawn";
            DocumentsChanged { covers: Digest } =
                "documents-changed", "the public documents of the advisory changed without a revision of it";
            Attested { attestation: Name } = "attested", "somebody acknowledged a duty that can't be checked automatically";
            PatchApproved = "patch-approved", "a fix commit was approved";
            Renamed = "renamed", "the incident was given another handle";
            Retrospective = "retrospective", "the team looked back on the incident";
            Closed = "closed", "nothing is left to do";
        }
    };
}

/// Passes the details of events to a macro: each with its type, its key in files, its description
/// for editors, and the placeholder and help of its option of `record`.
macro_rules! event_details {
    ($define:ident) => {
        $define! {
            until: Instant = $crate::key::UNTIL, "The new end of the embargo, or the new date.",
                "INSTANT", "The new end of the embargo, or the new date of a release, an upstream project or a waiver";
            choice: Name = $crate::key::CHOICE, "The choice that was made.", "WORD", "The choice that was made";
            level: Name = $crate::key::LEVEL, "The severity level.", "ID", "The severity level that the team agreed on";
            fact: Name = $crate::key::FACT, "The fact that is set.", "ID", "The fact that is set";
            value: Name = $crate::key::VALUE, "The value of the fact.", "WORD", "The value of the fact";
            outcome: Name = $crate::key::OUTCOME, "Why the report was rejected.",
                "WORD", "Why the report was rejected: duplicate, bug, hardening, by-design, not-reproducible, other-project";
            duplicate_of: String = $crate::key::DUPLICATE_OF, "The incident or the ID of which the report is a duplicate.",
                "INCIDENT|ID", "The incident or the ID of which the report is a duplicate";
            belongs_to: String = $crate::key::BELONGS_TO, "The project that the vulnerability belongs to.",
                "PROJECT", "The project that the vulnerability belongs to";
            attestation: Name = $crate::key::ATTESTATION, "The duty that is acknowledged.",
                "ID", "The attestation that is acknowledged";
            covers: Digest = $crate::key::COVERS, "The digest of the approved content, of the scored vectors, of the changed documents, or of the reason of a withdrawal.",
                "DIGEST", "The digest of the approved content; computed if it is left out";
            leaked: String = $crate::key::LEAKED, "What leaked.", "TEXT", "What leaked";
            leaked_to: String = $crate::key::LEAKED_TO, "Who learned of it.", "TEXT", "Who learned of it";
            assessment: String = $crate::key::ASSESSMENT, "An assessment of the damage.", "TEXT", "An assessment of the damage";
            distributor: Name = $crate::key::DISTRIBUTOR, "The list member that leaked, or that got the draft.",
                "ID", "The list member that leaked, or that got the draft";
            draft: Name = $crate::key::DRAFT, "The step of the draft that was sent.",
                "STEP", "The step of the draft that was sent";
            channel: Name = $crate::key::CHANNEL, "The channel it was sent to.",
                "ID", "The channel it was sent to";
            message_id: MessageId = $crate::key::MESSAGE_ID, "The Message-ID of the mail that was sent.",
                "ID", "The Message-ID of the mail that was sent, in angle brackets";
        }
    };
}

pub(crate) use {built_in_events, event_details};

macro_rules! define_names {
    ($($variant:ident $({ $($field:ident: $type:ty),* })? = $name:literal, $meaning:literal;)*) => {
        /// A built-in event.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum BuiltIn {
            $(#[doc = $meaning] $variant,)*
        }

        impl BuiltIn {
            /// Every built-in event, in the order of this file.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the built-in event of this name, if there is one.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// Returns its name in files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns its meaning.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }
        }
    };
}

built_in_events!(define_names);

impl fmt::Display for BuiltIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl BuiltIn {
    /// Returns whether it happens outside the project, so that it is recorded only when the project
    /// learns of it.
    #[must_use]
    pub fn happens_outside(self) -> bool {
        matches!(self, Self::Exploited | Self::Leaked | Self::UpstreamMoved | Self::UpstreamPublic)
    }

    /// Returns whether it happens only once to an incident, whoever records it.
    #[must_use]
    pub fn happens_once(self) -> bool {
        matches!(
            self,
            Self::Reported | Self::Accepted | Self::Rejected | Self::UpstreamPublic | Self::Withdrawn | Self::Closed
        )
    }
}
