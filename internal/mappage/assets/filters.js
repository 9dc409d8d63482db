// The search and the filters.

let searcher = null;

async function search(text) {
  searcher?.stop();
  state.query = text.trim();
  const mine = new Searcher(state.query);
  searcher = mine;
  if (mine.words.length === 0) {
    state.found = null;
    byId("side").removeAttribute("aria-busy");
    return refilter();
  }
  byId("side").setAttribute("aria-busy", "true");
  const found = new Uint8Array(data.size);
  const total = await mine.run(found, (share) => {
    byId("filtered").textContent = " – searching, " + Math.floor(100 * share) + "%";
  });
  if (total < 0) return;
  byId("side").removeAttribute("aria-busy");
  state.found = found;
  refilter();
}

// makeFilters makes a check box for each value of each trait.
function makeFilters() {
  meta.traits.forEach((trait, t) => {
    const numbers = new Uint32Array(256);
    for (const code of data.traits[t]) numbers[code]++;
    const codes = inOrder(t, [...numbers.keys()].filter((code) => numbers[code] > 0).sort((a, b) => numbers[b] - numbers[a]));
    if (codes.length === 0) return;
    const set = element("fieldset", {}, element("legend", {}, trait.name));
    const boxes = codes.map((code) => {
      const name = traitValue(t, code);
      const box = element("input", { type: "checkbox", checked: state.hidden[t][code] === 0 });
      box.dataset.trait = t;
      box.dataset.code = code;
      box.addEventListener("change", () => {
        state.hidden[t][code] = box.checked ? 0 : 1;
        refilter();
      });
      return element("label", { className: "check", title: name }, box, element("span", { className: "name" }, name), element("span", { className: "number" }, integer.format(numbers[code])));
    });
    set.append(...boxes.slice(0, 12));
    if (boxes.length > 12) {
      const more = element("button", { type: "button" }, count(boxes.length - 12, "more value"));
      more.addEventListener("click", () => {
        more.replaceWith(...boxes.slice(12));
        boxes[12].querySelector("input").focus();
      });
      set.append(more);
    }
    byId("traits").append(set);
  });
}

// showFilters shows what is chosen on the check boxes and beside them.
function showFilters() {
  for (const box of document.querySelectorAll("#traits input")) box.checked = state.hidden[box.dataset.trait][box.dataset.code] === 0;
  byId("inview").checked = state.inView;
  const n = shown.placed.length + shown.unplaced.length;
  const text = n === data.size ? "" : integer.format(n) + " of " + count(data.size, "entity", "entities");
  byId("filtered").textContent = text && " – " + text + " shown";
  byId("status").textContent = text ? text + " shown" : "All entities are shown";
  byId("reset").hidden = n === data.size;
}

function resetFilters() {
  for (const codes of state.hidden) codes.fill(0);
  byId("search").value = "";
  search("");
}

function makeColors() {
  const choice = byId("color");
  meta.traits.forEach((trait, t) => choice.append(element("option", { value: String(t) }, trait.name)));
  choice.addEventListener("change", () => colorBy(Number(choice.value)));
}

function showColors() {
  byId("color").value = String(state.color);
  byId("colors").replaceChildren(...colors.slots.map(({ name, color, number }) => {
    const dot = element("span", { className: "dot" });
    dot.style.background = color;
    return element("li", { title: name }, dot, element("span", { className: "name" }, name), element("span", { className: "number" }, integer.format(number)));
  }));
}
