// Searching: an entity is found if its values have all the words, in any case.

// A searcher finds the entities for one text. It can be given up.
class Searcher {
  constructor(text) {
    this.words = text.toLowerCase().split(/\s+/).filter(Boolean);
    this.stopped = false;
  }

  stop() { this.stopped = true; }

  // run fills an array with 1 for each entity that is found. It returns how many there are, or
  // -1 if it was given up. Progress is called with the share of entities looked at.
  async run(found, progress) {
    const needles = this.words
      .map((word) => JSON.stringify(word).slice(1, -1).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"))
      .sort((a, b) => b.length - a.length)
      .map((source) => new RegExp(source, "giu"));
    let total = 0, pause = performance.now();
    const ahead = [];
    for (let k = 0; k < data.chunks.length; k++) {
      while (ahead.length < 3 && k + ahead.length < data.chunks.length) ahead.push(unpack(k + ahead.length));
      const text = await ahead.shift();
      if (performance.now() - pause > 12) {
        await new Promise((resolve) => setTimeout(resolve));
        pause = performance.now();
        progress(k / data.chunks.length);
      }
      if (this.stopped) return -1;
      total += this.chunk(text, needles, found, data.chunks[k].first);
    }
    return total;
  }

  chunk(text, needles, found, number) {
    const [first, ...others] = needles;
    let total = 0, start = 0; // of the line of the entity that number is
    first.lastIndex = 0;
    for (let m = first.exec(text); m; m = first.exec(text)) {
      let end = text.indexOf("\n", start);
      while (end < m.index) {
        start = end + 1;
        number++;
        end = text.indexOf("\n", start);
      }
      const line = text.slice(start, end);
      if (others.every((needle) => ((needle.lastIndex = 0), needle.test(line))) && this.sure(line)) {
        found[number] = 1;
        total++;
      }
      start = end + 1;
      number++;
      first.lastIndex = start;
    }
    return total;
  }

  // sure reports whether the words are in values, and not what separates values or escapes
  // characters.
  sure(line) {
    if (!line.includes("\\") && !this.words.some((word) => /[[\],]/.test(word))) return true;
    const values = JSON.parse(line).flat(Infinity).map((value) => value.toLowerCase());
    return this.words.every((word) => values.some((value) => value.includes(word)));
  }
}
