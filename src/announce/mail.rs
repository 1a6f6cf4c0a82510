//! Mails: RFC 5322, plain text in UTF-8, which a mail client opens for editing (`X-Unsent: 1`).
//!
//! A mail does not depend on the machine: Date, Message-ID and the MIME boundary are parameters.

use std::time::{Duration, UNIX_EPOCH};

use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox, MultiPart, SinglePart};

use crate::names::MessageId;
use crate::source::FilePath;
use crate::time::Instant;

/// The content of a mail.
pub(super) struct Mail {
    /// The sender.
    pub(super) from: Mailbox,
    /// The recipients. Without any, the mail has no `To`.
    pub(super) to: Vec<Mailbox>,
    /// The subject, on one line.
    pub(super) subject: String,
    /// The text, in lines of at most 72 characters except for addresses and code.
    pub(super) body: String,
    /// The date.
    pub(super) date: Instant,
    /// A unique, meaningless ID.
    pub(super) id: MessageId,
    /// The mail that it replies to.
    pub(super) replies_to: Option<MessageId>,
    /// The mails of its thread, the first one first.
    pub(super) references: Vec<MessageId>,
    /// Attachments: name and bytes.
    pub(super) attachments: Vec<(String, Vec<u8>)>,
}

impl Mail {
    /// Returns the mail's bytes, with CRLF line ends.
    pub(super) fn write(self) -> Result<Vec<u8>, lettre::error::Error> {
        // Without this, a mail would need a recipient. These mails are never handed to a server
        // unchanged.
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![self.from.email.clone()])?;
        let mut message = Message::builder()
            .envelope(envelope)
            .from(self.from)
            .subject(self.subject)
            .date(UNIX_EPOCH + Duration::from_secs(clamped(self.date)))
            .message_id(Some(self.id.to_string()))
            .header(Unsent);
        if let Some(before) = self.replies_to {
            let references: Vec<String> = self.references.iter().map(ToString::to_string).collect();
            message = message.in_reply_to(before.to_string()).references(references.join(" "));
        }
        for to in self.to {
            message = message.to(to);
        }
        let text = SinglePart::plain(self.body);
        let message = if self.attachments.is_empty() {
            message.singlepart(text)?
        } else {
            let digits: String = self.id.as_str().chars().filter(char::is_ascii_hexdigit).take(16).collect();
            let mixed = MultiPart::mixed().boundary(format!("=_{digits}")).singlepart(text);
            message.multipart(self.attachments.into_iter().map(attachment).fold(mixed, MultiPart::singlepart))?
        };
        Ok(message.formatted())
    }
}

/// Encoded so that the patch arrives byte for byte.
fn attachment((name, bytes): (String, Vec<u8>)) -> SinglePart {
    let kind = ContentType::parse("text/x-patch").unwrap_or(ContentType::TEXT_PLAIN);
    let body = Body::new_with_encoding(bytes, ContentTransferEncoding::Base64);
    Attachment::new(name).body(body.unwrap_or_else(Body::new), kind)
}

/// Returns the name of an attachment, without anything that a header or a file system would
/// interpret.
pub(super) fn attachment_name(path: &FilePath) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    path.name().chars().map(safe).collect()
}

/// Returns the seconds since 1970, within the years that a Date header can express.
fn clamped(at: Instant) -> u64 {
    const LAST: u64 = 253_402_300_799;
    u64::try_from(at.unix()).unwrap_or(0).min(LAST)
}

/// `X-Unsent: 1`: mail clients open the file as a draft.
#[derive(Clone)]
struct Unsent;

impl Header for Unsent {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Unsent")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "1".to_owned())
    }
}
