(() => {
  "use strict";
  const words = document.body.dataset, locale = document.documentElement.lang;
  const make = (name, props) => Object.assign(document.createElement(name), props);
  const heard = document.querySelector("main").appendChild(make("p", { className: "heard", role: "status" }));

  const copy = (button, text, html) => {
    const kinds = html ? { "text/plain": text, "text/html": html } : { "text/plain": text };
    const done = () => {
      const label = button.textContent;
      heard.textContent = button.textContent = words.copied;
      setTimeout(() => { button.textContent = label; heard.textContent = ""; }, 2000);
    };
    const old = () => { // pages opened from a folder have no clipboard of their own in some browsers
      const put = (event) => {
        for (const kind in kinds) event.clipboardData.setData(kind, kinds[kind]);
        event.preventDefault();
      };
      document.addEventListener("copy", put);
      if (document.execCommand("copy")) done();
      document.removeEventListener("copy", put);
    };
    if (!navigator.clipboard || !window.ClipboardItem) return old();
    const blobs = Object.entries(kinds).map(([kind, said]) => [kind, new Blob([said], { type: kind })]);
    navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]).then(done, old);
  };

  const said = (cell) => cell.textContent.trim().replace(/\s+/g, " ");
  const number = (cell) => {
    const text = (cell.dataset.value || cell.textContent).replace(/[\s\u202f]/g, "").replace("\u2212", "-");
    const plain = cell.dataset.value || locale !== "fr" ? text.replace(/,(?=\d{3})/g, "") : text.replace(/,/g, ".");
    return parseFloat((plain.match(/-?\d+(\.\d+)?/) || [NaN])[0]);
  };
  const collator = new Intl.Collator(locale, { numeric: true });
  const sorted = (rows, cellOf, numeric, way) => {
    const key = (row) => (numeric ? number(cellOf(row)) : said(cellOf(row)));
    const none = (value) => (numeric ? isNaN(value) : value === "" || value === "\u2013");
    return rows.map((row) => [key(row), row]).sort(([a], [b]) => {
      if (none(a) || none(b)) return none(a) - none(b);
      return way * (numeric ? a - b : collator.compare(a, b));
    }).map(([, row]) => row);
  };
  const sort = (table, column, way) => {
    const numeric = table.tHead.rows[0].cells[column].classList.contains("number");
    for (const body of table.tBodies) {
      body.order ||= [...body.rows];
      const rows = body.order.filter((row) => !row.matches(".group")); // the heading of a group stays above it
      const cellOf = (row) => row.cells[column];
      body.append(...(way ? sorted(rows, cellOf, numeric, way) : rows));
    }
  };
  const plain = (table) => {
    const left = table.cloneNode(true);
    left.querySelectorAll("button").forEach((button) => button.replaceWith(button.textContent));
    for (const part of [left, ...left.querySelectorAll("*")])
      for (const name of ["role", "class", "style", "aria-sort", "data-label"]) part.removeAttribute(name);
    return left;
  };
  const asLines = (table) => [...table.rows].map((row) => [...row.cells].map(said).join("\t")).join("\n");

  // the column to head a row that stands as a list: the first, unless it repeats and another tells more apart
  const key = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const bodies = [...table.tBodies].map((body) => [...body.rows].filter((row) => !row.matches(".group")));
    const told = heads.map((_, column) =>
      bodies.reduce((sum, rows) => sum + new Set(rows.map((row) => row.cells[column]?.textContent)).size, 0));
    if (told[0] > bodies.flat().length / 2) return 0;
    const best = (among) => among.reduce((one, other) => (told[other] > told[one] ? other : one));
    const columns = [...heads.keys()];
    const words = best(columns.filter((column) => column === 0 || !heads[column].matches(".number")));
    return told[words] > bodies.length ? words : best(columns);
  };

  // so that its rows can stand as lists, each value after its heading
  const label = (table) => {
    const heads = [...table.tHead.rows[0].cells].map(said);
    const first = key(table);
    for (const cell of table.querySelectorAll("tbody :is(td, th[scope=row])")) {
      cell.dataset.label = heads[cell.cellIndex];
      cell.classList.toggle("leads", cell.cellIndex === first);
      if (cell.childNodes.length < 2) continue;
      const whole = make("div"); // its parts stay in one line of text beside the heading
      whole.append(...cell.childNodes);
      cell.append(whole);
    }
    // some browsers take a table that is laid out otherwise for none
    const roles = { TABLE: "table", TBODY: "rowgroup", TR: "row", TD: "cell", TH: "rowheader" };
    for (const part of [table, ...table.querySelectorAll("tbody, tbody *")])
      if (roles[part.tagName]) part.setAttribute("role", roles[part.tagName]);
  };

  for (const table of document.querySelectorAll("main .table table")) {
    const title = table.caption ? said(table.caption.firstChild) : "";
    const under = table.closest(".cell")?.querySelector(":scope > .under");
    if (under && !under.querySelector("button.copy")) {
      const button = make("button", { type: "button", className: "copy", textContent: words.copy });
      button.addEventListener("click", () => {
        const left = plain(table);
        copy(button, asLines(left), left.outerHTML);
      });
      under.prepend(button);
      under.prepend(...under.querySelectorAll(":scope > .links"));
    }
    if (table.tHead) label(table);
    if (!table.tHead || ![...table.tBodies].some((body) => body.rows.length > 2)) continue;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", className: "sort", title: `${words.sort} ${said(head)}` });
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("focus", () => button.scrollIntoView({ block: "nearest", inline: "nearest" }));
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        if (now !== "descending") head.setAttribute("aria-sort", now ? "descending" : "ascending");
        sort(table, column, now === "descending" ? 0 : now ? -1 : 1);
      });
    });
  }

  for (const command of document.querySelectorAll(".command code")) {
    const button = make("button", { type: "button", className: "copy", textContent: words.copyCommand });
    button.addEventListener("click", () => copy(button, command.textContent));
    command.after(" ", button);
  }

  // the rows of a table that does not fit stand as lists; on a wide screen it scrolls, as a stop of the keyboard
  const small = matchMedia("(max-width: 74.99rem)"), phone = matchMedia("(max-width: 47.99rem)");
  const scrolls = (region) => region.scrollWidth > region.clientWidth;
  const squeezes = (region) => [...region.querySelectorAll("tbody tr")].some((row) => row.offsetHeight > 160);
  const fit = (regions) => {
    const stacks = (region, now) => region.querySelector("table").classList.toggle("stacked", now);
    regions.forEach((region) => stacks(region, false));
    const wide = regions.map((region) => (small.matches && scrolls(region)) || (phone.matches && squeezes(region)));
    regions.forEach((region, at) => stacks(region, wide[at]));
    regions.forEach((region) => { region.tabIndex = scrolls(region) ? 0 : -1; });
  };
  const regions = [...document.querySelectorAll(".table[tabindex]")];
  const widths = new Map(regions.map((region) => [region, region.clientWidth]));
  fit(regions);
  const measured = new ResizeObserver((seen) => {
    const changed = seen.map(({ target }) => target).filter((region) => widths.get(region) !== region.clientWidth);
    changed.forEach((region) => widths.set(region, region.clientWidth));
    if (changed.length) requestAnimationFrame(() => fit(changed)); // it changes heights, which are observed too
  });
  regions.forEach((region) => measured.observe(region));

  const side = document.querySelector(".side");
  const links = [...document.querySelectorAll(".contents a")];
  const places = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const follow = () => {
    const at = places.findLastIndex((place) => place && place.getBoundingClientRect().top < innerHeight * 0.3);
    links.forEach((link, index) => {
      if (index === at) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    });
    if (at >= 0 && side.scrollHeight > side.clientHeight) // the list is longer than the screen
      side.scrollTop += links[at].getBoundingClientRect().top - side.getBoundingClientRect().top - innerHeight / 2;
  };
  const followed = new IntersectionObserver(follow, { rootMargin: "0px 0px -70% 0px" });
  places.filter(Boolean).forEach((place) => followed.observe(place));
  addEventListener("scrollend", follow); // a leap may pass every heading unseen
})();
