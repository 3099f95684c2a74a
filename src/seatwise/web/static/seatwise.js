// What HTML and htmx cannot say: keys in a price field, choosers that go at once, what to do when an answer fails.
"use strict";

const SHOWN_IN_PLACE = new Set([409, 422]); // a refused value, explained beside its field

document.documentElement.classList.add("js");

// Prices: Enter saves what was typed and stays, Tab saves it and goes to the next price, Escape restores it.
// After Tab from something else without a change, or after Escape, Tab goes through everything.

let tabbed = false; // whether Tab was the last thing pressed
let walks = false;

const isPrice = (field) => field instanceof HTMLInputElement && field.name === "amount" && "saved" in field.dataset;
const isSaved = (field) => field.value === field.dataset.saved && !field.hasAttribute("aria-invalid");

function restore(field) {
  field.value = field.dataset.saved;
  if (field.hasAttribute("aria-invalid")) document.getElementById(field.getAttribute("aria-describedby"))?.remove();
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-describedby");
  field.select();
}

document.addEventListener("pointerdown", () => {
  tabbed = false;
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  tabbed = event.key === "Tab";
  if (!isPrice(field)) return;
  if (event.key === "Escape") {
    restore(field);
    walks = true;
  }
  if (!tabbed || (walks && isSaved(field))) return;
  const fields = [...document.querySelectorAll("input[data-saved]")];
  const next = fields[fields.indexOf(field) + (event.shiftKey ? -1 : 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

document.addEventListener("focusin", (event) => {
  if (!isPrice(event.target)) return;
  walks = tabbed && !isPrice(event.relatedTarget);
  event.target.select();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const field = event.detail.elt.querySelector?.("input[data-saved]");
  if (event.detail.elt.matches("form.price") && isSaved(field)) event.preventDefault();
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.detail.requestConfig.elt.matches("form.price")) htmx.trigger(document.body, "priced");
});

// A menu closes by Escape, and when something else is clicked.

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// Choosers go at once; a button that takes a while says so, and asks once.

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLSelectElement && "go" in event.target.dataset) event.target.form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!(button instanceof HTMLButtonElement) || !button.dataset.busy) return;
  if (button.getAttribute("aria-busy")) return event.preventDefault();
  button.textContent = button.dataset.busy;
  button.setAttribute("aria-busy", "true");
});

// Answers that fail: the server's page of the error takes the place of this one; no answer leaves it as it is.

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  trouble("");
  if (xhr.status < 400 || SHOWN_IN_PLACE.has(xhr.status)) return;
  if (!xhr.responseText.includes('<main id="main"')) return trouble(`Seatwise could not do this (${xhr.status}).`);
  Object.assign(event.detail, {
    shouldSwap: true,
    target: document.getElementById("main"),
    swapOverride: "innerHTML",
    selectOverride: "#main > *",
  });
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "main") event.detail.target.focus();
});

document.addEventListener("htmx:sendError", () => {
  trouble("Seatwise is not running. Nothing was changed. Start it again, then repeat the last step.");
});

function trouble(text) {
  document.getElementById("trouble")?.remove();
  if (!text) return;
  const notice = document.createElement("p");
  Object.assign(notice, { id: "trouble", className: "trouble", textContent: text });
  notice.setAttribute("role", "alert");
  document.getElementById("main").prepend(notice);
}
