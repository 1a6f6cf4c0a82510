//! Mails: RFC 5322, plain text in UTF-8, opened for editing by a mail client (`X-Unsent: 1`).
//!
//! Nothing of a mail comes from the machine it is made on: Date, Message-ID and MIME boundary are
//! the caller's.

use std::time::{Duration, UNIX_EPOCH};

use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue, MessageId};
use lettre::message::{Attachment, Body, Mailbox, MultiPart, SinglePart};

use crate::source::FilePath;
use crate::time::Instant;

/// A mail before it is written.
pub(super) struct Mail {
    /// The sender.
    pub(super) from: Mailbox,
    /// The recipients; may be empty, then the mail has no `To`.
    pub(super) to: Vec<Mailbox>,
    /// One line.
    pub(super) subject: String,
    /// Lines of at most 72 characters, but for addresses and code.
    pub(super) body: String,
    /// When it is from.
    pub(super) date: Instant,
    /// Unique and meaningless: hexadecimal digits.
    pub(super) id: String,
    /// The host part of the message id.
    pub(super) host: String,
    /// Files that go with it: name and bytes.
    pub(super) attachments: Vec<(String, Vec<u8>)>,
}

impl Mail {
    /// The mail's bytes, with CRLF line ends.
    pub(super) fn write(self) -> Result<Vec<u8>, lettre::error::Error> {
        // Without it, a mail would need a recipient. Nobody hands these mails to a server as they
        // are.
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![self.from.email.clone()])?;
        let mut message = Message::builder()
            .envelope(envelope)
            .from(self.from)
            .subject(self.subject)
            .date(UNIX_EPOCH + Duration::from_secs(clamped(self.date)))
            .header(MessageId::from(format!("<{}@{}>", self.id, self.host)))
            .header(Unsent);
        for to in self.to {
            message = message.to(to);
        }
        let text = SinglePart::plain(self.body);
        let message = if self.attachments.is_empty() {
            message.singlepart(text)?
        } else {
            let mixed = MultiPart::mixed().boundary(format!("=_{}", self.id)).singlepart(text);
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

/// What an attached file is called: its name with nothing in it that a header or a file system
/// reads otherwise.
pub(super) fn attachment_name(path: &FilePath) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    path.name().chars().map(safe).collect()
}

/// Seconds since 1970, within the years that a Date header can say.
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
