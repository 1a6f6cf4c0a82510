//! What all errors of this crate have in common: a message, a cause, and help.

/// An error that can say what to do about it.
///
/// The message is that of [`Display`](std::fmt::Display), the cause is
/// [`source`](std::error::Error::source). Help is separate, so that each program can show it in its
/// own way.
pub trait Help: std::error::Error {
    /// Returns what to do about the error, if that is known.
    fn help(&self) -> Option<String>;

    /// Returns what a public log shows of the error. By default that is nothing specific: a type
    /// whose messages are safe for everybody has to say so.
    fn in_public_log(&self) -> PublicLog {
        PublicLog::Instead {
            message: "the command failed",
            help: "run it on your own machine to see why, or pass --reveal where the log is private",
        }
    }
}

/// What a public log shows of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicLog {
    /// The message, the help and the causes. They name only what was asked for, places, and what
    /// the project's own files say.
    Full,
    /// Fixed text instead, because the error may name something private, such as commits.
    Instead {
        /// The message.
        message: &'static str,
        /// What to do about it.
        help: &'static str,
    },
}
