// The fragment of the page's address keeps what is shown, so that an address can be kept or
// passed on: #at=51.5,-0.12&zoom=9&entity=17&search=leeds&hide=StatusCode:Success

let written = ""; // the fragment that this page has set

function fragment() {
  const f = new URLSearchParams();
  f.set("at", latitude(camera.y).toFixed(5) + "," + longitude(camera.x).toFixed(5));
  f.set("zoom", camera.zoom.toFixed(2));
  if (state.selected >= 0) f.set("entity", state.selected + 1);
  if (state.query) f.set("search", state.query);
  if (state.color !== 0) f.set("color", meta.traits[state.color].name);
  state.hidden.forEach((codes, t) => codes.forEach((hide, code) => {
    if (hide) f.append("hide", meta.traits[t].name + ":" + (code === otherCode ? "*" : meta.traits[t].values[code]));
  }));
  if (state.tab === "unplaced") f.set("list", "unplaced");
  if (state.inView) f.set("inview", "yes");
  if (themes.chosen !== "auto") f.set("theme", themes.chosen);
  return "#" + f.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
}

let writing = 0;

function writeFragment() {
  clearTimeout(writing);
  writing = setTimeout(() => {
    written = fragment();
    if (written !== location.hash) history.replaceState(null, "", written);
  }, 250);
}

// readFragment sets what is shown to what the address says. It reports whether that says
// where the camera is.
function readFragment() {
  const f = new URLSearchParams(location.hash.slice(1));
  const trait = (name) => meta.traits.findIndex((t) => t.name === name);
  for (const codes of state.hidden) codes.fill(0);
  for (const item of f.getAll("hide")) {
    const colon = item.indexOf(":"), t = trait(item.slice(0, colon)), value = item.slice(colon + 1);
    if (t < 0) continue;
    const code = value === "*" ? otherCode : meta.traits[t].values.indexOf(value);
    if (code >= 0) state.hidden[t][code] = 1;
  }
  if (trait(f.get("color")) >= 0) colorBy(trait(f.get("color")));
  if (f.get("list") === "unplaced") state.tab = "unplaced";
  state.inView = f.get("inview") === "yes";
  if (f.has("theme")) themes.apply(f.get("theme"));
  byId("search").value = f.get("search") ?? "";
  search(byId("search").value);
  const place = degrees(...(f.get("at") ?? "").split(",")), zoom = Number(f.get("zoom") ?? NaN);
  const placed = place !== null && Number.isFinite(zoom);
  if (placed) camera.set(worldX(place.lon), worldY(place.lat), zoom);
  const number = Number(f.get("entity") ?? 0);
  if (Number.isInteger(number) && number >= 1 && number <= data.size) select(number - 1, { fly: !placed });
  return placed;
}

addEventListener("hashchange", () => {
  if (location.hash !== written) readFragment();
});
