//! Refused or lost for no reason: what is right, however it is written, is started.
