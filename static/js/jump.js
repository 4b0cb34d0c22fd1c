// A link to a field of an edit form opens the tab, panel or section that hides it, and puts the cursor into it: in the
// list of what has to be mended, and from anywhere else by the address "…/edit/#id_title_en".
const WRITABLE = "input:not([type=hidden]), select, textarea, button, [contenteditable=true]";
const FRAMES = 120; // Wagtail moves tabs and panels slowly, and builds its streams after the page has loaded
const canBeSeen = (element) => element.getClientRects().length > 0;
const frame = (then) => requestAnimationFrame(then);

// A stream has no input of its own: its place bears the field's bare name.
function find(id) {
  const field = document.getElementById(id) ?? document.getElementById(id.replace(/^id_/, ""));
  return field?.closest("[data-edit-form]") && !field.matches("[data-panel], [role=tabpanel]") ? field : null;
}

function open(field) {
  const tab = field.closest("[role=tabpanel][hidden]");
  if (tab) document.querySelector(`[role=tab][aria-controls="${tab.id}"]`)?.click();
  for (let panel = field.closest("[data-panel]"); panel; panel = panel.parentElement.closest("[data-panel]")) {
    const toggle = panel.querySelector("[data-panel-toggle]");
    if (toggle?.getAttribute("aria-expanded") === "false") toggle.click();
  }
}

// Rich text, streams and choosers keep their value in a hidden input: what is written in stands beside it.
function writable(field) {
  if (field.matches(WRITABLE)) return canBeSeen(field) ? field : null;
  for (const place of [field, field.closest("[data-field-input]"), field.closest("[data-field]")]) {
    const found = [...(place?.querySelectorAll(WRITABLE) ?? [])].filter(canBeSeen);
    if (found.length) return found.find((one) => one.isContentEditable) ?? found[0];
  }
  return null;
}

function enter(field, frames = FRAMES) {
  const target = writable(field);
  if (!target) {
    if (frames) frame(() => enter(field, frames - 1));
    return;
  }
  target.dataset.jumped = "";
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center", behavior: "instant" });
}

function jump(field) {
  open(field);
  enter(field);
}

function jumpToAddress(frames = FRAMES) {
  const field = find(location.hash.slice(1));
  if (field) jump(field);
  else if (location.hash && frames) frame(() => jumpToAddress(frames - 1));
}

document.addEventListener("click", (event) => {
  const field = event.target.closest("a[data-jump]") && find(event.target.closest("a").hash.slice(1));
  if (!field) return;
  event.preventDefault();
  jump(field);
});
window.addEventListener("hashchange", () => jumpToAddress(0));
// The browser's own autofocus comes while Wagtail still hides the tabs.
window.addEventListener("load", () => {
  const first = document.querySelector("[data-edit-form] [autofocus]");
  if (first && !location.hash) enter(first);
  else jumpToAddress();
});
