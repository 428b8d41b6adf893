//! Placeholder of the workspace scaffold.

fn main() {}
