// A new page gets its own address with its first save: a save that crosses an autosave would make a second page.
let underWay = false;
let leaving = false;

document.addEventListener("w-autosave:save", (event) => {
  if (leaving) event.preventDefault();
  else underWay = true;
});
for (const end of ["success", "error"]) document.addEventListener(`w-autosave:${end}`, () => { underWay = false; });

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-edit-form]")) return;
  if (!underWay) { leaving = true; return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  const again = () => event.target.requestSubmit(event.submitter);
  document.addEventListener("w-autosave:success", again, { once: true });
  document.addEventListener("w-autosave:error", again, { once: true });
}, true);
