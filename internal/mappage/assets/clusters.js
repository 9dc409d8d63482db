// Places that are near each other are drawn as one. The places are sorted along a Z-shaped
// curve, so that those in one cell of any grid of halved squares are next to each other.

const gridBits = 26;

const places = (() => {
  const n = data.size;
  const p = { x: new Float64Array(n), y: new Float64Array(n), cellX: new Uint32Array(n), cellY: new Uint32Array(n), order: null };
  const most = 2 ** gridBits - 1;
  const placed = new Uint32Array(data.placed);
  let k = 0;
  for (let i = 0; i < n; i++) {
    if (!hasPlace(i)) continue;
    p.x[i] = worldX(data.lon[i] / 1e7);
    p.y[i] = worldY(data.lat[i] / 1e7);
    p.cellX[i] = Math.max(0, Math.min(most, p.x[i] * 2 ** gridBits));
    p.cellY[i] = Math.max(0, Math.min(most, p.y[i] * 2 ** gridBits));
    placed[k++] = i;
  }
  p.order = alongCurve(placed, p);
  return p;
})();

// alongCurve sorts places along the curve: by the bits of both coordinates in turn.
function alongCurve(numbers, { cellX, cellY }) {
  const half = gridBits / 2, mask = (1 << half) - 1;
  const spread = new Uint32Array(1 << half); // the bits with one of the other coordinate between
  for (let i = 0; i < spread.length; i++) {
    for (let b = 0; b < half; b++) spread[i] |= ((i >> b) & 1) << (2 * b);
  }
  let from = numbers, to = new Uint32Array(numbers.length);
  const starts = new Uint32Array(mask + 2);
  for (const [shift, digit] of [[0, 0], [0, half], [half, 0], [half, half]]) {
    const key = (i) => ((spread[(cellX[i] >>> shift) & mask] | (spread[(cellY[i] >>> shift) & mask] << 1)) >>> digit) & mask;
    starts.fill(0);
    for (let k = 0; k < from.length; k++) starts[key(from[k]) + 1]++;
    for (let k = 0; k <= mask; k++) starts[k + 1] += starts[k];
    for (let k = 0; k < from.length; k++) to[starts[key(from[k])]++] = from[k];
    [from, to] = [to, from];
  }
  return from;
}

// A Level has the clusters of places for one size of cells. Clusters that would cover each
// other are one.
class Level {
  constructor(depth, order) {
    this.depth = depth;
    this.of = order;
    const cells = cellsOf(depth, order);
    const into = joined(cells, 256 * 2 ** (depth - 2));
    const numbers = new Map(); // of the clusters, by the cell that the others are joined to
    const totals = [];
    for (let c = 0; c < cells.size; c++) {
      if (into[c] === c) {
        numbers.set(c, totals.length);
        totals.push(0);
      }
    }
    for (let c = 0; c < cells.size; c++) totals[numbers.get(into[c])] += cells.starts[c + 1] - cells.starts[c];
    this.size = totals.length;
    this.starts = new Uint32Array(this.size + 1);
    totals.forEach((n, c) => (this.starts[c + 1] = this.starts[c] + n));
    this.order = new Uint32Array(order.length);
    this.x = new Float64Array(this.size);
    this.y = new Float64Array(this.size);
    const next = this.starts.slice();
    for (let c = 0; c < cells.size; c++) {
      const to = numbers.get(into[c]), n = cells.starts[c + 1] - cells.starts[c];
      this.order.set(order.subarray(cells.starts[c], cells.starts[c + 1]), next[to]);
      next[to] += n;
      this.x[to] += (cells.x[c] - Math.round(cells.x[c] - cells.x[into[c]])) * n; // on one side of the antimeridian
      this.y[to] += cells.y[c] * n;
    }
    for (let c = 0; c < this.size; c++) {
      this.x[c] = (this.x[c] / this.count(c) + 1) % 1;
      this.y[c] /= this.count(c);
    }
    this.mixes = new Map();
  }

  count(c) { return this.starts[c + 1] - this.starts[c]; }

  members(c) { return this.order.subarray(this.starts[c], this.starts[c + 1]); }

  // mix returns how many members a cluster has of each color.
  mix(c, colors) {
    let mix = this.mixes.get(c);
    if (!mix) {
      mix = new Uint32Array(colors.slots.length);
      for (const i of this.members(c)) mix[colors.slotOf[data.traits[colors.trait][i]]]++;
      this.mixes.set(c, mix);
    }
    return mix;
  }
}

// cellsOf returns the cells of a grid that have places: where each begins in the order, and
// the middle of its places.
function cellsOf(depth, order) {
  const shift = gridBits - depth, starts = [];
  let cellX = -1, cellY = -1;
  for (let k = 0; k < order.length; k++) {
    const x = places.cellX[order[k]] >>> shift, y = places.cellY[order[k]] >>> shift;
    if (x !== cellX || y !== cellY) starts.push(k);
    cellX = x;
    cellY = y;
  }
  const cells = { size: starts.length, starts: Uint32Array.from([...starts, order.length]), x: new Float64Array(starts.length), y: new Float64Array(starts.length) };
  for (let c = 0; c < cells.size; c++) {
    const n = cells.starts[c + 1] - cells.starts[c];
    for (let k = cells.starts[c]; k < cells.starts[c + 1]; k++) {
      cells.x[c] += places.x[order[k]] / n;
      cells.y[c] += places.y[order[k]] / n;
    }
  }
  return cells;
}

// joined returns which cell each cell is joined to: itself, or a larger one near it that
// would cover it, at so many pixels for the whole world.
function joined(cells, size) {
  const grid = new Map(), columns = size / 64;
  const key = (x, y) => (((Math.floor(x * columns) % columns) + columns) % columns) * 2 ** 26 + Math.floor(y * columns);
  const count = (c) => cells.starts[c + 1] - cells.starts[c];
  for (let c = 0; c < cells.size; c++) {
    const k = key(cells.x[c], cells.y[c]);
    if (grid.has(k)) grid.get(k).push(c);
    else grid.set(k, [c]);
  }
  const into = new Int32Array(cells.size).fill(-1);
  const largest = Uint32Array.from({ length: cells.size }, (_, c) => c).sort((a, b) => count(b) - count(a));
  for (const c of largest) {
    if (into[c] >= 0) continue;
    into[c] = c;
    for (let column = -1; column <= 1; column++) {
      for (let row = -1; row <= 1; row++) {
        for (const o of grid.get(key(cells.x[c] + column / columns, cells.y[c] + row / columns)) ?? []) {
          if (into[o] >= 0) continue;
          const across = cells.x[o] - cells.x[c];
          const apart = Math.hypot(across - Math.round(across), cells.y[o] - cells.y[c]) * size;
          if (apart < 0.85 * (radius(count(c)) + radius(count(o)))) into[o] = c;
        }
      }
    }
  }
  return into;
}

// radius returns how large a cluster of so many places is drawn, in pixels.
const radius = (n) => (n === 1 ? 5.5 : Math.min(27, 10.5 + 2.2 * Math.log2(n) ** 0.8));

// depthAt returns how often the world is halved for cells of 64 to 128 pixels.
const depthAt = (zoom) => Math.min(gridBits, Math.floor(zoom) + 2);
