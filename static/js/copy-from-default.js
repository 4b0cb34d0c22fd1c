// "Copy from Albanian" works without this; here it asks before it replaces a text, and returns to the field.
const REPLACE = "copy-over";

function holdsText(value) {
  if (!value.startsWith("{")) return value.trim() !== "" && value !== "null";
  try { return JSON.parse(value).blocks.some((block) => block.text.trim()); } catch { return true; }
}

function isFilled(form, name) {
  const data = new FormData(form);
  if (!data.has(`${name}-count`)) return holdsText(String(data.get(name) ?? ""));
  const places = [...Array(Number(data.get(`${name}-count`))).keys()];
  return places.some((place) => !data.get(`${name}-${place}-deleted`));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy-from-default]");
  if (!button || !isFilled(button.form, button.value)) return;
  if (confirm(button.dataset.confirm)) button.name = REPLACE;
  else event.preventDefault();
});

const copied = location.hash.startsWith("#copy-") && location.hash.slice(1);
if (copied) {
  window.addEventListener("load", () => {
    const field = document.getElementById(copied);
    const panel = field?.closest("[data-panel]");
    panel?.querySelector("[data-panel-toggle][aria-expanded=false]")?.click();
    setTimeout(() => field?.closest(".w-panel__wrapper, [data-panel]").scrollIntoView({ behavior: "instant" }), 200);
  });
}
