// <button data-copy="text" data-copied="Copied" hidden> copies the text and says so, in the button and to screen readers.
const status = document.querySelector("[data-status]");

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) break;

  const label = button.querySelector("[data-copy-label]");
  const original = label.textContent;
  let timer;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      return;
    }
    label.textContent = button.dataset.copied;
    status.textContent = button.dataset.copied;
    clearTimeout(timer);
    timer = setTimeout(() => {
      label.textContent = original;
      status.textContent = "";
    }, 2000);
  });
}
