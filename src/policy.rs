//! Policies: to whom, when and how fast texts may go. One file each.

pub mod destinations;
pub mod loop_guard;
pub mod max_age;
pub mod rate;
pub mod schedule_settings;
pub mod send_time;
pub mod send_window;
