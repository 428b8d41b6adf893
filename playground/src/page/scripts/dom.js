// Small helpers for the document.
export const $ = id => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value != null) made.setAttribute(key, value);
  made.append(...children.filter(child => child != null));
  return made;
}

export const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Calls `work` once, `wait` milliseconds after the last call. `cancel()` forgets a call that waits. */
export function debounced(wait, work) {
  let timer;
  const soon = () => { clearTimeout(timer); timer = setTimeout(work, wait); };
  soon.cancel = () => clearTimeout(timer);
  return soon;
}

export function setText(place, text) { if (place.textContent !== text) place.textContent = text; }

export function showHint(place, text, isBad) {
  place.classList.toggle("bad", Boolean(isBad));
  setText(place, text);
}

export function announce(text) { $("announcement").textContent = text; }
