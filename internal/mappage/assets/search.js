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
    const needles = this.words.map((word) => JSON.stringify(word).slice(1, -1)).sort((a, b) => b.length - a.length);
    let total = 0, pause = performance.now();
    const ahead = [];
    for (let k = 0; k < data.chunks.length; k++) {
      while (ahead.length < 6 && k + ahead.length < data.chunks.length) ahead.push(unpack(k + ahead.length));
      const text = (await ahead.shift()).toLowerCase(); // many times faster than a pattern for any case
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
    for (let at = text.indexOf(first); at >= 0; at = text.indexOf(first, start)) {
      let end = text.indexOf("\n", start);
      while (end < at) {
        start = end + 1;
        number++;
        end = text.indexOf("\n", start);
      }
      const line = text.slice(start, end);
      if (others.every((needle) => line.includes(needle)) && this.sure(line)) {
        found[number] = 1;
        total++;
      }
      start = end + 1;
      number++;
    }
    return total;
  }

  // sure reports whether the words are in values, and not what separates values or escapes
  // characters.
  sure(line) {
    if (!line.includes("\\") && !this.words.some((word) => /[[\],]/.test(word))) return true;
    const values = JSON.parse(line).flat(Infinity);
    return this.words.every((word) => values.some((value) => value.includes(word)));
  }
}
