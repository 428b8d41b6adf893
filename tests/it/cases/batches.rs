//! Batches, alarms, documents: whatever the size, in time, and told in so many words as an alarm can hold.
