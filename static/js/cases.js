// [data-cases] are links to the cases of a channel: one that is chosen hides the others, also from the address.
// What is hidden is still found by the browser's search, which then chooses it, and all are printed.
const pickers = document.querySelectorAll("[data-cases]");
const status = document.querySelector("[data-status]");

const choose = (picker, hash) => {
  const links = [...picker.querySelectorAll("a")];
  const chosen = links.find((link) => link.hash === hash) ?? links.at(-1);
  for (const link of links) {
    if (link === chosen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const link of links.slice(0, -1)) {
    const hide = chosen !== links.at(-1) && chosen !== link;
    document.querySelector(link.hash).toggleAttribute("hidden", hide);
    if (hide) document.querySelector(link.hash).hidden = "until-found";
  }
  return chosen;
};

const follow = () => {
  const { hash } = location;
  for (const picker of pickers) {
    if (!picker.querySelector(`a[href="${CSS.escape(hash).replace("\\#", "#")}"]`)) continue;
    choose(picker, hash);
    document.getElementById(hash.slice(1))?.scrollIntoView();
  }
  // A case that is gone leads to its channel.
  const gone = /^#(k-\w+)-\d+$/.exec(hash);
  if (gone && !document.getElementById(hash.slice(1))) document.getElementById(gone[1])?.scrollIntoView();
};

for (const picker of pickers) {
  picker.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(picker, link.hash);
    history.pushState(null, "", link.hash);
    status.textContent = link.textContent;
  });
  for (const link of [...picker.querySelectorAll("a")].slice(0, -1)) {
    document.querySelector(link.hash).addEventListener("beforematch", () => {
      choose(picker, link.hash);
      history.replaceState(null, "", link.hash);
    });
  }
}

if (pickers.length) {
  addEventListener("hashchange", follow);
  addEventListener("popstate", follow);
  if (location.hash) follow();
}
