// Drawing. The scene, which is the world with all places, is drawn on a canvas of its own that
// is larger than the map: while the map moves, the scene is only copied. What is selected is
// drawn over it.

const scene = {
  canvas: document.createElement("canvas"),
  frame: null, // { left, top, width, height, size } of what is drawn
  zoom: 0,
  level: null,
  dirty: true,
};
const margin = 0.3; // of the map's width and height, on each side

let theme = null;
const hits = { level: null, clusters: [] }; // what is on the scene: { c, x, y, r }

function readTheme() {
  const style = getComputedStyle(document.documentElement);
  theme = {};
  for (const name of ["sea", "land", "coast", "border", "grid", "beyond", "ring", "ink", "back", "front", "dim", "accent"]) theme[name] = style.getPropertyValue("--" + name).trim();
  theme.font = style.fontFamily;
}

let drawing = 0;

// redraw draws the map before the browser shows it next. Fresh draws the scene as well.
function redraw(fresh = false) {
  scene.dirty ||= fresh;
  drawing ||= requestAnimationFrame(() => {
    drawing = 0;
    draw();
  });
}

function resize() {
  const box = canvas.getBoundingClientRect(), ratio = devicePixelRatio || 1;
  camera.width = Math.max(1, box.width);
  camera.height = Math.max(1, box.height);
  canvas.width = Math.round(camera.width * ratio);
  canvas.height = Math.round(camera.height * ratio);
  camera.set(camera.x, camera.y, camera.zoom);
  redraw(true);
}

// offset returns how far the camera is right of the left edge of the scene, in units of the
// world, counting whole worlds so that it is next to it.
function offset() {
  const d = camera.left() - scene.frame.left;
  return d - Math.round(d - (scene.frame.width - camera.width) / scene.frame.size / 2);
}

function sceneServes() {
  if (scene.dirty || !scene.frame || scene.zoom !== camera.zoom) return false;
  const { top, width, height, size } = scene.frame;
  const x = offset() * size, y = (camera.top() - top) * size;
  return x >= 0 && x + camera.width <= width && y >= 0 && y + camera.height <= height;
}

function draw() {
  if (!theme) readTheme();
  if (!sceneServes()) drawScene();
  const context = canvas.getContext("2d", { alpha: false }), ratio = canvas.width / camera.width;
  context.setTransform(1, 0, 0, 1, 0, 0);
  const { top, size } = scene.frame;
  context.drawImage(scene.canvas, -Math.round(offset() * size * ratio), -Math.round((camera.top() - top) * size * ratio));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawDegrees(context);
  drawSelection(context);
  drawScale();
}

function drawScene() {
  const ratio = canvas.width / camera.width, size = camera.size();
  const width = camera.width * (1 + 2 * margin), height = camera.height * (1 + 2 * margin);
  const pixels = [Math.round(width * ratio), Math.round(height * ratio)];
  if (scene.canvas.width !== pixels[0] || scene.canvas.height !== pixels[1]) [scene.canvas.width, scene.canvas.height] = pixels;
  const frame = { left: camera.left() - (margin * camera.width) / size, top: camera.top() - (margin * camera.height) / size, width, height, size };
  Object.assign(scene, { frame, zoom: camera.zoom, dirty: false });
  const context = scene.canvas.getContext("2d", { alpha: false });
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = theme.beyond;
  context.fillRect(0, 0, width, height);
  context.fillStyle = theme.sea;
  context.fillRect(0, -frame.top * size, width, size);
  drawGrid(context, frame);
  drawWorld(context, frame, theme);
  drawTiles(context, frame);
  drawPlaces(context, frame);
}

// gridStep returns how many degrees are between the lines of the grid.
const gridStep = (size) => [90, 30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001].find((s) => (s / 360) * size < 220) ?? 0.001;

// drawGrid draws lines of longitude and latitude.
function drawGrid(context, frame) {
  const step = gridStep(frame.size);
  const right = frame.left + frame.width / frame.size;
  context.strokeStyle = theme.grid;
  context.lineWidth = 1;
  context.beginPath();
  for (let k = Math.ceil((longitude(frame.left) + 180) / step); (k * step) / 360 <= right; k++) {
    const x = ((k * step) / 360 - frame.left) * frame.size;
    context.moveTo(x, Math.max(0, -frame.top * frame.size));
    context.lineTo(x, Math.min(frame.height, (1 - frame.top) * frame.size));
  }
  const top = latitude(Math.max(0, frame.top)), bottom = latitude(Math.min(1, frame.top + frame.height / frame.size));
  for (let k = Math.ceil(bottom / step); k * step <= top; k++) {
    const y = (worldY(k * step) - frame.top) * frame.size;
    context.moveTo(0, y);
    context.lineTo(frame.width, y);
  }
  context.stroke();
}

