// Search in the reader's own browser: no server is asked anything but the files of this site. What is looked up, and in which files,
// is described in the program's `grams` and `postings`; both sides do the same, step for step.
// Whatever comes from a query, the index or a page is shown as text; no markup is taken from anywhere.
(function () {
  "use strict";
  const root = new URL("../../", document.currentScript.src);
  const base = new URL("site_search/", root);
  const FORMAT = 1;
  const PER_VIEW = 10;
  const REACH = 80000; // bytes of the index that one look may load,
  const FARTHEST = 100000; // and that it may where it has found little; after that the reader is asked
  const AT_ONCE = 4; // parts
  const MOST_GRAMS = 10;
  const MOST_PIECES = 4; // of a query that finds nothing
  const LONGEST = 100;
  const WEIGHTS = [1, 1.5, 2.5, 4];
  const ALONE = 0;
  const MARK = 1;

  // ---- Words and grams
  const HAN = "\\u3005-\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const BREAKS = "。、!?;,\n";
  const WORD = new RegExp("[" + HAN + "]|[0-9]+|(?:(?![" + HAN + "0-9])[\\p{L}\\p{N}])+|[" + BREAKS + "]", "gu");
  const IS_HAN = new RegExp("^[" + HAN + "]$", "u");
  const utf8 = new TextEncoder();

  function fold(character) { return character.normalize("NFKC").toLowerCase(); }

  function numberOf(word) {
    if (BREAKS.includes(word)) { return 0; }
    if (IS_HAN.test(word)) { return word.codePointAt(0); }
    let value = 0x811c9dc5;
    for (const byte of utf8.encode(word)) { value = Math.imul(value ^ byte, 0x01000193); }
    return (value | 0x80000000) >>> 0;
  }

  function mix(first, second) {
    const other = Math.imul(second, 0x85ebca77);
    let h = Math.imul(first, 0x9e3779b1) ^ ((other << 13) | (other >>> 19));
    h ^= h >>> 15;
    h = Math.imul(h, 0x2c1b3c6d);
    h ^= h >>> 12;
    h = Math.imul(h, 0x297a2d39);
    h ^= h >>> 15;
    return h >>> 0;
  }

  // The words of a text with the places they stand at: [{number, begin, end}], in UTF-16 units of the text itself.
  function wordsOf(text) {
    let folded = "";
    const origin = [];
    let at = 0;
    for (const character of text) {
      const form = fold(character);
      for (let unit = 0; unit < form.length; unit += 1) { origin.push([at, at + character.length]); }
      folded += form;
      at += character.length;
    }
    return Array.from(folded.matchAll(WORD), function (match) {
      return { number: numberOf(match[0]), begin: origin[match.index][0], end: origin[match.index + match[0].length - 1][1] };
    });
  }

  // A query as it is spoken of: between one pair of quotation marks, the reader's own or ours.
  function named(query) {
    return "“" + query.trim().replace(/^["“「『](.*)["”」』]$/su, "$1") + "”";
  }

  // A query is terms between blanks; a term is a row of words that stand beside each other. All terms must be found.
  function termsOf(query) {
    const terms = [];
    query.split(/\s+/u).forEach(function (piece) {
      let term = [];
      wordsOf(piece).concat([{ number: 0 }]).forEach(function (word) {
        if (word.number) { term.push(word.number); } else if (term.length) { terms.push(term); term = []; }
      });
    });
    return terms;
  }

  // A long row of Han characters in twos (the last in three where one is left over): most words are of two characters.
  const ROW = new RegExp("[" + HAN + "]{4,}", "gu");
  function apart(query) {
    return query.replace(ROW, function (row) {
      const characters = Array.from(row);
      const pieces = [];
      while (characters.length > 3) { pieces.push(characters.splice(0, 2).join("")); }
      return pieces.concat(characters.join("")).join(" ");
    });
  }

  // Those for which the question is answered with yes, in their order.
  async function keep(all, asked) {
    const answers = await Promise.all(all.map(asked));
    return all.filter(function (_, place) { return answers[place]; });
  }

  function gramsOf(terms) {
    const grams = new Set();
    terms.forEach(function (term) {
      if (term.length === 1) { grams.add(mix(term[0], ALONE)); }
      for (let place = 1; place < term.length; place += 1) { grams.add(mix(term[place - 1], term[place])); }
    });
    const all = Array.from(grams);
    // Of a long query a part is enough to find; each page shown is compared with the whole of it.
    return all.length <= MOST_GRAMS ? all : Array.from({ length: MOST_GRAMS }, function (_, place) {
      return all[Math.floor(place * all.length / MOST_GRAMS)];
    });
  }

  // ---- Files
  class Changed extends Error {}
  class Gone extends Error {}
  const loaded = new Map();
  let kept = "default"; // whether the browser's own store will do; after a failure everything is asked for again
  function load(address, how, again) {
    const url = new URL(address, base).href;
    if (again || !loaded.has(url)) {
      const asked = fetch(url, { credentials: "same-origin", cache: again ? "no-cache" : kept }).then(function (answer) {
        if (!answer.ok) { throw new (answer.status === 404 || answer.status === 410 ? Gone : Error)(url); }
        return answer[how]();
      });
      asked.catch(function () { loaded.delete(url); });
      loaded.set(url, asked);
    }
    return loaded.get(url);
  }

  async function bucket(part, gram) {
    const number = part.bits ? gram >>> (32 - part.bits) : 0;
    const name = part.name + "/" + number.toString(16).padStart(2, "0") + ".bin?" + part.stamp;
    const data = new Uint8Array(await load(name, "arrayBuffer"));
    const stamp = Array.from(data.subarray(0, 4), function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
    if (stamp !== part.stamp) { throw new Changed(name); }
    return data;
  }

  // Where a gram stands in a part: Map of article → weight.
  function postings(data, gram) {
    const key = gram & 0xffffff;
    let at = 4;
    function number() {
      let value = data[at] & 0x7f;
      if (data[at] & 0x80) { at += 1; value |= data[at] << 7; }
      at += 1;
      return value;
    }
    while (at < data.length) {
      const own = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
      at += 3;
      const size = number();
      const end = at + size;
      if (own === key) {
        const found = new Map();
        let article = -1;
        while (at < end) {
          const value = number();
          article += 1 + (value >> 2);
          found.set(article, value & 3);
        }
        return found;
      }
      at = end;
    }
    return new Map();
  }

  // The articles of a part that hold all grams; `first` is looked up before the others, for where it is not they need not be loaded.
  async function articlesOf(part, grams, marks, first) {
    let bytes = 0;
    const held = new Map();
    async function take(gram) {
      const data = await bucket(part, gram);
      bytes += data.length;
      held.set(gram, postings(data, gram));
    }
    await take(grams[first]);
    const found = [];
    if (held.get(grams[first]).size) {
      await Promise.all(grams.concat(marks).filter(function (gram) { return !held.has(gram); }).map(take));
      const all = Array.from(held.values());
      const rare = all.reduce(function (one, other) { return other.size < one.size ? other : one; });
      rare.forEach(function (_, article) {
        if (all.every(function (one) { return one.has(article); })) {
          found.push({ part: part, article: article, weights: grams.map(function (gram) { return held.get(gram).get(article); }) });
        }
      });
    }
    return { found: found, bytes: bytes, sizes: grams.map(function (gram) { return held.has(gram) ? held.get(gram).size : 0; }) };
  }

  async function shown(hit) {
    const name = hit.part.name + "/shown-" + Math.floor(hit.article / index.per_file) + ".json?" + hit.part.stamp;
    const file = await load(name, "json");
    if (file.stamp !== hit.part.stamp) { throw new Changed(name); }
    const row = file.articles[hit.article % index.per_file];
    return { address: row[0], title: row[1], day: row[2], unit: row[3], unitName: row[4], column: row[5] };
  }

  // ---- One search: it looks into part after part, the newest first
  let index = null;

  class Search {
    constructor(asked) {
      this.asked = asked;
      this.terms = termsOf(asked.q.slice(0, LONGEST));
      this.grams = gramsOf(this.terms);
      this.marks = (asked.unit ? ["unit:" + asked.unit] : []).concat(asked.column ? ["column:" + asked.column] : [])
        .map(function (mark) { return mix(numberOf(mark), MARK); });
      this.parts = index.parts.filter(function (part) { return !asked.year || part.name.startsWith(asked.year + "-"); });
      this.looked = 0;
      this.hits = [];
      this.sizes = this.grams.map(function () { return 0; });
      this.articles = 0;
    }

    get done() { return this.looked >= this.parts.length; }

    // Looks further: into as many parts as `REACH` allows, and a little farther where they hold little; into `most` parts of all.
    async look(most) {
      const wanted = this.hits.length + PER_VIEW;
      const end = Math.min(this.parts.length, most || Infinity);
      let spent = 0;
      while (this.looked < end) {
        const left = (this.hits.length < wanted ? FARTHEST : REACH) - spent;
        if (left <= 0) { break; }
        const cost = this.cost || (this.grams.length + this.marks.length) * this.parts[this.looked].size;
        const batch = this.parts.slice(this.looked, Math.min(end, this.looked + Math.max(1, Math.min(AT_ONCE, Math.floor(left / cost)))));
        const first = this.sizes.indexOf(Math.min(...this.sizes));
        const answers = await Promise.all(batch.map((part) => articlesOf(part, this.grams, this.marks, first)));
        let bytes = 0;
        answers.forEach((answer, place) => {
          bytes += answer.bytes;
          this.hits.push(...answer.found);
          this.articles += batch[place].articles;
          answer.sizes.forEach((size, gram) => { this.sizes[gram] += size; });
        });
        spent += bytes;
        this.cost = bytes / batch.length;
        this.looked += batch.length;
      }
      this.order();
    }

    // The rarer a gram and the better its place, the more it counts; of equals the newest comes first.
    order() {
      const rare = this.sizes.map((size) => Math.log(1 + this.articles / (1 + size)));
      const place = new Map(this.parts.map(function (part, number) { return [part, number]; }));
      this.hits.forEach(function (hit) {
        hit.score = hit.weights.reduce(function (sum, weight, gram) { return sum + WEIGHTS[weight] * rare[gram]; }, 0);
      });
      const best = this.asked.sort !== "time";
      this.hits.sort(function (one, other) {
        return (best ? Math.round(100 * (other.score - one.score)) : 0)
          || place.get(one.part) - place.get(other.part) || other.article - one.article;
      });
    }
  }

  // ---- What a page says, and where it says it
  const BLOCKS = "td,th,p,li,h2,h3,h4,h5,h6,dd,figcaption,pre";
  function textOf(element) {
    if (!element) { return ""; }
    element.querySelectorAll(BLOCKS).forEach(function (one) { one.append("\n"); });
    return element.textContent;
  }

  function places(words, term) {
    const found = [];
    for (let start = 0; start + term.length <= words.length; start += 1) {
      if (term.every(function (number, place) { return words[start + place].number === number; })) {
        found.push([words[start].begin, words[start + term.length - 1].end]);
      }
    }
    return found;
  }

  function placesOf(text, terms) {
    const words = wordsOf(text);
    return terms.map(function (term) { return places(words, term); });
  }

  // What the page of a hit shows of the query; null where it does not hold all of it (a gram may stand elsewhere than its neighbour).
  async function quote(row, terms) {
    const html = await load(new URL(row.address, root).href, "text").catch(function (error) {
      if (error instanceof Gone) { return ""; } // taken down since the index was read
      throw error;
    });
    const page = new DOMParser().parseFromString(html, "text/html");
    const body = textOf(page.getElementById("article-body"));
    const beside = textOf(page.querySelector(".s-document")) + "\n" + textOf(page.querySelector(".s-words"));
    const inBody = placesOf(body, terms);
    const others = [placesOf(row.title, terms), placesOf(beside, terms)];
    const whole = html && terms.every(function (_, term) {
      return inBody[term].length || others.some(function (one) { return one[term].length; });
    });
    return whole ? { text: body, places: [].concat(...inBody).sort(function (one, other) { return one[0] - other[0]; }) } : null;
  }

  // ---- What readers see
  function make(name, classes, text) {
    const made = document.createElement(name);
    if (classes) { made.className = classes; }
    if (text) { made.textContent = text; }
    return made;
  }

  function marked(element, text, found) {
    let at = 0;
    found.forEach(function (place) {
      if (place[0] < at) { return; }
      element.append(text.slice(at, place[0]), make("mark", "", text.slice(place[0], place[1])));
      at = place[1];
    });
    element.append(text.slice(at));
    return element;
  }

  // About 110 characters around the first place, on one line.
  function excerpt(quoted) {
    const line = { text: "", places: [] };
    const first = quoted.places.length ? quoted.places[0][0] : 0;
    let begin = Math.max(0, first - 36);
    let end = Math.min(quoted.text.length, begin + 110);
    if (/[\udc00-\udfff]/.test(quoted.text.charAt(begin))) { begin -= 1; }
    if (/[\udc00-\udfff]/.test(quoted.text.charAt(end))) { end += 1; }
    const element = make("p", "s-found__text");
    line.text = quoted.text.slice(begin, end).replace(/\s/gu, " ");
    line.places = quoted.places.filter(function (place) { return place[0] >= begin && place[1] <= end; })
      .map(function (place) { return [place[0] - begin, place[1] - begin]; });
    element.append(begin > 0 ? "……" : "");
    marked(element, line.text, line.places);
    element.append(end < quoted.text.length ? "……" : "");
    return element;
  }

  function result(row, quoted, terms) {
    const item = make("li", "s-found");
    const link = make("a");
    link.href = new URL(row.address, root).href;
    marked(link, row.title, [].concat(...placesOf(row.title, terms)).sort(function (one, other) { return one[0] - other[0]; }));
    const head = make("h2");
    head.append(link);
    const facts = make("p", "s-found__facts");
    const day = make("time", "", row.day);
    day.dateTime = row.day;
    facts.append(make("span", "", row.unitName), make("span", "", row.column), day);
    item.append(head);
    if (quoted) { item.append(excerpt(quoted)); }
    item.append(facts);
    return item;
  }

  function labelled(label, control) {
    const made = make("label", "s-search__field");
    made.append(make("span", "", label), control);
    return made;
  }

  function select(name, choices, value) {
    const made = make("select");
    made.name = name;
    choices.forEach(function (choice) {
      const option = make("option", "", choice[1]);
      option.value = choice[0];
      made.append(option);
    });
    made.value = choices.some(function (choice) { return choice[0] === value; }) ? value : "";
    return made;
  }

  function plain(values) { return values.map(function (value) { return [value, value]; }); }
  function columnsOf(unit) {
    const names = index.units.filter(function (one) { return !unit || one[0] === unit; }).map(function (one) { return one[2]; });
    return Array.from(new Set([].concat(...names))).sort(function (one, other) { return one.localeCompare(other, "zh-CN"); });
  }

  const UNSEEN = /[\p{Cc}\p{Cf}]/gu; // they would turn the words around them
  const NAMES = ["q", "unit", "column", "year", "sort"];
  function readAddress() {
    const given = new URLSearchParams(location.search);
    return Object.fromEntries(NAMES.map(function (name) { return [name, (given.get(name) || "").replace(UNSEEN, "").trim()]; }));
  }
  function addressOf(asked) {
    const given = new URLSearchParams();
    NAMES.forEach(function (name) { if (asked[name]) { given.set(name, asked[name]); } });
    return location.pathname + (given.toString() ? "?" + given : "");
  }

  class View {
    constructor(place) {
      this.input = make("input");
      this.input.type = "search";
      this.input.maxLength = LONGEST;
      this.input.autocomplete = "off";
      this.input.setAttribute("enterkeyhint", "search");
      this.input.setAttribute("aria-label", "要查找的词");
      this.input.placeholder = "词语、标题、文号";
      const button = make("button", "s-button", "搜索");
      button.type = "button";
      const row = make("div", "s-search__row");
      row.append(this.input, button);
      this.filters = make("div", "s-search__filters");
      this.filters.setAttribute("role", "group");
      this.filters.setAttribute("aria-label", "筛选与排序");
      const box = make("div", "s-search__box");
      box.setAttribute("role", "search");
      box.append(row, this.filters);
      this.status = make("p", "s-search__status");
      this.status.setAttribute("role", "status");
      this.list = make("ol", "s-founds");
      this.foot = make("div", "s-search__foot");
      this.ways = place.querySelector(".s-search__ways"); // the other ways to find something, where this one has found nothing
      place.replaceChildren(box, this.status, this.list, this.foot, this.ways);
      const ask = () => { this.go(Object.assign(this.chosen(), { q: this.input.value.trim() })); };
      button.addEventListener("click", ask);
      this.input.addEventListener("keydown", function (event) { if (event.key === "Enter" && !event.isComposing) { ask(); } });
      window.addEventListener("popstate", () => { this.start(); });
      this.turn = 0;
    }

    chosen() {
      const given = readAddress();
      this.filters.querySelectorAll("select").forEach(function (one) { given[one.name] = one.value; });
      return given;
    }

    go(asked) {
      history.pushState(null, "", addressOf(asked));
      this.start();
    }

    offer(asked) {
      const years = Array.from(new Set(index.parts.map(function (part) { return part.name.slice(0, 4); })));
      const columns = columnsOf(asked.unit);
      const fields = [
        ["单位", select("unit", [["", "全部单位"]].concat(index.units.map(function (one) { return [one[0], one[1]]; })), asked.unit)],
        ["栏目", select("column", [["", "全部栏目"]].concat(plain(columns)), asked.column)],
        ["年份", select("year", [["", "全部年份"]].concat(years.map(function (year) { return [year, year + "年"]; })), asked.year)],
        ["排序", select("sort", [["", "按相关程度"], ["time", "按发布时间"]], asked.sort)],
      ];
      const held = document.activeElement && document.activeElement.name;
      this.filters.replaceChildren(...fields.map(function (field) { return labelled(field[0], field[1]); }));
      fields.forEach((field) => {
        field[1].addEventListener("change", () => {
          const wanted = this.chosen();
          if (!columnsOf(wanted.unit).includes(wanted.column)) { wanted.column = ""; }
          this.go(Object.assign(wanted, { q: this.input.value.trim() }));
        });
        if (field[1].name === held) { field[1].focus(); }
      });
    }

    clear() {
      this.list.replaceChildren();
      this.foot.replaceChildren();
      this.status.textContent = "";
    }

    busy() {
      this.list.setAttribute("aria-busy", "true");
      this.status.textContent = "正在查找……";
      this.ways.hidden = true;
    }

    say(text) {
      this.list.setAttribute("aria-busy", "false");
      this.status.textContent = text;
    }

    async start() {
      this.turn += 1;
      const turn = this.turn;
      const asked = readAddress();
      this.input.value = asked.q;
      this.clear();
      this.busy();
      try {
        if (!index) { index = await readIndex(); }
        if (turn !== this.turn) { return; }
        this.offer(asked);
        if (!asked.q) { this.ways.hidden = false; this.say("输入词语后按回车键。几个词用空格隔开，都出现的才算找到。"); return; }
        await this.run(new Search(asked), turn, asked.q);
      } catch (error) {
        if (turn === this.turn) { this.failed(error); }
      }
    }

    async run(search, turn, query) {
      if (!search.terms.length) { this.nothing(query, "请输入文字或数字。"); return; }
      await search.look();
      if (turn !== this.turn) { return; }
      if (!search.hits.length && await this.simplified(search, turn)) { return; }
      this.state = { search: search, turn: turn, query: query, next: 0, count: 0, dropped: 0 };
      await this.more();
    }

    // A query in traditional characters that finds nothing is looked up in simplified ones.
    async simplified(search, turn) {
      const table = await load("han.json", "json");
      const from = Array.from(table.from);
      const to = Array.from(table.to);
      const changed = Array.from(search.asked.q, function (one) { return from.includes(one) ? to[from.indexOf(one)] : one; }).join("");
      if (turn !== this.turn || changed === search.asked.q) { return false; }
      const other = new Search(Object.assign({}, search.asked, { q: changed }));
      await other.look();
      if (turn !== this.turn) { return true; }
      if (!other.hits.length) { return false; }
      this.state = { search: other, turn: turn, query: changed, next: 0, count: 0, dropped: 0 };
      await this.more();
      return true;
    }

    // What stands nowhere in one piece is looked up in pieces, and the reader is told so.
    async loosened(state) {
      const query = apart(state.query);
      if (query === state.query) { return false; }
      const other = new Search(Object.assign({}, state.search.asked, { q: query }));
      await other.look(state.search.looked);
      if (state.turn !== this.turn) { return true; }
      if (!other.hits.length) { return false; }
      this.state = { search: other, turn: state.turn, query: query, instead: state.query, next: 0, count: 0, dropped: 0 };
      await this.more();
      return true;
    }

    async more() {
      const state = this.state;
      const before = this.list.children.length;
      this.foot.replaceChildren();
      const wanted = state.count + PER_VIEW;
      while (state.count < wanted && state.next < state.search.hits.length) {
        const batch = state.search.hits.slice(state.next, state.next + wanted - state.count);
        const rows = await Promise.all(batch.map(async function (hit) {
          const row = await shown(hit);
          return { row: row, quoted: await quote(row, state.search.terms) };
        }));
        if (state.turn !== this.turn) { return; }
        rows.forEach((one) => {
          if (one.quoted) {
            this.list.append(result(one.row, one.quoted, state.search.terms));
            state.count += 1;
          } else {
            state.dropped += 1;
          }
        });
        state.next += batch.length;
        if (state.next >= state.search.hits.length && !state.search.done && state.count < wanted) {
          await this.further(state);
          if (state.turn !== this.turn) { return; }
        }
      }
      if (!state.count && await this.loosened(state)) { return; }
      this.tell(state);
      if (!state.count) { await this.suggest(state); }
      if (before && this.list.children.length > before) { this.list.children[before].querySelector("a").focus(); }
    }

    // Of what is nowhere as a whole (a mistyped word, one too many) the pieces that there are may be asked for.
    async suggest(state) {
      const pieces = apart(state.instead || state.query).split(/\s+/u).filter(Boolean).slice(0, MOST_PIECES);
      const held = async (some) => {
        const search = new Search(Object.assign({}, state.search.asked, { q: some.join(" ") }));
        if (!some.length || !search.terms.length) { return false; }
        await search.look(AT_ONCE);
        return search.hits.length > 0;
      };
      if (pieces.length < 2) { return; }
      const known = await keep(pieces.map(function (one) { return [one]; }), held);
      const together = [].concat(...known);
      const some = together.length < pieces.length && await held(together) ? [together]
        : await keep(together.map(function (_, place) { return together.filter(function (_, other) { return other !== place; }); }), held);
      if (state.turn !== this.turn) { return; }
      some.slice(0, 3).forEach((one) => {
        const query = one.join(" ");
        this.offerMore("改查" + named(query), () => this.go(Object.assign(this.chosen(), { q: query })));
      });
    }

    // Hits that were shown keep their place: what is found further on comes behind them.
    async further(state) {
      const passed = state.search.hits.splice(0, state.next);
      await state.search.look();
      state.search.hits = passed.concat(state.search.hits);
    }

    tell(state) {
      const search = state.search;
      const left = search.hits.length - state.next;
      const all = search.hits.length - state.dropped;
      const years = search.parts.slice(0, search.looked).map(function (part) { return part.name.slice(0, 4); });
      const oldest = years[years.length - 1];
      const span = search.done ? "" : oldest === years[0] ? years[0] + "年较近的信息中，" : oldest + "—" + years[0] + "年的信息中，";
      const older = async () => { await this.further(state); await this.more(); };
      if (!state.count) {
        this.nothing(state.instead || state.query, search.done ? "可以减少词语、换一种说法，或放宽筛选。" : "可以继续查找更早的信息。", span);
        if (!search.done) { this.offerMore("继续查找更早的信息", older); }
        return;
      }
      const instead = state.instead ? "没有找到连写的" + named(state.instead) + "。分开查找" : "";
      this.say(instead + named(state.query) + "：" + span + "找到" + (left ? "约 " : " ") + all + " 条，已显示 " + state.count + " 条。");
      if (left) { this.offerMore("显示更多", () => this.more()); }
      if (!search.done) {
        this.offerMore("继续查找更早的信息", older);
      }
    }

    offerMore(text, act) {
      const button = make("button", "s-button s-button--plain", text);
      button.type = "button";
      button.addEventListener("click", () => {
        this.foot.replaceChildren();
        this.busy();
        Promise.resolve(act()).catch((error) => { this.failed(error); });
      });
      this.foot.append(button);
    }

    nothing(query, advice, span) {
      this.say((span || "") + "没有找到含有" + named(query) + "的信息。" + advice);
      this.ways.hidden = false;
    }

    failed(error) {
      const changed = error instanceof Changed;
      loaded.clear();
      kept = "reload";
      index = null;
      this.clear();
      this.ways.hidden = false;
      this.say(changed ? "网站刚刚更新，请重新查找。" : "检索文件没有读到，请检查网络后重试。");
      this.offerMore("重试", () => this.start());
    }
  }

  async function readIndex() {
    const read = await load("index.json", "json", true);
    if (read.format !== FORMAT) { throw new Changed("index.json"); }
    return read;
  }

  function ready() {
    const place = document.getElementById("search");
    if (place) { new View(place).start(); }
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", ready); } else { ready(); }
})();
