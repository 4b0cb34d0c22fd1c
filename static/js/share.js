// <button data-share hidden> appears where the device can share, and opens its own sheet.
for (const button of document.querySelectorAll("button[data-share]")) {
  if (!navigator.share) break;

  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ title: button.dataset.title, url: button.dataset.url });
    } catch { /* the reader changed their mind */ }
  });
}
