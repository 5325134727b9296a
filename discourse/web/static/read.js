// Reading and coding one leaf of a document: every key is sent at once and shown when the server has kept it.

import { clearTrouble, isForPage, say, send, singleKeys, tellTrouble } from "./common.js";
import { offsetIn, rangeOf, wordsOf } from "./offsets.js";

const desk = document.getElementById("desk");
const { document: documentId, queue, at } = desk.dataset;
const given = JSON.parse(document.getElementById("state").textContent);
const states = new Map(given.states.map((state) => [`${state.start}-${state.end}`, state]));
const passages = [...document.querySelectorAll(".passage")];
const byId = (id) => document.getElementById(id);

let here = null; // the passage being coded
let span = null; // words within the text that are coded instead, with start and end
let words = null; // the words of the passage while they are chosen by key
let lastFrame = "";
let awaitsTheme = false;
let memoBefore = "";
let busy = Promise.resolve();

const keyOf = (unit) => `${unit.start}-${unit.end}`;
const unitOf = (passage) => ({ start: Number(passage.dataset.start), end: Number(passage.dataset.end) });
const nothing = { codes: {}, standing: "", memo: "", revision: 0 };
const current = () => span || (here && unitOf(here));
const stateOf = (unit) => states.get(keyOf(unit)) || { ...unit, mine: nothing, shown: false, machine: null, others: [] };

// One action after the other, in the order of the keys; navigation waits for all of them.
function act(work) {
  busy = busy.then(async () => {
    try {
      await work();
      clearTrouble();
    } catch (error) {
      tellTrouble(error);
      if (error.status === 409) setTimeout(() => location.reload(), 2500);
      throw error;
    }
  });
  const outcome = busy;
  busy = busy.catch(() => {});
  return outcome;
}

function change(values, told) {
  const unit = current();
  if (!unit) return Promise.resolve();
  return act(async () => {
    const revision = stateOf(unit).mine.revision;
    const state = await send("/do/code", { document_id: documentId, ...unit, revision, queue, ...values });
    keep(state);
    say(told(state));
  });
}

function keep(state) {
  states.set(keyOf(state), state);
  const passage = passages.find((one) => keyOf(unitOf(one)) === keyOf(state));
  if (passage) mark(passage);
  paintSpans();
  show();
}

// ---- what is seen -------------------------------------------------------------------------------------------------

function mark(passage) {
  const state = stateOf(unitOf(passage));
  passage.classList.toggle("read", state.mine.standing === "read");
  const old = passage.nextElementSibling;
  if (old && old.classList.contains("marks")) old.remove();
  const marks = document.createElement("span");
  marks.className = "marks";
  marks.setAttribute("aria-hidden", "true");
  for (const code of Object.keys(state.mine.codes)) marks.append(dot(code, false));
  if (state.machine) {
    for (const code of state.machine.codes) if (code.present && !(code.id in state.mine.codes)) marks.append(dot(code.id, true));
  }
  if (state.mine.standing) marks.append(state.mine.standing === "read" ? "✓" : "?");
  if (state.mine.memo) marks.append(" ✎");
  if (marks.childNodes.length) passage.after(marks);
}

function dot(code, isRing) {
  const made = document.createElement("span");
  made.className = `dot code-${given.numbers[code] ?? 0}${isRing ? " ring" : ""}`;
  made.title = `${given.names[code] ?? code}${isRing ? " (machine)" : ""}`;
  return made;
}

function show() {
  const unit = current();
  byId("panel").classList.toggle("idle", !unit);
  for (const button of byId("controls").querySelectorAll("button")) button.disabled = !unit && button.id !== "undo";
  if (!unit) {
    byId("position").textContent = "No passage on this page can be coded.";
    return;
  }
  const state = stateOf(unit);
  showPosition(state);
  showCodes(state);
  showMachine(state);
  showOthers(state);
  byId("chosen").hidden = !span;
  if (span) byId("chosen").textContent = `“${rangeOf(passages, span).toString()}”`;
  paint("chosen", span ? [rangeOf(passages, span)] : []);
}

