// "Mark verified" beside a channel's facts: at once, without leaving what is being written.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-verify]");
  if (!button || button.disabled) return;
  button.disabled = true;
  const status = button.closest("section, [data-panel]").querySelector("[data-verify-status]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  try {
    const headers = { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" };
    const answer = await fetch(button.dataset.verify, { method: "POST", headers });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    status.innerHTML = await answer.text();
  } catch {
    status.textContent = button.dataset.failed;
    button.disabled = false;
  }
});
