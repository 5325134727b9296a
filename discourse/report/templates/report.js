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
    byId("shown").textContent = found === 0
      ? "No passage of this page fits. That says nothing about passages that are not on it."
      : seen < found ? `${writeNumber(seen)} of ${writeNumber(found)} passages quoted here`
        : `${writeNumber(found)} ${found === 1 ? "passage" : "passages"} quoted here`;
    byId("more").hidden = seen === found;
  };
  const start = () => { limit = PAGE; show(); };
  form.hidden = false;
  form.addEventListener("input", start);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(start));
  byId("more").addEventListener("click", () => { limit += 4 * PAGE; show(); });
  document.addEventListener("click", (event) => {
    const lead = event.target.closest("a.lead");
    if (!lead) return;
    form.reset();
    for (const [name, value] of Object.entries(lead.dataset)) if (form.elements[name]) form.elements[name].value = value;
    start();
    byId("quotes").focus({ preventScroll: true });
  });
  show();
})();
