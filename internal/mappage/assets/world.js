// The outline of the world, drawn from arcs: coasts, and borders between countries.

const world = { arcs: [], rings: [], levels: [], ready: null };

const maxLatitude = 85.0511287798066; // of Web Mercator, whose world is a square of side 1

const worldX = (lon) => lon / 360 + 0.5;

function worldY(lat) {
  const clamped = Math.max(-maxLatitude, Math.min(maxLatitude, lat));
  const sin = Math.sin((clamped * Math.PI) / 180);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
}

const longitude = (x) => (x - 0.5) * 360;

const latitude = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

world.ready = (async () => {
  const bytes = new Uint8Array(await unzip(fromBase64(document.querySelector("script.world").textContent)).arrayBuffer());
  let at = 0;
  const unsigned = () => {
    let n = 0, shift = 1;
    for (;;) {
      const b = bytes[at++];
      n += (b & 127) * shift;
      if (b < 128) return n;
      shift *= 128;
    }
  };
  const signed = () => {
    const n = unsigned();
    return n % 2 ? -(n + 1) / 2 : n / 2;
  };
  for (let arcs = unsigned(); arcs > 0; arcs--) {
    const head = unsigned();
    const points = head >> 1;
    const arc = { border: head % 2 === 1, points: new Float64Array(2 * points) };
    let lon = 0, lat = 0;
    for (let i = 0; i < points; i++) {
      lon += signed();
      lat += signed();
      arc.points[2 * i] = worldX(lon / 300);
      arc.points[2 * i + 1] = worldY(lat / 300);
    }
    Object.assign(arc, boundsOf([arc.points]));
    world.arcs.push(arc);
  }
  for (let rings = unsigned(); rings > 0; rings--) world.rings.push(ringOf(Array.from({ length: unsigned() }, signed)));
})();

// ringOf returns a ring of arcs, each with by how many worlds it is to be moved so that it
// begins where the one before ends.
function ringOf(numbers) {
  const ring = { arcs: [], around: 0 };
  let end = null;
  for (const number of numbers) {
    const points = world.arcs[number < 0 ? ~number : number].points, last = points.length - 2;
    const [first, then] = number < 0 ? [points[last], points[0]] : [points[0], points[last]];
    const move = end === null ? 0 : Math.round(end - first);
    ring.arcs.push({ number, move });
    end = then + move;
  }
  const { number } = ring.arcs[0], points = world.arcs[number < 0 ? ~number : number].points;
  ring.around = Math.round(end - (number < 0 ? points[points.length - 2] : points[0])); // not 0 around a pole
  const lines = ring.arcs.map(({ number, move }) => world.arcs[number < 0 ? ~number : number].points.map((p, i) => (i % 2 === 0 ? p + move : p)));
  return Object.assign(ring, boundsOf(lines), ring.around ? { south: 1 } : {});
}

function boundsOf(lines) {
  let west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
  for (const points of lines) {
    for (let i = 0; i < points.length; i += 2) {
      west = Math.min(west, points[i]);
      east = Math.max(east, points[i]);
      north = Math.min(north, points[i + 1]);
      south = Math.max(south, points[i + 1]);
    }
  }
  return { west, north, east, south };
}

// worldAt returns the points of all arcs for a zoom: those that are at least two thirds of a
// pixel apart.
function worldAt(zoom) {
  const level = Math.max(0, Math.min(8, Math.round(zoom)));
  if (!world.levels[level]) {
    const least = level === 8 ? 0 : 0.67 / (256 * 2 ** level);
    world.levels[level] = world.arcs.map((arc) => thinned(arc.points, least));
  }
  return world.levels[level];
}

function thinned(points, least) {
  const kept = [points[0], points[1]];
  const last = points.length - 2;
  for (let i = 2; i <= last; i += 2) {
    const dx = points[i] - kept[kept.length - 2], dy = points[i + 1] - kept[kept.length - 1];
    if (i === last || dx * dx + dy * dy >= least * least) kept.push(points[i], points[i + 1]);
  }
  return Float64Array.from(kept);
}

// drawWorld draws land, coasts and borders where a frame of the world is on a canvas: from its
// left and top edge in units of the world, at so many pixels for the whole world.
function drawWorld(context, frame, colors) {
  if (world.rings.length === 0) return; // not unpacked yet
  const { left, top, width, height, size } = frame;
  const arcs = worldAt(Math.log2(size / 256));
  const right = left + width / size, bottom = top + height / size;
  for (let copy = Math.floor(left) - 1; copy < right + 1; copy++) {
    const seen = (o) => o.west + copy < right && o.east + copy > left && o.north < bottom && o.south > top;
    const x = (p) => (p + copy - left) * size, y = (p) => (p - top) * size;
    context.beginPath();
    for (const ring of world.rings) {
      if (!seen(ring)) continue;
      let begun = false, start = 0, end = 0;
      for (const { number, move } of ring.arcs) {
        const points = arcs[number < 0 ? ~number : number];
        const n = points.length / 2;
        for (let k = begun ? 1 : 0; k < n; k++) {
          const i = number < 0 ? n - 1 - k : k;
          end = x(points[2 * i] + move);
          if (begun) context.lineTo(end, y(points[2 * i + 1]));
          else context.moveTo((start = end), y(points[2 * i + 1]));
          begun = true;
        }
      }
      if (ring.around) {
        context.lineTo(end, y(1));
        context.lineTo(start, y(1));
      }
    } // fill closes them; closePath would measure the whole path each time
    context.fillStyle = colors.land;
    context.fill("evenodd");
    for (const border of [true, false]) {
      context.beginPath();
      for (let a = 0; a < arcs.length; a++) {
        if (world.arcs[a].border === border && seen(world.arcs[a])) trace(context, arcs[a], x, y);
      }
      context.strokeStyle = border ? colors.border : colors.coast;
      context.lineWidth = border ? 1 : 0.8;
      context.stroke();
    }
  }
}

// trace adds a line to the path, without the edges along which the source is cut open at the
// antimeridian.
function trace(context, points, x, y) {
  const onCut = (i) => Math.abs(points[i] - Math.round(points[i])) < 1e-9;
  context.moveTo(x(points[0]), y(points[1]));
  for (let i = 2; i < points.length; i += 2) {
    if (onCut(i) && onCut(i - 2)) context.moveTo(x(points[i]), y(points[i + 1]));
    else context.lineTo(x(points[i]), y(points[i + 1]));
  }
}