function showPosition(state) {
  const standing = { read: "finished", open: "left open" }[state.mine.standing] || "not finished";
  const place = passages.indexOf(here) + 1;
  byId("position").textContent = span ? `Words within the text · ${standing}` : `Passage ${writeNumber(place)} of ${writeNumber(passages.length)} · ${standing}`;
}

function showCodes(state) {
  for (const item of document.querySelectorAll("#frames .frame")) {
    const stance = state.mine.codes[item.dataset.code];
    const isOn = stance !== undefined;
    item.querySelector(".toggle").setAttribute("aria-pressed", isOn);
    item.querySelector(".stances").hidden = !isOn;
    for (const button of item.querySelectorAll("[data-stance]")) button.setAttribute("aria-pressed", button.dataset.stance === stance);
  }
  const themes = [];
  for (const button of document.querySelectorAll("#themes .chip")) {
    const isOn = button.dataset.code in state.mine.codes;
    button.setAttribute("aria-pressed", isOn);
    if (isOn) themes.push(given.names[button.dataset.code]);
  }
  if (byId("theme-said")) byId("theme-said").textContent = themes.join(", ");
  const memo = byId("memo");
  if (document.activeElement !== memo) {
    memo.value = state.mine.memo;
    byId("memo-box").hidden = !state.mine.memo;
  }
}

function showMachine(state) {
  const box = byId("machine-said");
  const machine = state.machine;
  byId("machine-acts").hidden = !machine;
  paint("evidence", machine ? evidenceRanges(state) : []);
  if (!machine) {
    if (!box.dataset.trouble) box.textContent = state.shown ? "It has not coded this." : "Hidden until you have finished this passage.";
    return;
  }
  box.replaceChildren();
  if (machine.status !== "coded") box.append(line("p", "quiet", machine.status === "abstained" ? "Unsure; the likelier values:" : machine.status));
  for (const code of machine.codes) {
    const row = line("div", `verdict code-${given.numbers[code.id] ?? 0}${code.present ? "" : " absent"}`, "");
    const name = line("span", "", `${given.names[code.id] ?? code.id}${code.stance ? `: ${code.stance}` : ""}${code.present ? "" : ", no"}`);
    row.append(line("span", "dot", ""), name, line("output", "", writeNumber(code.probability.toFixed(2))));
    box.append(row);
  }
}

function showOthers(state) {
  byId("others").hidden = !state.others.length;
  const box = byId("others-said");
  box.replaceChildren();
  for (const other of state.others) {
    const codes = Object.entries(other.codes).map(([code, stance]) => `${given.names[code] ?? code}${stance ? `: ${stance}` : ""}`);
    const standing = other.standing === "read" ? "" : other.standing === "open" ? " (left open)" : " (not finished)";
    box.append(line("p", "", `${other.coder}${standing}: ${codes.join(", ") || "none"}`));
    if (!other.memo) continue;
    const memo = line("p", "memo", other.memo);
    memo.dir = "auto";
    box.append(memo);
  }
}

