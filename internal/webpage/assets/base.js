// What all pages share: elements, numbers, and the choice of light or dark.

const byId = (id) => document.getElementById(id);

// element makes an element with properties and children. Text goes in as text, never as HTML.
function element(name, properties = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in e) e[key] = value;
    else e.setAttribute(key, value);
  }
  e.append(...children);
  return e;
}

const integer = new Intl.NumberFormat("en-US");

// count returns "1 entity", "2,000 entities".
function count(n, one, many = one + "s") {
  return integer.format(n) + " " + (n === 1 ? one : many);
}

const themes = {
  chosen: "auto", // or "light" or "dark"
  listeners: [],
  apply(theme) {
    themes.chosen = ["light", "dark"].includes(theme) ? theme : "auto";
    if (themes.chosen === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = themes.chosen;
    const button = byId("theme");
    if (button) {
      button.textContent = { auto: "◐ Auto", light: "☀ Light", dark: "☾ Dark" }[themes.chosen];
      button.setAttribute("aria-label", "Colors: " + themes.chosen + ". Change them");
    }
    for (const listener of themes.listeners) listener();
  },
  next() {
    themes.apply({ auto: "light", light: "dark", dark: "auto" }[themes.chosen]);
  },
};
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => themes.apply(themes.chosen));
