//! A local Amazon Connect.
