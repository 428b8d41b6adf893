// Times, as people read them in a zone.
const PARTS = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };

/** `Thu 26 Nov, 08:00` in a zone of the IANA database; in the viewer's own without one. */
export const inZone = (date, timeZone) => new Intl.DateTimeFormat("en-GB", { ...PARTS, timeZone }).format(date);

/** `New York` of `America/New_York`. */
export const city = timeZone => timeZone.split("/").at(-1).replaceAll("_", " ");

/** `5 h 12 min`, `3 days`, `less than a minute`. */
export function duration(seconds) {
  const minutes = Math.floor(Math.abs(seconds) / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
  if (days >= 2) return `${days} days`;
  if (hours) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return minutes ? `${minutes} min` : "less than a minute";
}