// drawDegrees writes at the edges of the map which lines those of the grid are.
function drawDegrees(context) {
  const step = gridStep(camera.size()), digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const degreesText = (value, plus, minus) => Math.abs(value).toFixed(digits) + "°" + ([0, 180].includes(Math.abs(Number(value.toFixed(digits)))) ? "" : value > 0 ? plus : minus);
  context.font = "10.5px " + theme.font;
  context.fillStyle = theme.dim;
  context.textBaseline = "bottom";
  context.textAlign = "center";
  for (let k = Math.ceil(longitude(camera.left()) / step); ; k++) {
    const x = (worldX(k * step) - camera.left()) * camera.size();
    if (x > camera.width - 110) break;
    const lon = k * step - 360 * Math.round((k * step) / 360);
    if (x > 150) context.fillText(degreesText(lon, "E", "W"), x, camera.height - 3);
  }
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (let k = Math.ceil(-85 / step); k * step <= 85; k++) {
    const y = (worldY(k * step) - camera.top()) * camera.size();
    if (y > 150 && y < camera.height - 24) context.fillText(degreesText(k * step, "N", "S"), camera.width - 4, y);
  }
}

const tileImages = new Map(); // URL -> image, the least used first

function drawTiles(context, frame) {
  if (!meta.tiles) return;
  const zoom = Math.max(0, Math.min(19, Math.round(camera.zoom))), n = 2 ** zoom, size = frame.size / n;
  const first = Math.floor(frame.left * n), last = Math.floor((frame.left + frame.width / frame.size) * n);
  const top = Math.max(0, Math.floor(frame.top * n)), bottom = Math.min(n - 1, Math.floor((frame.top + frame.height / frame.size) * n));
  for (let y = top; y <= bottom; y++) {
    for (let x = first; x <= last; x++) {
      const image = tile(meta.tiles.replace("{z}", zoom).replace("{x}", ((x % n) + n) % n).replace("{y}", y));
      if (image.naturalWidth > 0) context.drawImage(image, (x / n - frame.left) * frame.size, (y / n - frame.top) * frame.size, size + 0.5, size + 0.5);
    }
  }
}

function tile(url) {
  let image = tileImages.get(url);
  tileImages.delete(url);
  if (!image) {
    image = new Image();
    image.referrerPolicy = "no-referrer";
    image.onload = () => redraw(true);
    image.src = url;
    if (tileImages.size > 400) tileImages.delete(tileImages.keys().next().value);
  }
  tileImages.set(url, image);
  return image;
}

function levelNow() {
  const depth = depthAt(camera.zoom);
  if (!scene.level || scene.level.depth !== depth || scene.level.of !== shown.order) scene.level = new Level(depth, shown.order);
  return scene.level;
}

function drawPlaces(context, frame) {
  const level = levelNow(), found = [];
  const { left, top, width, height, size } = frame;
  const bottom = top + height / size, right = left + width / size, edge = 30 / size;
  for (let c = 0; c < level.size; c++) {
    const y = level.y[c];
    if (y < top - edge || y > bottom + edge) continue;
    for (let x = level.x[c] + Math.ceil(left - edge - level.x[c]); x <= right + edge; x++) {
      found.push({ c, x: (x - left) * size, y: (y - top) * size, r: radius(level.count(c)) });
    }
  }
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const place of found) {
    if (level.count(place.c) === 1) drawDot(context, place.x, place.y, place.r, colorOf(level.members(place.c)[0]));
  }
  for (const place of found) {
    if (level.count(place.c) > 1) drawCluster(context, place, level);
  }
  hits.level = level;
  hits.clusters = found;
}

function drawDot(context, x, y, r, color) {
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.fillStyle = color;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = theme.ring;
  context.stroke();
}

// drawCluster draws a ring that has each color for its share, around the number of places.
function drawCluster(context, { c, x, y, r }, level) {
  const n = level.count(c), mix = level.mix(c, colors);
  context.beginPath();
  context.arc(x, y, r + 1, 0, 2 * Math.PI);
  context.fillStyle = theme.back;
  context.fill();
  const thick = 3 + r / 8;
  context.lineWidth = thick;
  let from = -Math.PI / 2;
  for (let s = 0; s < mix.length; s++) {
    if (mix[s] === 0) continue;
    const to = from + (2 * Math.PI * mix[s]) / n;
    context.beginPath();
    context.arc(x, y, r - thick / 2, from, to);
    context.strokeStyle = colors.slots[s].color;
    context.stroke();
    from = to;
  }
  context.font = "600 " + (r < 16 ? 10.5 : 12) + "px " + theme.font;
  context.fillStyle = theme.ink;
  context.fillText(short(n), x, y + 0.5);
}

// short returns a number in at most four characters.
function short(n) {
  if (n < 1000) return String(n);
  for (const [unit, letter] of [[1e3, "k"], [1e6, "M"], [1e9, "G"]]) {
    const v = n / unit;
    if (v < 9.95) return v.toFixed(1).replace(/\.0$/, "") + letter;
    if (v < 999.5) return Math.round(v) + letter;
  }
  return "∞";
}

