//! What git says of a portfolio: commits, who recorded what and when, signatures, and findings made of these.

mod commits;
mod repo;
mod signature;
