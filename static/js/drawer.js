// A link with data-drawer="id" opens that <dialog>, once it is data-ready, instead of leaving the page.
for (const link of document.querySelectorAll("a[data-drawer]")) {
  const dialog = document.getElementById(link.dataset.drawer);
  if (!dialog?.showModal) continue;

  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    if (!dialog.dataset.ready || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    dialog.showModal();
    dialog.addEventListener("close", () => link.focus(), { once: true });
  });

  dialog.addEventListener("click", (event) => {
    // The second of two quick clicks was meant for what opened it.
    if (event.target !== dialog || event.detail > 1) return;
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) dialog.close();
  });
}
