// The report: problems by rule, with filters.

const problems = JSON.parse(byId("problems").textContent);
const meta = JSON.parse(byId("meta").textContent);
const severities = ["error", "warning", "note"];
const pageSize = 200; // problems of a rule that are shown at once

const hidden = new Set(); // severities
let file = "", words = [];

function passes(p) {
  if (hidden.has(p.severity) || (file && p.file !== file)) return false;
  if (words.length === 0) return true;
  const text = [p.file + ":" + p.line + ":" + p.column, p.rule, p.id, p.field, p.message, p.remedy, p.value].join("\n").toLowerCase();
  return words.every((word) => text.includes(word));
}

problems.forEach((p, number) => (p.number = number));

function show() {
  const byRule = new Map(meta.rules.map((rule) => [rule.code, []]));
  for (const p of problems) {
    if (passes(p)) byRule.get(p.rule)?.push(p);
  }
  const filtered = hidden.size > 0 || file || words.length > 0;
  const groups = meta.rules.map((rule) => ({ rule, list: byRule.get(rule.code), severity: severityOf(rule.code) }))
    .filter(({ rule, list, severity }) => list.length > 0 || (!filtered && !problems.some((p) => p.rule === rule.code)));
  groups.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.rule.count - a.rule.count);
  const open = new Set([...document.querySelectorAll(".rule[open]")].map((e) => e.dataset.rule));
  byId("rules").replaceChildren(...groups.map((group) => ruleElement(group, open.size === 0 || open.has(group.rule.code))));
  const n = groups.reduce((sum, { list }) => sum + list.length, 0);
  byId("empty").hidden = groups.length > 0;
  byId("empty").textContent = problems.length === 0 ? "No problems." : "No problem passes the filters.";
  byId("status").textContent = count(n, "problem") + " shown";
}

function severityOf(code) {
  const own = problems.filter((p) => p.rule === code).map((p) => severities.indexOf(p.severity));
  return severities[own.length ? Math.min(...own) : 2];
}

function ruleElement({ rule, list, severity }, open) {
  const shown = list.length === rule.count ? count(rule.count, "problem") : integer.format(list.length) + " of " + count(rule.count, "problem") + " shown";
  const summary = element("summary", {},
    element("span", { className: "badge " + severity }, severity),
    element("code", {}, rule.code),
    element("span", { className: "title" }, rule.title),
    element("span", { className: "dim" }, shown));
  const explanation = element("div", { className: "explanation" }, element("p", {}, rule.text));
  const examples = [["Bad", rule.bad], ["Good", rule.good]].filter(([, text]) => text).map(([name, text]) => element("div", {}, element("span", { className: "dim" }, name), element("pre", {}, text)));
  if (examples.length) explanation.append(element("div", { className: "examples" }, ...examples));
  const e = element("details", { className: "rule", open }, summary, explanation, ...list.slice(0, pageSize).map(problemElement));
  e.dataset.rule = rule.code;
  if (list.length > pageSize) {
    let at = pageSize;
    const more = element("button", { type: "button", className: "more" }, "Show more");
    more.addEventListener("click", () => {
      more.before(...list.slice(at, at + pageSize).map(problemElement));
      at += pageSize;
      if (at >= list.length) more.remove();
    });
    e.append(more);
  }
  return e;
}

function problemElement(p) {
  const place = p.file + (p.line > 0 ? ":" + p.line + ":" + p.column : "");
  const of = [p.entity > 0 && "entity " + integer.format(p.entity), p.id && "Id " + p.id, p.field].filter(Boolean).join(" · ");
  const e = element("article", { className: "problem" },
    element("p", {}, element("span", { className: "place" }, place), " ", element("span", { className: "dim" }, of)),
    element("p", {}, p.message));
  if (p.remedy) e.append(element("p", { className: "remedy" }, p.remedy));
  const text = meta.texts[p.number];
  if (text) e.append(element("pre", {}, text[0].trimStart(), ...marked(text[1], p.value)));
  return e;
}

// marked returns a text whose beginning is marked: the value, if it begins with that, an
// attribute with its value, a quoted cell, a tag, or else what is there up to what separates
// it.
function marked(text, value) {
  let n = value && text.startsWith(value) ? value.length : 0;
  n ||= (/^[\w:.-]+\s*=\s*("[^"]*"|'[^']*')|^"(?:[^"]|"")*"|^<\/?[\w:.-]+|^[^\s,;|<>"]+/.exec(text) ?? [text.slice(0, 1)])[0].length;
  return [element("mark", {}, text.slice(0, n) || " "), text.slice(n)];
}

byId("loading").hidden = true;
byId("app").hidden = false;
byId("summary").textContent = meta.summary;
byId("theme").addEventListener("click", themes.next);
themes.apply("auto");

for (const severity of severities) {
  const box = element("input", { type: "checkbox", checked: true, disabled: meta.counts[severity] === 0 });
  box.addEventListener("change", () => {
    if (box.checked) hidden.delete(severity);
    else hidden.add(severity);
    show();
  });
  byId("severities").append(element("label", { className: "check " + severity }, box, count(meta.counts[severity], severity)));
}

byId("file").append(element("option", { value: "" }, "All files"), ...meta.files.map((f) => element("option", { value: f.file }, f.file)));
byId("file").hidden = meta.files.length < 2;
byId("file").addEventListener("change", () => {
  file = byId("file").value;
  show();
});
byId("files").append(element("ul", {}, ...meta.files.map((f) => element("li", {},
  element("strong", {}, f.file), " ", f.failed ? element("span", { className: "error" }, "could not be read: " + f.failed) : element("span", { className: "dim" }, count(f.entities, "entity", "entities") + ", " + f.problems)))));

let typing = 0;
byId("search").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    show();
  }, 150);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target === byId("search")) return;
  byId("search").focus();
  event.preventDefault();
});
show();
document.documentElement.dataset.ready = "yes";
