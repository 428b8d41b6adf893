//! Starts outbound SMS and WhatsApp contacts in Amazon Connect from any event.
