// What the user has chosen, and what follows from it.

const state = {
  query: "",
  found: null, // 1 for each entity that the search found; null without a search
  hidden: meta.traits.map(() => new Uint8Array(256)), // 1 for each code that is not shown
  inView: false, // the list has only what is on the map now
  group: null, // entities that the list is limited to
  groupText: "",
  color: 0, // the trait that gives the colors
  tab: data.placed > 0 || data.size === 0 ? "placed" : "unplaced",
  selected: -1,
  entity: null, // the selected one, unpacked
};

// shown is what passes the search and the filters.
const shown = { order: places.order, placed: new Uint32Array(0), unplaced: new Uint32Array(0) };

const listeners = { filter: [], selection: [], color: [], list: [] };

function tell(what) {
  for (const listener of listeners[what]) listener();
}

// refilter finds out what is shown.
function refilter() {
  const passes = new Uint8Array(data.size);
  const active = state.hidden.map((codes, t) => t).filter((t) => state.hidden[t].includes(1));
  let placed = 0, unplaced = 0;
  for (let i = 0; i < data.size; i++) {
    let ok = !state.found || state.found[i] === 1;
    for (let a = 0; ok && a < active.length; a++) ok = state.hidden[active[a]][data.traits[active[a]][i]] === 0;
    if (!ok) continue;
    passes[i] = 1;
    if (hasPlace(i)) placed++;
    else unplaced++;
  }
  shown.placed = new Uint32Array(placed);
  shown.unplaced = new Uint32Array(unplaced);
  placed = unplaced = 0;
  for (let i = 0; i < data.size; i++) {
    if (passes[i] === 0) continue;
    if (hasPlace(i)) shown.placed[placed++] = i;
    else shown.unplaced[unplaced++] = i;
  }
  shown.order = placed === places.order.length ? places.order : places.order.filter((i) => passes[i] === 1);
  tell("filter");
}

// listed returns the entities of the list.
function listed() {
  if (state.tab === "unplaced") return shown.unplaced;
  if (state.group) return state.group;
  if (!state.inView) return shown.placed;
  const left = camera.left(), right = left + camera.width / camera.size();
  const top = camera.top(), bottom = top + camera.height / camera.size();
  return shown.placed.filter((i) => {
    const x = places.x[i] + Math.ceil(left - places.x[i]);
    return x <= right && places.y[i] >= top && places.y[i] <= bottom;
  });
}

function select(i, { fly = true } = {}) {
  state.selected = i;
  state.entity = null;
  if (i >= 0 && state.tab !== (hasPlace(i) ? "placed" : "unplaced")) {
    state.tab = hasPlace(i) ? "placed" : "unplaced";
    tell("list");
  }
  tell("selection");
  if (i < 0) return;
  entity(i).then((e) => {
    if (state.selected !== i) return;
    state.entity = e;
    tell("selection");
    if (fly && hasPlace(i)) goTo(e);
  });
}

// goTo moves the camera to an entity: so near that all of it can be seen, or just as far as
// is needed if the camera is near already.
function goTo(e) {
  const x = places.x[e.number], y = places.y[e.number];
  const px = camera.screenX(x), py = camera.screenY(y);
  const inside = px > 40 && py > 40 && px < camera.width - 40 && py < camera.height - 40;
  if (camera.zoom >= 8) {
    if (!inside) camera.fly(x, y, camera.zoom);
    return;
  }
  const box = { west: x, east: x, north: y, south: y };
  const add = (place) => {
    if (!place) return;
    const d = worldX(place.lon) - x, near = x + d - Math.round(d);
    box.west = Math.min(box.west, near);
    box.east = Math.max(box.east, near);
    box.north = Math.min(box.north, worldY(place.lat));
    box.south = Math.max(box.south, worldY(place.lat));
  };
  for (const { values: v } of e.responses.slice(0, shownResponses)) {
    add(degrees(v.Latitude, v.Longitude));
    add(degrees(v.SouthLatitude, v.WestLongitude));
    add(degrees(v.NorthLatitude, v.EastLongitude));
  }
  add(degrees(e.reverse.Latitude, e.reverse.Longitude));
  camera.show(box, 14);
}

// Colors that values have by their meaning; others take the rest in the order of how many
// entities have them. They can be told apart by most people who see few colors.
const knownColors = {
  high: "#1a9e77", medium: "#e0a100", low: "#d5481c",
  success: "#2f74d0", good: "#1a9e77", ambiguous: "#e0a100", uphierarchy: "#d5481c",
  badrequest: "#d5481c", geocode: "#2f74d0", reverse: "#b2569f",
};
const otherColors = ["#2f74d0", "#1a9e77", "#b2569f", "#e0a100", "#56b4e9", "#d5481c", "#8a6d3b"];
const restColor = "#6b7785", noneColor = "#a7b0bb";
const maxSlots = 7;
const knownOrder = ["high", "medium", "low"];

// inOrder puts values that have an order of their own into it, before others.
function inOrder(trait, codes) {
  const known = codes.filter((code) => rankOf(trait, code) >= 0).sort((a, b) => rankOf(trait, a) - rankOf(trait, b));
  return [...known, ...codes.filter((code) => rankOf(trait, code) < 0)];
}

const rankOf = (trait, code) => knownOrder.indexOf(traitValue(trait, code).toLowerCase());

// colorsOf returns the colors for a trait: slots, and the slot of each code.
function colorsOf(trait) {
  const numbers = new Uint32Array(256);
  for (const code of data.traits[trait]) numbers[code]++;
  const codes = [...numbers.keys()].filter((code) => numbers[code] > 0 && code !== 0 && code !== otherCode).sort((a, b) => numbers[b] - numbers[a]);
  const colors = { trait, slots: [], slotOf: new Uint8Array(256) };
  const add = (name, color, number, codes) => {
    for (const code of codes) colors.slotOf[code] = colors.slots.length;
    colors.slots.push({ name, color, number });
  };
  const own = inOrder(trait, codes.slice(0, codes.length > maxSlots ? maxSlots - 1 : maxSlots));
  const taken = own.map((code) => knownColors[traitValue(trait, code).toLowerCase()]).filter(Boolean);
  const free = otherColors.filter((color) => !taken.includes(color));
  for (const code of own) {
    const name = traitValue(trait, code);
    add(name, knownColors[name.toLowerCase()] ?? free.shift() ?? restColor, numbers[code], [code]);
  }
  const rest = codes.slice(own.length);
  const others = rest.reduce((sum, code) => sum + numbers[code], numbers[otherCode]);
  if (others > 0) add("(others)", restColor, others, [...rest, otherCode]);
  if (numbers[0] > 0) add("(none)", noneColor, numbers[0], [0]);
  return colors;
}

let colors = colorsOf(state.color);

function colorBy(trait) {
  state.color = trait;
  colors = colorsOf(trait);
  tell("color");
}

const colorOf = (i) => colors.slots[colors.slotOf[data.traits[colors.trait][i]]].color;