function line(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

function evidenceRanges(state) {
  const base = state.start;
  return state.machine.codes
    .filter((code) => code.present)
    .flatMap((code) => code.evidence)
    .map(([start, end]) => rangeOf(passages, { start: base + start, end: base + end }));
}

function paint(name, ranges) {
  if (!CSS.highlights) return;
  CSS.highlights.set(name, new Highlight(...ranges.filter(Boolean)));
}

function paintSpans() {
  const held = new Set(passages.map((one) => keyOf(unitOf(one))));
  const spans = [...states.values()].filter((state) => !held.has(keyOf(state)) && (Object.keys(state.mine.codes).length || state.mine.standing || state.mine.memo));
  paint("spans", spans.map((state) => rangeOf(passages, state)));
}

// ---- moving -------------------------------------------------------------------------------------------------------

function go(passage, { focus = true, centre = false } = {}) {
  if (!passage) return;
  if (here) {
    here.classList.remove("here");
    here.removeAttribute("aria-current");
    here.tabIndex = -1;
  }
  here = passage;
  span = null;
  words = null;
  here.classList.add("here");
  here.setAttribute("aria-current", "true");
  here.tabIndex = 0;
  if (focus) here.focus({ preventScroll: true });
  const box = here.getBoundingClientRect();
  const low = window.innerHeight - (window.innerWidth < 992 ? byId("panel").offsetHeight : 0);
  if (centre || box.top < 90 || box.bottom > low - 60) here.scrollIntoView({ block: "center" });
  const frames = Object.keys(stateOf(unitOf(here)).mine.codes);
  lastFrame = frames.find((code) => document.querySelector(`#frames [data-code="${code}"]`)) || "";
  show();
  drawBoxes();
}

function step(by) {
  const place = passages.indexOf(here) + by;
  if (passages[place]) go(passages[place]);
  else if (place >= passages.length) turn(1);
  else turn(-1);
}

function turn(by) {
  const leaf = Number(desk.dataset.leaf) + by;
  if (leaf >= 1 && leaf <= Number(desk.dataset.leaves)) visit(`/documents/${documentId}?${new URLSearchParams({ leaf, ...(by < 0 ? { end: "1" } : {}) })}`);
  else say(by > 0 ? "The end of the document." : "The beginning of the document.");
}

function visit(address) {
  busy.then(() => location.assign(address));
}

function onwards() {
  if (span) {
    dropSpan();
  } else if (queue) {
    visit(`/next?${new URLSearchParams({ queue, after: `${documentId}:${here.dataset.start}-${here.dataset.end}` })}`);
  } else step(1);
}

function nextUnfinished() {
  const place = passages.indexOf(here);
  const open = passages.slice(place + 1).find((one) => !stateOf(unitOf(one)).mine.standing);
  if (queue) onwards();
  else if (open) go(open);
  else turn(1);
}

// ---- coding -------------------------------------------------------------------------------------------------------

function toggle(code, isFrame) {
  const unit = current();
  if (!unit) return;
  // What is on is asked for only once the keys before this one are through.
  act(async () => {
    const mine = stateOf(unit).mine;
    const present = !(code in mine.codes);
    const state = await send("/do/code", { document_id: documentId, ...unit, revision: mine.revision, queue, action: "code", code_id: code, present, stance: "" });
    if (isFrame) lastFrame = present ? code : Object.keys(state.mine.codes).find((one) => document.querySelector(`#frames [data-code="${one}"]`)) || "";
    keep(state);
    say(`${given.names[code]} ${present ? "on" : "off"}${state.mine.codes[code] ? `, ${state.mine.codes[code]}` : ""}. Saved.`);
  }).catch(() => {});
}

function setStance(stance, code) {
  busy.then(() => {
    const chosen = code || lastFrame;
    if (!chosen || !(chosen in stateOf(current()).mine.codes)) return say("Switch a frame on first.");
    lastFrame = chosen;
    change({ action: "code", code_id: chosen, present: true, stance }, () => `${given.names[chosen]} ${stance}. Saved.`).catch(() => {});
  });
}

function finish(action, { stay = false } = {}) {
  if (!current()) return;
  const told = { finish: "Finished", open: "Left open", accept: "Accepted", reject: "Rejected" }[action];
  change({ action }, () => `${told}. Saved.`).then(() => stay || onwards()).catch(() => {});
}

function takeBack(path) {
  act(async () => {
    const said = await send(path, { queue });
    if (said.document_id !== documentId || !passages.some((one) => said.state.start >= unitOf(one).start && said.state.end <= unitOf(one).end)) {
      location.assign(said.address);
      return;
    }
    const passage = passages.find((one) => unitOf(one).start <= said.state.start && said.state.end <= unitOf(one).end);
    states.set(keyOf(said.state), said.state);
    if (passage) go(passage);
    keep(said.state);
    say(path.endsWith("undo") ? "Undone." : "Done again.");
  }).catch(() => {});
}

function openMemo() {
  byId("memo-box").hidden = false;
  memoBefore = byId("memo").value;
  byId("memo").focus();
}

function saveMemo() {
  const memo = byId("memo").value.trim();
  if (memo === memoBefore.trim()) return;
  memoBefore = memo;
  change({ action: "memo", memo }, () => "Memo saved.").catch(() => {});
}

// ---- words within a passage ---------------------------------------------------------------------------------------

function startWords() {
  if (!here) return;
  const found = wordsOf(here);
  if (!found.length) return;
  words = { found, first: 0, last: 0 };
  setWords();
}

function setWords() {
  span = { start: words.found[words.first].start, end: words.found[words.last].end };
  show();
  say(rangeOf(passages, span).toString());
}

function moveWords(event) {
  const by = event.key === "ArrowRight" ? 1 : -1;
  const end = words.found.length - 1;
  if (event.shiftKey) words.first = Math.min(Math.max(words.first + by, 0), words.last);
  else words.last = Math.min(Math.max(words.last + by, words.first), end);
  setWords();
}

function dropSpan() {
  span = null;
  words = null;
  getSelection().removeAllRanges();
  if (here) here.focus({ preventScroll: true });
  show();
}

document.addEventListener("mouseup", () => {
  const selection = getSelection();
  if (selection.isCollapsed || !selection.rangeCount) return;
  const range = selection.getRangeAt(0);
  const touched = passages.filter((one) => range.intersectsNode(one));
  if (!touched.length) return;
  const start = offsetIn(touched[0], range.startContainer, range.startOffset, "start");
  const end = offsetIn(touched[touched.length - 1], range.endContainer, range.endOffset, "end");
  if (end <= start) return;
  go(touched[0], { focus: false });
  span = { start, end };
  show();
});

// ---- the picture --------------------------------------------------------------------------------------------------

let sheet = null;

async function togglePicture() {
  const box = byId("picture");
  if (!desk.dataset.hasPicture) return say("Only PDF files have a picture.");
  const isShown = box.hidden;
  box.hidden = !isShown;
  desk.classList.toggle("pictured", isShown);
  byId("show-picture").setAttribute("aria-pressed", isShown);
  sessionStorage.setItem("picture", isShown ? "on" : "off");
  if (here) here.scrollIntoView({ block: "center" });
  if (isShown && !sheet) await drawSheet();
}

async function drawSheet() {
  const base = `/documents/${documentId}/pages/${desk.dataset.page}`;
  const note = byId("picture-said");
  try {
    const answer = await fetch(`${base}/places`);
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error);
    sheet = said;
  } catch (error) {
    note.textContent = error.message;
    byId("sheet").setAttribute("hidden", "");
    return;
  }
  const svg = byId("sheet");
  svg.setAttribute("viewBox", `0 0 ${sheet.width} ${sheet.height}`);
  const image = made("image", { href: `${base}/picture.png`, width: sheet.width, height: sheet.height });
  svg.replaceChildren(image);
  note.hidden = true;
  drawBoxes();
}

