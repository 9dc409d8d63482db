// Moving the map by mouse, touch and keys.

const pointers = new Map(); // those that are down: id -> { x, y }
let moved = 0; // pixels since the first of them went down

const pointOf = (event) => ({ x: event.offsetX, y: event.offsetY });

canvas.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  camera.stop();
  if (pointers.size === 0) moved = 0;
  canvas.setPointerCapture(event.pointerId);
  pointers.set(event.pointerId, pointOf(event));
});

canvas.addEventListener("pointermove", (event) => {
  const before = pointers.get(event.pointerId), now = pointOf(event);
  if (!before) {
    if (event.pointerType === "mouse") canvas.classList.toggle("over", hitAt(now.x, now.y) >= 0);
    return;
  }
  moved += Math.hypot(now.x - before.x, now.y - before.y);
  if (moved < 4 && event.pointerType === "mouse") return;
  canvas.classList.add("moving");
  const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, p]) => p);
  pointers.set(event.pointerId, now);
  if (others.length === 0) return camera.panBy(before.x - now.x, before.y - now.y);
  const other = others[0]; // a pinch: the place between the fingers stays there
  const middle = (a) => ({ x: (a.x + other.x) / 2, y: (a.y + other.y) / 2 });
  const span = (a) => Math.max(20, Math.hypot(a.x - other.x, a.y - other.y));
  const from = middle(before), to = middle(now);
  camera.panBy(from.x - to.x, from.y - to.y);
  camera.zoomAt(to.x, to.y, Math.log2(span(now) / span(before)));
});

function pointerUp(event) {
  if (!pointers.delete(event.pointerId)) return;
  if (pointers.size > 0) return;
  canvas.classList.remove("moving");
  if (event.type === "pointerup" && moved < 8) click(event.offsetX, event.offsetY);
}
canvas.addEventListener("pointerup", pointerUp);
canvas.addEventListener("pointercancel", pointerUp);

// click selects the place at a point, or goes to those of a cluster.
function click(px, py) {
  const c = hitAt(px, py);
  if (c < 0) return;
  const members = hits.level.members(c);
  if (members.length === 1) return select(members[0], { fly: false });
  const box = boundsOfEntities(members);
  const apart = Math.max(box.east - box.west, box.south - box.north) * 256 * 2 ** maxZoom;
  if (apart > 30 && camera.zoom < maxZoom - 0.5) return camera.show(box, maxZoom);
  state.group = members.slice().sort();
  state.groupText = count(members.length, "entity", "entities") + " at this place";
  state.tab = "placed";
  list.scrollTop = 0;
  tell("list");
  byId("status").textContent = "The list has the " + state.groupText;
}

canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  camera.stop();
  const pixels = event.deltaY * (event.deltaMode === 1 ? 20 : event.deltaMode === 2 ? 400 : 1);
  const speed = event.ctrlKey ? 0.01 : 0.0025; // trackpads pinch with ctrlKey
  camera.zoomAt(event.offsetX, event.offsetY, Math.max(-1, Math.min(1, -pixels * speed)));
}, { passive: false });

canvas.addEventListener("dblclick", (event) => {
  if (hitAt(event.offsetX, event.offsetY) < 0) zoomBy(1, event.offsetX, event.offsetY);
});

function zoomBy(by, px = camera.width / 2, py = camera.height / 2) {
  const zoom = Math.max(minZoom, Math.min(maxZoom, Math.round(camera.zoom + by)));
  const x = camera.worldX(px), y = camera.worldY(py), size = 256 * 2 ** zoom;
  camera.fly(x - (px - camera.width / 2) / size, y - (py - camera.height / 2) / size, zoom);
}

function showAll() {
  const box = boundsOfEntities(shown.order);
  if (box) camera.show(box);
  else camera.fly(0.5, 0.4, Math.max(0.5, Math.log2(camera.width / 256)));
}

byId("zoom-in").addEventListener("click", () => zoomBy(1));
byId("zoom-out").addEventListener("click", () => zoomBy(-1));
byId("fit").addEventListener("click", showAll);

canvas.addEventListener("keydown", (event) => {
  const pan = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (pan) camera.panBy(pan[0] * 80, pan[1] * 80);
  else if (event.key === "+" || event.key === "=") zoomBy(1);
  else if (event.key === "-" || event.key === "_") zoomBy(-1);
  else if (event.key === "0" || event.key === "Home") showAll();
  else if (event.key === "Enter") click(camera.width / 2, camera.height / 2);
  else return;
  event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement && event.target.type === "search";
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    byId("search").focus();
    event.preventDefault();
  } else if (event.key === "Escape" && !typing && state.selected >= 0) closeDetails();
});
