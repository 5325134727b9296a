// What every page has: asking the server, telling what went wrong, dialogs, theme, help.

export const coder = document.body.dataset.coder;
const trouble = document.getElementById("trouble");

// Sends JSON and gives the answer; nothing counts as done before the server says so.
export async function send(path, values) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ coder, ...values }),
    });
  } catch {
    throw new Error("Not saved: the workbench does not answer. Start 'discourse serve' again; what was saved before is kept.");
  }
  const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
  const said = isJson ? await answer.json() : { error: await answer.text() };
  if (!answer.ok) {
    const error = new Error(said.error);
    error.status = answer.status;
    throw error;
  }
  tellChange(said.change || "");
  return said;
}

export function tellTrouble(error) {
  trouble.textContent = error.message;
  trouble.hidden = false;
}

// The codebook or the model was changed while this page was open.
function tellChange(text) {
  const change = document.getElementById("change");
  change.textContent = text;
  change.hidden = !text;
}

export function clearTrouble() {
  trouble.hidden = true;
}

export function say(text) {
  document.getElementById("said").textContent = text;
}

export function singleKeys() {
  return localStorage.getItem("single-keys") !== "off";
}

// Whether a key press is meant for the page, not for a field, a dialog or the browser.
export function isForPage(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  if (document.querySelector("dialog[open]")) return false;
  return !event.target.closest("input, select, textarea");
}

function open(dialog) {
  dialog.showModal();
}

const order = ["system", "light", "dark"];
function showTheme() {
  const chosen = localStorage.getItem("theme") || "system";
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  document.getElementById("theme").textContent = `Theme: ${chosen}`;
}
document.getElementById("theme").addEventListener("click", () => {
  const chosen = localStorage.getItem("theme") || "system";
  localStorage.setItem("theme", order[(order.indexOf(chosen) + 1) % order.length]);
  showTheme();
});
showTheme();

const help = document.getElementById("help");
document.getElementById("ask").addEventListener("click", () => open(help));
document.addEventListener("keydown", (event) => {
  if (event.key === "?" && isForPage(event)) {
    event.preventDefault();
    open(help);
  }
});
const shortcuts = document.getElementById("shortcuts");
shortcuts.checked = singleKeys();
shortcuts.addEventListener("change", () => localStorage.setItem("single-keys", shortcuts.checked ? "on" : "off"));

const person = document.getElementById("person");
if (person) {
  person.addEventListener("click", () => open(document.getElementById("person-dialog")));
  const blind = document.getElementById("blind");
  blind.addEventListener("change", async () => {
    try {
      await send("/do/blind", { on: blind.checked });
      location.reload();
    } catch (error) {
      blind.checked = !blind.checked;
      tellTrouble(error);
    }
  });
  document.getElementById("invite").addEventListener("click", async () => {
    try {
      const said = await send("/do/invite", {});
      document.getElementById("invitation").textContent = said.address;
    } catch (error) {
      tellTrouble(error);
    }
  });
}