// drawSelection draws the selected entity: the boxes, points and places of its responses, the
// place asked for, and a line from it to the place answered.
function drawSelection(context) {
  const i = state.selected;
  if (i < 0) return;
  const at = hasPlace(i) ? { x: camera.screenX(places.x[i]), y: camera.screenY(places.y[i]) } : null;
  const e = state.entity;
  if (e) {
    const near = (place) => near.to(worldX(place.lon), worldY(place.lat));
    // to returns where a place is on the map: its copy that is the nearest to the entity's
    near.to = (x, y) => {
      const middle = at ? places.x[i] : camera.x;
      const d = x - middle;
      return { x: camera.screenX(middle) + (d - Math.round(d)) * camera.size(), y: camera.screenY(y) };
    };
    const asked = degrees(e.reverse.Latitude, e.reverse.Longitude);
    e.responses.slice(0, shownResponses).forEach((response, k) => {
      const v = response.values;
      const southWest = degrees(v.SouthLatitude, v.WestLongitude), northEast = degrees(v.NorthLatitude, v.EastLongitude);
      if (southWest && northEast) drawBox(context, southWest, northEast, k === 0, at ? places.x[i] : camera.x);
      const place = degrees(v.Latitude, v.Longitude);
      if (place && asked) drawLine(context, near(asked), near(place), k === 0);
      for (const p of response.points.slice(0, shownPoints)) {
        const point = degrees(p.Latitude, p.Longitude);
        if (point) drawPoint(context, near(point));
      }
    });
    e.responses.slice(0, shownResponses).forEach((response, k) => {
      const place = degrees(response.values.Latitude, response.values.Longitude);
      if (!place) return;
      const { x, y } = near(place);
      drawDot(context, x, y, 7, colorOf(i));
      if (e.responses.length > 1 && camera.zoom >= 8) drawLabel(context, x, y, String(k + 1));
    });
    if (asked) drawAsked(context, near(asked));
  }
  if (at) {
    context.beginPath();
    context.arc(at.x, at.y, 11, 0, 2 * Math.PI);
    context.lineWidth = 5;
    context.strokeStyle = theme.ring;
    context.stroke();
    context.lineWidth = 2.5;
    context.strokeStyle = theme.accent;
    context.stroke();
  }
}

// drawBox draws a box; one whose west is greater than its east crosses the antimeridian.
function drawBox(context, southWest, northEast, first, middle) {
  const west = worldX(southWest.lon);
  let width = worldX(northEast.lon) - west;
  if (width < 0) width += 1;
  const d = west + width / 2 - middle;
  const left = camera.screenX(middle) + (d - Math.round(d) - width / 2) * camera.size();
  const top = camera.screenY(worldY(northEast.lat)), bottom = camera.screenY(worldY(southWest.lat));
  context.lineWidth = first ? 2 : 1;
  context.strokeStyle = theme.accent;
  context.setLineDash(first ? [] : [4, 4]);
  context.strokeRect(left, top, Math.max(1, width * camera.size()), Math.max(1, bottom - top));
  context.setLineDash([]);
}

function drawLine(context, from, to, first) {
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.lineWidth = first ? 2 : 1;
  context.setLineDash([6, 4]);
  context.strokeStyle = theme.front;
  context.stroke();
  context.setLineDash([]);
}

function drawPoint(context, { x, y }) {
  context.fillStyle = theme.accent;
  context.strokeStyle = theme.ring;
  context.lineWidth = 1;
  context.beginPath();
  context.rect(x - 3.5, y - 3.5, 7, 7);
  context.fill();
  context.stroke();
}

// drawAsked draws the place that a reverse request asks for, as a cross.
function drawAsked(context, { x, y }) {
  for (const [width, color] of [[5, theme.ring], [2.5, theme.front]]) {
    context.beginPath();
    context.moveTo(x - 6, y - 6);
    context.lineTo(x + 6, y + 6);
    context.moveTo(x + 6, y - 6);
    context.lineTo(x - 6, y + 6);
    context.lineWidth = width;
    context.strokeStyle = color;
    context.stroke();
  }
}

function drawLabel(context, x, y, text) {
  context.font = "600 12px " + theme.font;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineWidth = 3;
  context.strokeStyle = theme.ring;
  context.strokeText(text, x + 10, y - 8);
  context.fillStyle = theme.front;
  context.fillText(text, x + 10, y - 8);
}

// drawScale sets the bar that says how long a distance on the map is.
function drawScale() {
  const meters = (40075016.686 * Math.cos((latitude(camera.y) * Math.PI) / 180)) / camera.size();
  let length = 10 ** Math.floor(Math.log10(meters * 110));
  length = [5, 2, 1].map((f) => f * length).find((l) => l / meters <= 110) ?? length;
  const bar = byId("scale");
  bar.style.width = Math.round(length / meters) + "px";
  bar.firstElementChild.textContent = length >= 1000 ? integer.format(length / 1000) + " km" : integer.format(length) + " m";
}

// hitAt returns the cluster at a point of the map, or -1.
function hitAt(px, py) {
  if (!scene.frame) return -1;
  const { top, size } = scene.frame;
  const x = px + offset() * size, y = py + (camera.top() - top) * size;
  let best = -1, least = Infinity;
  for (const place of hits.clusters) {
    const d = Math.hypot(place.x - x, place.y - y) - Math.max(place.r, 9);
    if (d <= 3 && d < least) {
      best = place.c;
      least = d;
    }
  }
  return best;
}
