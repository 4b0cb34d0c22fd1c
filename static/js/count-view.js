// <span hidden data-count-view="/v/sq/" data-page="12"> tells the site that its page is read, once a person sees it.
// What carries data-page too (a channel of a guide) is read when the address or a link leads to it.
const { countView, page } = document.querySelector("[data-count-view]")?.dataset ?? {};
const told = new Set();

const tell = (key) => {
  if (told.has(key)) return;
  told.add(key);
  navigator.sendBeacon(countView + key);
};

const tellTarget = () => {
  const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (part?.dataset.page) tell(part.dataset.page);
};

const start = () => {
  // Drawn ahead of use, or opened in a tab behind this one: nobody reads it yet.
  if (document.prerendering || document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", start);
  document.removeEventListener("prerenderingchange", start);
  tell(page);
  tellTarget();
  addEventListener("hashchange", tellTarget);
};

if (page) {
  document.addEventListener("visibilitychange", start);
  document.addEventListener("prerenderingchange", start);
  start();
}
