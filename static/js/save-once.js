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
  const { target: form, submitter } = event;
  const waiting = new AbortController();
  const again = () => {
    waiting.abort();
    // Wagtail has greyed the button out by now, and a form leaves such a button's name out: "Publish" would only save.
    if (submitter) submitter.disabled = false;
    form.requestSubmit(submitter);
  };
  for (const end of ["success", "error"]) document.addEventListener(`w-autosave:${end}`, again, { signal: waiting.signal });
}, true);
