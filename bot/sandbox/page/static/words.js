// The page's words, which stand in page.toml and tour.toml.
const all = JSON.parse(document.getElementById("words").textContent);

export const scenes = all.scenes;

export function say(key, values = {}) {
  return all.say[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function sayError(key) {
  return all.error[key] ?? all.error.not_now;
}

// A new element: its tag, what it holds (text or elements), and its attributes.
export function make(tag, holds = [], attributes = {}) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...[holds].flat());
  return node;
}
