// [data-checklist] can be ticked. The ticks stay on this device, below the channel's key; nothing is sent.
const status = document.querySelector("[data-status]");
const nameOf = (list) => `checklist:${list.dataset.checklist}`;

const read = (list) => {
  try {
    const kept = JSON.parse(localStorage.getItem(nameOf(list)));
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
};

const write = (list, ticked) => {
  try {
    if (ticked.length) localStorage.setItem(nameOf(list), JSON.stringify(ticked));
    else localStorage.removeItem(nameOf(list));
  } catch { /* private mode: the ticks last as long as the page */ }
};

for (const list of document.querySelectorAll("[data-checklist]")) {
  const boxes = [...list.querySelectorAll("input")];
  const clear = list.querySelector("[data-clear]");
  const ticked = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const show = () => { clear.hidden = !ticked().length; };

  list.dataset.ready = "";
  list.querySelector("[data-where]").hidden = false;
  for (const box of boxes) {
    box.hidden = false;
    box.addEventListener("change", () => {
      write(list, ticked());
      show();
    });
  }
  clear.addEventListener("click", () => {
    for (const box of boxes) box.checked = false;
    write(list, []);
    boxes[0].focus();
    show();
    status.textContent = clear.dataset.cleared;
  });

  const restore = () => {
    const kept = read(list);
    for (const box of boxes) box.checked = kept.includes(box.value);
    show();
  };
  addEventListener("storage", (event) => { if (event.key === nameOf(list)) restore(); });
  restore();
}
