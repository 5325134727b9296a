// Numbers and dates as the reader's locale writes them. A page comes with them in English, as <data> and <time>; names
// and passages are neither and stay as they are.
"use strict";
const writeNumber = (() => {
  // "percent" is a share, "from" and "to" are the ends of an interval of shares, which have one percent sign between
  // them; there is "signed" besides, which has its plus as well.
  const SHARES = ["percent", "from", "to"];
  const isKnown = (tag) => { try { return Intl.NumberFormat.supportedLocalesOf(tag).length > 0; } catch { return false; } };
  const locales = navigator.languages.filter(isKnown);
  const isDigits = (part) => ["integer", "group", "decimal", "fraction"].includes(part.type);

  // Making a format takes longer than using it a hundred times.
  const formats = new Map();
  const formatOf = (kind, places) => {
    const key = `${kind} ${places}`;
    if (!formats.has(key)) {
      formats.set(key, new Intl.NumberFormat(locales, {
        style: SHARES.includes(kind) ? "percent" : "decimal",
        minimumFractionDigits: places,
        maximumFractionDigits: places,
        signDisplay: kind === "signed" ? "exceptZero" : "auto",
      }));
    }
    return formats.get(key);
  };

  // As many places are shown as the value has.
  const write = (value, kind = "") => {
    const places = (String(value).split(".")[1] ?? "").length - (SHARES.includes(kind) ? 2 : 0);
    const parts = formatOf(kind, Math.max(places, 0)).formatToParts(Number(value));
    const digits = parts.map(isDigits);
    const start = kind === "to" ? digits.indexOf(true) : 0;
    const end = kind === "from" ? digits.lastIndexOf(true) + 1 : parts.length;
    return parts.slice(start, end).map(({ type, value: text }) => (type === "minusSign" ? text.replace("-", "−") : text)).join("");
  };

  if (locales.length) {
    const day = new Intl.DateTimeFormat(locales, { dateStyle: "medium" });
    for (const one of document.querySelectorAll("data[value]")) one.textContent = write(one.value, one.dataset.as);
    for (const one of document.querySelectorAll("time[datetime]")) one.textContent = day.format(new Date(one.dateTime));
  }
  return (value) => (locales.length ? write(value) : String(value));
})();
