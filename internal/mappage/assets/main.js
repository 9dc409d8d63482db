// The beginning: everything is there, and is put together.

byId("loading").hidden = true;
byId("app").hidden = false;
byId("title").textContent = meta.title;
byId("credit").textContent = ["Natural Earth", meta.credit].filter(Boolean).join(" · ");

const unplacedCount = data.size - data.placed;
byId("summary").textContent = count(data.size, "entity", "entities") + ", " + integer.format(data.placed) + " on the map, " + integer.format(unplacedCount) + " without a place";
canvas.setAttribute("aria-label", "Map of the world with " + count(data.placed, "place"));

byId("theme").addEventListener("click", () => {
  themes.next();
  writeFragment();
});
byId("inview").addEventListener("change", () => {
  state.inView = byId("inview").checked;
  tell("list");
});
byId("reset").addEventListener("click", resetFilters);
byId("group-end").addEventListener("click", () => {
  state.group = null;
  tell("list");
  list.focus();
});

let typing = 0;
byId("search").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => search(byId("search").value), 200);
});
byId("search").addEventListener("keydown", async (event) => {
  if (event.key === "ArrowDown") list.focus();
  if (event.key !== "Enter") return;
  clearTimeout(typing);
  await search(byId("search").value);
  if (shown.placed.length === 0 && shown.unplaced.length > 0) state.tab = "unplaced";
  else if (state.tab === "unplaced" && shown.unplaced.length === 0) state.tab = "placed";
  tell("list");
  if (numbers.length > 0) select(numbers[0]);
});

let idle = 0;
camera.listeners.push(() => {
  redraw();
  writeFragment();
  if (!state.inView) return;
  clearTimeout(idle);
  idle = setTimeout(() => tell("list"), 150);
});
listeners.filter.push(() => {
  state.group = null;
  list.scrollTop = 0;
  relist();
  showFilters();
  redraw(true);
  writeFragment();
});
listeners.list.push(relist, writeFragment);
listeners.selection.push(showDetails, () => scrollTo(positionOf(state.selected)), fillSoon, () => redraw(), writeFragment);
listeners.color.push(showColors, () => (scene.level = null), relist, () => redraw(true), writeFragment);
themes.listeners.push(() => {
  theme = null;
  redraw(true);
});
new ResizeObserver(() => {
  resize();
  fillSoon();
}).observe(byId("map"));

makeFilters();
makeColors();
showColors();
themes.apply("auto");
resize();
const kept = readFragment();
if (!kept && state.selected < 0) {
  const box = boundsOfEntities(shown.order.length ? shown.order : places.order);
  const motion = camera.fly;
  camera.fly = camera.set; // the first view is there at once
  if (box) camera.show(box, 12);
  else showAll();
  camera.fly = motion;
}
world.ready.then(() => {
  redraw(true);
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("drawn")));
});
document.documentElement.dataset.ready = "yes";
