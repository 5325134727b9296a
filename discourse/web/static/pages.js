// Everything but reading: the name, disagreements, training.

import { clearTrouble, isForPage, say, send, singleKeys, tellTrouble } from "./common.js";

async function attempt(work) {
  try {
    clearTrouble();
    await work();
  } catch (error) {
    tellTrouble(error);
  }
}

const form = document.getElementById("sit-down");
if (form) {
  const begin = (name) =>
    attempt(async () => {
      await send("/do/sit-down", { name });
      location.assign("/");
    });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    begin(form.elements.name.value);
  });
  for (const button of document.querySelectorAll("button.name")) button.addEventListener("click", () => begin(button.value));
}

const list = document.getElementById("disagreements");
if (list) {
  const cards = [...list.querySelectorAll(".adjudicate")];
  const settle = (card, chosen) =>
    attempt(async () => {
      const { document: documentId, start, end } = card.dataset;
      await send("/do/settle", { document_id: documentId, start: Number(start), end: Number(end), chosen });
      card.classList.add("done");
      say("Settled.");
      location.reload();
    });
  for (const card of cards) {
    for (const button of card.querySelectorAll(".choose")) button.addEventListener("click", () => settle(card, button.value));
  }
  document.addEventListener("keydown", (event) => {
    if (!singleKeys() || !isForPage(event)) return;
    const here = cards.indexOf(document.activeElement.closest(".adjudicate"));
    if (event.key === "j" || event.key === "k") {
      const next = cards[event.key === "j" ? Math.min(here + 1, cards.length - 1) : Math.max(here - 1, 0)];
      if (next) next.focus();
    } else if (/^[1-9]$/.test(event.key)) {
      const card = cards[Math.max(here, 0)];
      const button = card && card.querySelectorAll(".choose")[Number(event.key) - 1];
      if (button) settle(card, button.value);
    } else return;
    event.preventDefault();
  });
  if (cards.length) cards[0].focus({ preventScroll: true });
}

const training = document.getElementById("training");
if (training) {
  const on = (id, path) => {
    const button = document.getElementById(id);
    if (!button) return;
    button.addEventListener("click", () =>
      attempt(async () => {
        button.disabled = true;
        try {
          await send(path, {});
          location.reload();
        } finally {
          button.disabled = false;
        }
      }),
    );
  };
  on("train", "/do/train");
  on("adopt", "/do/adopt");
  if (training.dataset.stage === "running") {
    const began = Date.now();
    setInterval(async () => {
      document.getElementById("waiting").textContent = `${Math.round((Date.now() - began) / 1000)} s`;
      const said = await fetch("/training/state").then((answer) => answer.json()).catch(() => null);
      if (said && said.stage !== "running") location.reload();
    }, 2000);
  }
}
