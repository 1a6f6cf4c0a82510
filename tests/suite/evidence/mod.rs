//! What git says of a portfolio: commits, who recorded what and when, signatures, and findings made of these.

mod check;
mod commits;
mod lead;
mod random;
pub mod signature;
mod status;
mod timeline;
