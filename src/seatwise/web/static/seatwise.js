// What HTML and htmx cannot say: keys in a price field, choosers that go at once, buttons that say they work.
"use strict";

document.documentElement.classList.add("js");

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.name !== "amount") return;
  if (event.key === "Escape") {
    field.value = field.defaultValue;
    field.select();
  }
});

document.addEventListener("focusin", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.name === "amount") event.target.select();
});

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLSelectElement && "go" in event.target.dataset) event.target.form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button instanceof HTMLButtonElement && button.dataset.busy) {
    if (button.getAttribute("aria-busy")) return event.preventDefault();
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-busy", "true");
  }
});
