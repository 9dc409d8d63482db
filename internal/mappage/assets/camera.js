// The camera: which part of the world the map shows.

const canvas = byId("canvas");
const minZoom = 0, maxZoom = 20;

const camera = {
  x: 0.5, y: 0.5, // the middle, in units of the world
  zoom: 1,
  width: 300, height: 150, // of the map, in pixels
  flight: 0, // the animation under way
  listeners: [],

  size: () => 256 * 2 ** camera.zoom, // of the world, in pixels
  left: () => camera.x - camera.width / camera.size() / 2,
  top: () => camera.y - camera.height / camera.size() / 2,

  // screenX returns where the nearest copy of a place is on the map.
  screenX(x) {
    const d = x - camera.x;
    return camera.width / 2 + (d - Math.round(d)) * camera.size();
  },
  screenY: (y) => camera.height / 2 + (y - camera.y) * camera.size(),
  worldX: (px) => camera.x + (px - camera.width / 2) / camera.size(),
  worldY: (py) => camera.y + (py - camera.height / 2) / camera.size(),

  // set moves the camera, within the world from pole to pole.
  set(x, y, zoom) {
    camera.zoom = Math.max(minZoom, Math.min(maxZoom, zoom));
    camera.x = x - Math.floor(x);
    const half = camera.height / camera.size() / 2;
    camera.y = half >= 0.5 ? 0.5 : Math.max(half, Math.min(1 - half, y));
    for (const listener of camera.listeners) listener();
  },

  // zoomAt changes the zoom around a point of the map.
  zoomAt(px, py, by) {
    const zoom = Math.max(minZoom, Math.min(maxZoom, camera.zoom + by));
    const x = camera.worldX(px), y = camera.worldY(py), size = 256 * 2 ** zoom;
    camera.set(x - (px - camera.width / 2) / size, y - (py - camera.height / 2) / size, zoom);
  },

  panBy: (dx, dy) => camera.set(camera.x + dx / camera.size(), camera.y + dy / camera.size(), camera.zoom),

  stop() {
    cancelAnimationFrame(camera.flight);
  },

  // fly moves the camera in steps, or at once for those who want less motion.
  fly(x, y, zoom) {
    camera.stop();
    const from = { x: camera.x, y: camera.y, zoom: camera.zoom };
    let dx = x - from.x;
    dx -= Math.round(dx);
    const far = Math.hypot(dx, y - from.y) * camera.size() > 3 * camera.width;
    if (far || matchMedia("(prefers-reduced-motion: reduce)").matches) return camera.set(x, y, zoom);
    const begin = performance.now(), time = 350;
    const step = (now) => {
      const t = Math.min(1, Math.max(0, (now - begin) / time)), s = t * (2 - t);
      camera.set(from.x + dx * s, from.y + (y - from.y) * s, from.zoom + (zoom - from.zoom) * s);
      if (t < 1) camera.flight = requestAnimationFrame(step);
    };
    camera.flight = requestAnimationFrame(step);
  },

  // show flies to where a box fits the map; east may be beyond 1.
  show({ west, north, east, south }, most = 15) {
    const space = Math.min(60, camera.width / 6, camera.height / 6);
    const across = Math.log2((camera.width - 2 * space) / 256 / Math.max(east - west, 1e-9));
    const down = Math.log2((camera.height - 2 * space) / 256 / Math.max(south - north, 1e-9));
    camera.fly((west + east) / 2, (north + south) / 2, Math.max(minZoom, Math.min(most, across, down)));
  },
};

// boundsOfEntities returns the smallest box around the places of entities, which may cross
// the antimeridian, or null if there are none.
function boundsOfEntities(numbers) {
  const bins = 720, used = new Uint8Array(bins);
  const least = new Float64Array(bins).fill(Infinity), most = new Float64Array(bins).fill(-Infinity);
  let north = Infinity, south = -Infinity;
  for (const i of numbers) {
    const x = places.x[i], y = places.y[i], bin = Math.min(bins - 1, Math.floor(x * bins));
    used[bin] = 1;
    least[bin] = Math.min(least[bin], x);
    most[bin] = Math.max(most[bin], x);
    north = Math.min(north, y);
    south = Math.max(south, y);
  }
  if (north === Infinity) return null;
  let gap = 0, after = 0; // the longest run of empty bins, and the bin after it
  for (let bin = 0, run = 0; bin < 2 * bins; bin++) {
    if (used[bin % bins]) run = 0;
    else if (++run > gap && run <= bins) {
      gap = run;
      after = bin + 1;
    }
  }
  const first = after % bins, last = (after - gap - 1 + 2 * bins) % bins;
  const west = least[first], east = most[last];
  return { west, north, east: east < west ? east + 1 : east, south };
}
