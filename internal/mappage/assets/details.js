// The selected entity: its request beside its responses.

let shownResponses = 25;
const shownPoints = 100;

function showDetails() {
  const box = byId("details"), e = state.entity;
  if (state.selected < 0) {
    box.hidden = true;
    return;
  }
  if (!e) return; // what was shown stays until the entity is unpacked
  byId("entity-title").textContent = e.own.Id ?? "(no Id)";
  byId("entity-summary").textContent = summary(e);
  byId("table").replaceChildren(table(e));
  byId("table").scrollTo(0, 0);
  if (box.hidden) {
    box.hidden = false;
    resize();
  }
  const k = positionOf(e.number);
  byId("previous").disabled = k === 0;
  byId("next").disabled = k === numbers.length - 1;
  byId("status").textContent = "Selected: " + byId("entity-title").textContent + ", " + byId("entity-summary").textContent;
}

function summary(e) {
  const parts = ["Entity " + integer.format(e.number + 1)];
  if (e.own.StatusCode) parts.push(e.own.StatusCode);
  if (e.own.FaultReason) parts.push(e.own.FaultReason);
  parts.push(e.responses.length === 0 ? "no response" : count(e.responses.length, "response"));
  const i = e.number;
  if (!hasPlace(i)) parts.push(data.flags[i] & badPlace ? "its coordinates are no place on Earth" : "no place");
  else if (Math.abs(data.lat[i] / 1e7) > maxLatitude) parts.push("drawn at the edge of the map, which ends at 85.05°");
  return parts.join(" · ");
}

// table makes a table with a column for each request and response, and a row for each name
// that has a value in one of them.
function table(e) {
  const columns = [];
  const isRequest = (column) => !column.response;
  for (const [name, values] of [["Geocode request", e.geocode], ["Reverse request", e.reverse]]) {
    if (Object.keys(values).length > 0) columns.push({ name, values });
  }
  if (columns.length === 0) columns.push({ name: "No request", values: {} });
  e.responses.slice(0, shownResponses).forEach((response, k) => {
    columns.push({ name: e.responses.length > 1 ? "Response " + (k + 1) : "Response", values: response.values, response });
  });
  const names = new Set([...meta.fields.GeocodeRequest, ...meta.fields.ReverseGeocodeRequest, ...meta.fields.GeocodeResponse]);
  for (const column of columns) for (const name of Object.keys(column.values)) names.add(name);

  const body = element("tbody");
  const row = (name, cells) => {
    if (cells.some((cell) => cell)) body.append(element("tr", {}, element("th", { scope: "row" }, ...breakable(name)), ...cells.map((cell) => cell || element("td"))));
  };
  for (const name of names) {
    row(name, columns.map((column) => {
      const value = column.values[name];
      if (value === undefined) return null;
      const cell = element("td", {}, value);
      const differs = column.response && name !== "Latitude" && name !== "Longitude" && columns.some((other) => isRequest(other) && other.values[name] !== undefined && other.values[name].toLowerCase() !== value.toLowerCase());
      if (differs) {
        cell.className = "differs";
        cell.title = "This is not what the request has.";
      }
      return cell;
    }));
  }
  const asked = degrees(e.reverse.Latitude, e.reverse.Longitude);
  row("From the place asked for", columns.map((column) => {
    const place = column.response && degrees(column.values.Latitude, column.values.Longitude);
    return asked && place ? element("td", {}, distanceText(distance(asked, place))) : null;
  }));
  row("Points", columns.map((column) => listCell(column.response?.points, pointText)));
  row("Parts of the query", columns.map((column) => listCell(column.response?.pairs, (p) => (p.Property ?? "") + ": " + (p.Value ?? ""))));
  row("TraceId", columns.map((column, k) => (k === 0 && e.own.TraceId ? element("td", {}, e.own.TraceId) : null)));

  const head = element("thead", {}, element("tr", {}, element("td"), ...columns.map((column) => element("th", { scope: "col" }, column.name))));
  const parts = document.createDocumentFragment();
  parts.append(element("table", {}, head, body));
  if (e.responses.length > shownResponses) {
    const more = element("button", { type: "button" }, "Show " + count(e.responses.length - shownResponses, "more response"));
    more.addEventListener("click", () => {
      shownResponses = Infinity;
      byId("table").replaceChildren(table(e));
      redraw();
    });
    parts.append(more);
  }
  return parts;
}

// breakable returns a name that may be broken before its words.
const breakable = (name) => name.split(/(?=[A-Z])/).flatMap((word) => [element("wbr"), word]).slice(1);

function listCell(items, text) {
  if (!items || items.length === 0) return null;
  const rows = items.slice(0, shownPoints).map((item) => element("li", {}, text(item)));
  if (items.length > shownPoints) rows.push(element("li", { className: "dim" }, count(items.length - shownPoints, "more", "more")));
  return element("td", {}, element("ul", {}, ...rows));
}

function pointText(p) {
  const kind = [p.CalculationMethod, p.UsageTypes].filter(Boolean).join(", ");
  return (p.Latitude ?? "?") + ", " + (p.Longitude ?? "?") + (kind && " (" + kind + ")");
}

// distance returns how many meters are between two places, on a sphere.
function distance(a, b) {
  const rad = Math.PI / 180;
  const h = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}

function distanceText(meters) {
  return meters < 1000 ? integer.format(Math.round(meters)) + " m" : integer.format(Number((meters / 1000).toPrecision(4))) + " km";
}

function closeDetails() {
  const inside = byId("details").contains(document.activeElement);
  select(-1);
  resize();
  if (inside) (list.hidden ? byId("search") : list).focus();
}

byId("close").addEventListener("click", closeDetails);
byId("previous").addEventListener("click", () => step(-1));
byId("next").addEventListener("click", () => step(1));