function drawBoxes() {
  if (!sheet || !here) return;
  const svg = byId("sheet");
  for (const old of svg.querySelectorAll(".mark")) old.remove();
  const boxes = sheet.boxes[here.dataset.id] || [];
  for (const [left, top, right, bottom] of boxes) {
    svg.append(made("rect", { class: "mark", x: left - 2, y: top - 1, width: right - left + 4, height: bottom - top + 2, rx: 2 }));
  }
  const first = svg.querySelector(".mark");
  const note = byId("picture-said");
  note.hidden = Boolean(first);
  note.textContent = "The words of this passage were not found on the picture.";
  if (first) {
    const box = byId("picture");
    const place = first.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (place < 40 || place > box.clientHeight - 80) box.scrollTop += place - box.clientHeight / 3;
  }
}

function made(tag, values) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
  return element;
}

// ---- keys and clicks ----------------------------------------------------------------------------------------------

function awaitTheme(isAwaited) {
  awaitsTheme = isAwaited;
  const box = byId("theme-box");
  if (!box) return;
  if (isAwaited) box.open = true;
  byId("panel").classList.toggle("awaits", isAwaited);
  if (isAwaited) {
    box.scrollIntoView({ block: "nearest" });
    say("Theme: press its letter.");
  }
}

// The codebook's rules, opened at the frame that was switched on last.
function showRules() {
  byId("rules").showModal();
  const chosen = byId(`rules-${lastFrame}`);
  if (chosen) chosen.focus();
}

