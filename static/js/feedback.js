// <form data-feedback> posts by itself; here its answer appears in its place, and the focus, which is read out, goes to it.
const ask = async (form, button) => {
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.set(button.name, button.value);
  const answer = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-feedback-said]");
};

const fail = (form) => {
  const said = form.querySelector("[role=alert]") ?? document.createElement("p");
  said.className = "feedback__problem";
  said.setAttribute("role", "alert");
  form.append(said);
  said.textContent = form.dataset.failed;
};

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-feedback]");
  if (!form) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const said = await ask(form, event.submitter).catch(() => null);
  form.ariaBusy = "false";
  if (!said) return fail(form);
  (form.closest("[data-feedback-said]") ?? form).replaceWith(said);
  said.focus();
});
