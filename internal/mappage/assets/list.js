// The list of entities, of which only the rows in sight are elements.

const list = byId("list"), rows = byId("rows");
const rowHeight = 52, mostHeight = 8e6; // more pixels than that some browsers cannot scroll
const rowElements = new Map(); // position in the list -> element
let numbers = new Uint32Array(0); // the entities of the list

// scale is how many pixels of rows a pixel of scrolling is.
function scrollScale() {
  const whole = numbers.length * rowHeight, most = Math.min(whole, mostHeight);
  return whole <= mostHeight ? 1 : (whole - list.clientHeight) / (most - list.clientHeight);
}

function relist() {
  numbers = listed();
  rows.style.height = Math.min(numbers.length * rowHeight, mostHeight) + "px";
  for (const row of rowElements.values()) row.remove();
  rowElements.clear();
  for (const [tab, n] of [["placed", shown.placed.length], ["unplaced", shown.unplaced.length]]) {
    const button = byId("tab-" + tab), selected = state.tab === tab;
    button.setAttribute("aria-selected", String(selected));
    button.tabIndex = selected ? 0 : -1;
    button.querySelector("span").textContent = integer.format(n);
  }
  byId("group").hidden = !state.group || state.tab !== "placed";
  byId("group-text").textContent = state.groupText;
  list.setAttribute("aria-labelledby", "tab-" + state.tab);
  const none = numbers.length === 0;
  list.hidden = none;
  byId("empty").hidden = !none;
  byId("empty").style.display = none ? "block" : "";
  byId("empty").textContent = data.size === 0 ? "The feed has no entity."
    : shown.placed.length + shown.unplaced.length === 0 ? "No entity passes the search and the filters."
    : state.tab === "unplaced" ? "Each of these entities has a place."
    : shown.placed.length === 0 ? "None of these entities has a place. They are in the other list."
    : "No place is on this part of the map.";
  fillRows();
}

let filling = 0;

function fillSoon() {
  filling ||= requestAnimationFrame(() => {
    filling = 0;
    fillRows();
  });
}

function fillRows() {
  const scale = scrollScale(), top = list.scrollTop, pixel = top * scale;
  const first = Math.max(0, Math.floor(pixel / rowHeight) - 3);
  const last = Math.min(numbers.length, Math.ceil((pixel + list.clientHeight) / rowHeight) + 3);
  for (const [k, row] of rowElements) {
    if (k < first || k >= last) {
      row.remove();
      rowElements.delete(k);
    }
  }
  for (let k = first; k < last; k++) {
    let row = rowElements.get(k);
    if (!row) {
      row = element("div", { className: "row", role: "option", id: "row-" + k });
      row.setAttribute("aria-setsize", numbers.length);
      row.setAttribute("aria-posinset", k + 1);
      row.addEventListener("click", () => select(numbers[k]));
      rowElements.set(k, row);
      rows.append(row);
    }
    row.style.top = k * rowHeight - pixel + top + "px";
    row.setAttribute("aria-selected", String(numbers[k] === state.selected));
    if (!row.dataset.filled) fillRow(row, numbers[k]);
  }
  const selected = rowElements.get(positionOf(state.selected));
  if (selected) list.setAttribute("aria-activedescendant", selected.id);
  else list.removeAttribute("aria-activedescendant");
}

function fillRow(row, i) {
  const e = entityNow(i, fillSoon);
  const dot = element("span", { className: "dot" });
  dot.style.background = colorOf(i);
  if (!e) {
    row.replaceChildren(dot, element("p", { className: "dim" }, "…"));
    return;
  }
  row.dataset.filled = "yes";
  const best = e.responses.find((r) => degrees(r.values.Latitude, r.values.Longitude)) ?? e.responses[0];
  const text = (best && responseText(best)) || requestText(e) || "(nothing)";
  const sort = hasPlace(i) ? best.values.Confidence : e.own.StatusCode;
  row.replaceChildren(
    dot,
    element("p", { className: "head" }, element("span", { className: "id" }, e.own.Id ?? "(no Id)"), element("span", { className: "sort" }, sort ?? "")),
    element("p", { title: text }, (data.flags[i] & badPlace ? "(no place on Earth) " : "") + text),
  );
}

// positionOf returns where an entity is in the list, or -1.
function positionOf(i) {
  if (state.group && state.tab === "placed") return numbers.indexOf(i); // in any order
  let low = 0, high = numbers.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] === i) return middle;
    if (numbers[middle] < i) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function scrollTo(k) {
  if (k < 0) return;
  const scale = scrollScale(), pixel = list.scrollTop * scale;
  const top = k * rowHeight, bottom = top + rowHeight - list.clientHeight;
  if (top < pixel - rowHeight || bottom > pixel + rowHeight) list.scrollTop = (top + bottom) / 2 / scale; // far: into the middle
  else if (top < pixel) list.scrollTop = top / scale;
  else if (bottom > pixel) list.scrollTop = bottom / scale;
  fillRows();
}

// step selects the entity that is so many rows further down.
function step(by) {
  if (numbers.length === 0) return;
  const at = positionOf(state.selected);
  const k = at < 0 ? (by > 0 ? 0 : numbers.length - 1) : Math.max(0, Math.min(numbers.length - 1, at + by));
  select(numbers[k]);
}

list.addEventListener("scroll", fillSoon);
list.addEventListener("keydown", (event) => {
  const page = Math.max(1, Math.floor(list.clientHeight / rowHeight) - 1);
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -numbers.length, End: numbers.length }[event.key];
  if (by) step(by);
  else if (event.key === "Enter" || event.key === " ") {
    if (state.selected < 0) step(1);
    else byId("details").focus();
  } else return;
  event.preventDefault();
});

for (const tab of ["placed", "unplaced"]) {
  const button = byId("tab-" + tab);
  button.addEventListener("click", () => {
    state.tab = tab;
    list.scrollTop = 0;
    tell("list");
  });
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = byId("tab-" + (tab === "placed" ? "unplaced" : "placed"));
    other.click();
    other.focus();
  });
}