byId("rules").addEventListener("keydown", (event) => {
  const frame = /^[1-9]$/.test(event.key) && byId("rules").querySelectorAll("[data-frame]")[Number(event.key) - 1];
  if (frame) frame.focus();
  if (event.key === "d") {
    event.stopPropagation(); // The page would open it again.
    byId("rules").close();
  }
});

const keys = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  g: nextUnfinished,
  "[": () => (queue ? history.back() : turn(-1)),
  "]": () => (queue ? onwards() : turn(1)),
  Enter: (event) => finish("finish", { stay: event.shiftKey }),
  q: () => finish("open"),
  y: () => finish("accept"),
  x: () => finish("reject", { stay: true }),
  a: () => setStance("asserted"),
  r: () => setStance("reported"),
  c: () => setStance("contested"),
  t: () => awaitTheme(true),
  m: openMemo,
  s: startWords,
  i: togglePicture,
  d: showRules,
  u: () => takeBack("/do/undo"),
  U: () => takeBack("/do/redo"),
  Escape: dropSpan,
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.closest("textarea, input")) {
    event.preventDefault();
    takeBack(event.shiftKey ? "/do/redo" : "/do/undo");
    return;
  }
  if (event.target === byId("memo") && event.key === "Escape") {
    event.preventDefault();
    saveMemo();
    if (here) here.focus({ preventScroll: true });
    return;
  }
  if (!isForPage(event) || !singleKeys()) return;
  if ((event.key === "Enter" || event.key === " ") && event.target.closest("button, a, summary")) return;
  if (awaitsTheme) {
    awaitTheme(false);
    const chip = document.querySelectorAll("#themes .chip")[event.key.charCodeAt(0) - 97];
    if (/^[a-z]$/.test(event.key) && chip) {
      event.preventDefault();
      toggle(chip.dataset.code, false);
    }
    return;
  }
  if (words && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    event.preventDefault();
    moveWords(event);
    return;
  }
  const frame = /^[1-9]$/.test(event.key) && document.querySelectorAll("#frames .frame")[Number(event.key) - 1];
  const work = frame ? () => toggle(frame.dataset.code, true) : keys[event.key];
  if (!work) return;
  event.preventDefault();
  work(event);
});

for (const passage of passages) passage.addEventListener("click", () => getSelection().isCollapsed && go(passage));
for (const item of document.querySelectorAll("#frames .frame")) {
  item.querySelector(".toggle").addEventListener("click", () => toggle(item.dataset.code, true));
  for (const button of item.querySelectorAll("[data-stance]")) button.addEventListener("click", () => setStance(button.dataset.stance, item.dataset.code));
}
for (const chip of document.querySelectorAll("#themes .chip")) chip.addEventListener("click", () => toggle(chip.dataset.code, false));
byId("finish").addEventListener("click", () => finish("finish"));
byId("leave").addEventListener("click", () => finish("open"));
byId("undo").addEventListener("click", () => takeBack("/do/undo"));
byId("write").addEventListener("click", openMemo);
byId("accept").addEventListener("click", () => finish("accept"));
byId("reject").addEventListener("click", () => finish("reject", { stay: true }));
byId("memo").addEventListener("blur", saveMemo);
byId("show-rules").addEventListener("click", showRules);
if (byId("show-picture")) byId("show-picture").addEventListener("click", togglePicture);
if (byId("machine-said").textContent.trim()) byId("machine-said").dataset.trouble = "yes";

for (const passage of passages) mark(passage);
paintSpans();
const wanted = at && passages.filter((one) => unitOf(one).start <= Number(at)).pop();
const fromBehind = new URLSearchParams(location.search).has("end");
const first = passages.find((one) => !stateOf(unitOf(one)).mine.standing) || passages[0];
go(wanted || (fromBehind ? passages[passages.length - 1] : first), { centre: Boolean(at) });
if (!passages.length) show();
if (desk.dataset.hasPicture && sessionStorage.getItem("picture") === "on") togglePicture();
desk.dataset.ready = "yes";
