// The data of the page: what is known of all entities at once, and the entities themselves,
// which are unpacked when they are shown.

const meta = JSON.parse(byId("meta").textContent);

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const chars = atob(text);
  const bytes = new Uint8Array(chars.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = chars.charCodeAt(i);
  return bytes;
}

// unzip returns a Response with what is packed in bytes.
function unzip(bytes) {
  const unzipping = new DecompressionStream("gzip"), writer = unzipping.writable.getWriter();
  writer.write(bytes).catch(() => {}); // whoever reads gets the error
  writer.close().catch(() => {});
  return new Response(unzipping.readable);
}

const indexSize = 16;
const noPlace = -(2 ** 31);
const badPlace = 1;
const otherCode = 255;

// data has a value of each entity in each array.
const data = (() => {
  const size = meta.entities;
  const d = {
    size,
    lat: new Int32Array(size), // in units of 1e-7 degrees
    lon: new Int32Array(size),
    traits: meta.traits.map(() => new Uint8Array(size)), // codes
    responses: new Uint8Array(size), // 255 or more are 255
    flags: new Uint8Array(size),
    placed: 0,
    chunks: [], // { first, size, packed }
  };
  const packed = document.querySelectorAll("script.entities");
  const rows = document.querySelectorAll("script.index");
  let at = 0;
  for (let k = 0; k < rows.length; k++) {
    const bytes = fromBase64(rows[k].textContent);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const first = at;
    for (let p = 0; p < bytes.length; p += indexSize, at++) {
      d.lat[at] = view.getInt32(p, true);
      d.lon[at] = view.getInt32(p + 4, true);
      for (let t = 0; t < d.traits.length; t++) d.traits[t][at] = bytes[p + 8 + t];
      d.responses[at] = bytes[p + 13];
      d.flags[at] = bytes[p + 14];
      if (d.lat[at] !== noPlace) d.placed++;
    }
    d.chunks.push({ first, size: at - first, packed: packed[k] });
    rows[k].textContent = "";
  }
  if (at !== size) throw new Error("the page has " + at + " entities, not " + size);
  return d;
})();

const hasPlace = (i) => data.lat[i] !== noPlace;

// traitValue returns what a code of a trait means, for people.
function traitValue(t, code) {
  if (code === otherCode) return "(others)";
  return meta.traits[t].values[code] || "(none)";
}

const chunkCache = new Map(); // number of a chunk -> promise of its lines, least used first
const maxCached = 64;

function chunkOf(i) {
  let low = 0, high = data.chunks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (data.chunks[middle].first <= i) low = middle;
    else high = middle - 1;
  }
  return low;
}

// unpack returns the text of a chunk: a line of JSON for each entity.
function unpack(k) {
  return unzip(fromBase64(data.chunks[k].packed.textContent)).text();
}

function lines(k) {
  let entry = chunkCache.get(k);
  chunkCache.delete(k);
  if (!entry) {
    entry = { lines: null, promise: null };
    entry.promise = unpack(k).then((text) => (entry.lines = text.split("\n")));
    if (chunkCache.size >= maxCached) chunkCache.delete(chunkCache.keys().next().value);
  }
  chunkCache.set(k, entry);
  return entry;
}

// parse makes an entity of a line: an object with the values of each part by their names.
function parse(i, line) {
  const names = meta.fields;
  const part = (group, values) => {
    const o = {};
    values.forEach((value, slot) => { if (value !== "") o[names[group][slot]] = value; });
    return o;
  };
  const [own, reverse, geocode, ...responses] = JSON.parse(line);
  return {
    number: i,
    own: part("GeocodeEntity", own),
    reverse: part("ReverseGeocodeRequest", reverse),
    geocode: part("GeocodeRequest", geocode),
    responses: responses.map(([values, points, pairs]) => ({
      values: part("GeocodeResponse", values),
      points: points.map((p) => part("GeocodePoint", p)),
      pairs: pairs.map((p) => part("QueryParseValue", p)),
    })),
  };
}

// entityNow returns an entity if it is unpacked, or else null; then is called when it is.
function entityNow(i, then) {
  const k = chunkOf(i);
  const entry = lines(k);
  if (entry.lines) return parse(i, entry.lines[i - data.chunks[k].first]);
  if (then) entry.promise.then(then);
  return null;
}

async function entity(i) {
  const k = chunkOf(i);
  return parse(i, (await lines(k).promise)[i - data.chunks[k].first]);
}

// degrees returns the numbers that a pair of coordinates is, or null where it is no place.
function degrees(latitude, longitude) {
  const number = /^[ \t\r\n]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[ \t\r\n]*$/;
  if (!number.test(latitude ?? "") || !number.test(longitude ?? "")) return null;
  const lat = Number(latitude), lon = Number(longitude);
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

// requestText returns what an entity asks for, on one line.
function requestText(e) {
  const { geocode: g, reverse: r } = e;
  if (g.Query) return g.Query;
  const parts = ["FormattedAddress", "AddressLine", "Locality", "PostalTown", "PostalCode", "AdminDistrict2", "AdminDistrict", "CountryRegion"]
    .map((name) => g[name]).filter(Boolean);
  if (parts.length) return parts.join(", ");
  if (r.Latitude || r.Longitude) return (r.Latitude ?? "?") + ", " + (r.Longitude ?? "?");
  return "";
}

// responseText returns what a response says, on one line.
function responseText(response) {
  const v = response.values;
  return v.FormattedAddress || v.Name || [v.AddressLine, v.Locality, v.CountryRegion].filter(Boolean).join(", ") || [v.Latitude, v.Longitude].filter(Boolean).join(", ");
}
