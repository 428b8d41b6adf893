//! What the world really sends, and what is right: inputs from public bug reports, sample files and vendors' documents,
//! by the kind of harm that they would do. The source stands in a comment beside each; personal details are replaced.

mod batches;
mod crm_answers;
mod crm_bodies;
mod lost;
mod mappings;
mod strangers;
mod tokens;
mod twice;
mod wrong_person;
