(() => {
  const PAGE = 12;
  const byId = (id) => document.getElementById(id);

  // A page opened from a disk may be refused storage; the choice then lasts until the page is closed.
  const remembered = () => { try { return localStorage.getItem("discourse-theme"); } catch { return null; } };
  const remember = (name) => { try { localStorage.setItem("discourse-theme", name); } catch { /* not kept */ } };
  const THEMES = ["as device", "light", "dark"];
  const showTheme = (name) => {
    if (name === "as device") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    byId("theme-name").textContent = name;
  };
  let theme = THEMES.includes(remembered()) ? remembered() : THEMES[0];
  showTheme(theme);
  byId("theme").hidden = false;
  byId("theme").addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    showTheme(theme);
    remember(theme);
  });

  const valueOf = (row, column) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const compare = (one, other) => {
    const both = one !== "" && other !== "" && !Number.isNaN(Number(one)) && !Number.isNaN(Number(other));
    return both ? Number(one) - Number(other) : collator.compare(one, other);
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        // Numbers are first wanted largest first, names from A.
        const first = head.classList.contains("number") ? "descending" : "ascending";
        const now = head.getAttribute("aria-sort");
        const order = !now ? first : now === "ascending" ? "descending" : "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", order);
        const sign = order === "ascending" ? 1 : -1;
        const rows = [...table.tBodies[0].rows];
        // A share without an interval is no place in a ranking: it stays last either way.
        const isFaint = (row) => Number(row.cells[column].classList.contains("faint"));
        rows.sort((one, other) => isFaint(one) - isFaint(other)
          || sign * compare(valueOf(one, column), valueOf(other, column)));
        table.tBodies[0].append(...rows);
      });
    });
  }

  // Where a table is wider than its place, a line above it says so until its end is reached.
  const watch = new ResizeObserver((entries) => entries.forEach(({ target }) => tellBeyond(target)));
  const tellBeyond = (scroll) => {
    const left = scroll.scrollWidth - scroll.clientWidth - scroll.scrollLeft;
    scroll.previousElementSibling.hidden = left < 4;
  };
  for (const scroll of document.querySelectorAll(".scroll")) {
    const hint = document.createElement("p");
    hint.className = "beyond";
    hint.hidden = true;
    hint.textContent = "more columns →";
    hint.setAttribute("aria-hidden", "true");
    scroll.before(hint);
    scroll.addEventListener("scroll", () => tellBeyond(scroll), { passive: true });
    watch.observe(scroll);
  }

  // Paper cannot be clicked: what is folded is printed open, and folded again after.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((one) => { one.open = true; });
  });
  window.addEventListener("afterprint", () => folded.forEach((one) => { one.open = false; }));

  for (const button of document.querySelectorAll("button.copy")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(byId(button.dataset.copy).textContent.trim());
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = label; }, 1500);
    });
  }

  const form = byId("filters");
  if (!form) return;
  const quotes = [...document.querySelectorAll("#quote-list .quote")];
  const texts = quotes.map((quote) => quote.textContent.toLowerCase());
  // How many passages in all stand behind a choice of filters, where a number of the page says so.
  const keyOf = (facets) => JSON.stringify(facets.filter(([name]) => name !== "hits").sort());
  const leads = [...document.querySelectorAll("a.lead[data-hits]")];
  const hits = new Map(leads.map((lead) => [keyOf(Object.entries(lead.dataset)), Number(lead.dataset.hits)]));
  const COLUMNS = { group: form.dataset.group, code: "code", year: "year", type: "doc_type", stance: "stance" };
  const tellWanted = (facets) => facets.map(([name, value]) => {
    const shown = [...form.elements[name].options].find((option) => option.value === value).textContent;
    return `${COLUMNS[name]} “${shown}”`;
  }).join(", ");
  const count = (found, seen, all) => {
    const [told, of] = [writeNumber(seen), writeNumber(all ?? found)];
    if (found === 0 && all) return `Of the passages behind this number (${of}) none is quoted on this page.`;
    if (found === 0) return "No passage of this page fits. That says nothing about passages that are not on it.";
    if (all > found) return `${told} of ${of} passages, those of which the coder is surest`;
    return seen < found ? `${told} of ${of} passages quoted here` : `${told} ${found === 1 ? "passage" : "passages"} quoted here`;
  };
  let limit = PAGE;
  const show = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const words = (wanted.text || "").toLowerCase().split(/\s+/).filter(Boolean);
    const facets = Object.entries(wanted).filter(([name, value]) => name !== "text" && value !== "");
    let found = 0;
    quotes.forEach((quote, at) => {
      const fits = facets.every(([name, value]) => quote.dataset[name] === value)
        && words.every((word) => texts[at].includes(word));
      quote.hidden = !fits || found >= limit;
      found += fits ? 1 : 0;
    });
    const seen = Math.min(found, limit);
    byId("shown").textContent = count(found, seen, words.length ? undefined : hits.get(keyOf(facets)));
    // Topics are none of the codes that are exported.
    const isExported = facets.length && !facets.some(([, value]) => value.startsWith("topic:"));
    byId("wanted").textContent = isExported ? ` Keep the rows with ${tellWanted(facets)}.` : "";
    byId("more").hidden = seen === found;
  };
  const start = () => { limit = PAGE; show(); };
  form.hidden = false;
  form.addEventListener("input", start);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(start));
  byId("more").addEventListener("click", () => { limit += 4 * PAGE; show(); });
  // No quote may have what a number counts: then the filter has no such choice yet.
  const choose = (select, value) => {
    if (!select) return;
    if (![...select.options].some((option) => option.value === value)) select.add(new Option(value, value));
    select.value = value;
  };
  document.addEventListener("click", (event) => {
    const lead = event.target.closest("a.lead");
    if (!lead) return;
    form.reset();
    for (const [name, value] of Object.entries(lead.dataset)) choose(form.elements[name], value);
    start();
    byId("quotes").focus({ preventScroll: true });
  });
  show();
})();
