// <details data-dismiss> (menu, share) closes on Escape, on a click outside and when focus leaves it.
for (const details of document.querySelectorAll("details[data-dismiss]")) {
  const close = () => { details.open = false; };

  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.stopPropagation();
    close();
    details.querySelector("summary").focus();
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) close();
  });
  document.addEventListener("click", (event) => {
    if (details.open && !details.contains(event.target)) close();
  });
}
