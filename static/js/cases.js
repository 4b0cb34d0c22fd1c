// [data-cases] are links to the cases of a channel: one that is chosen hides the others, also from the address.
// What is hidden is still found by the browser's search, which then chooses it, and all are printed.
const pickers = document.querySelectorAll("[data-cases]");
const status = document.querySelector("[data-status]");

const linksOf = (picker) => [...picker.querySelectorAll("a")];
const caseOf = (link) => document.getElementById(link.hash.slice(1));

const choose = (picker, hash) => {
  const links = linksOf(picker);
  const all = links.pop();
  const chosen = links.find((link) => link.hash === hash) ?? all;
  for (const link of [...links, all]) {
    if (link === chosen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const link of links) {
    if (chosen === all || chosen === link) caseOf(link).removeAttribute("hidden");
    else caseOf(link).setAttribute("hidden", "until-found");
  }
};

const follow = () => {
  const { hash } = location;
  for (const picker of pickers) {
    if (!hash || linksOf(picker).some((link) => link.hash === hash)) choose(picker, hash);
  }
  // A case that is gone leads to its channel.
  const id = hash.slice(1);
  (document.getElementById(id) ?? document.getElementById(id.replace(/-\d+$/, "")))?.scrollIntoView();
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
  for (const link of linksOf(picker).slice(0, -1)) {
    caseOf(link).addEventListener("beforematch", () => {
      choose(picker, link.hash);
      history.replaceState(null, "", link.hash);
    });
  }
}

if (pickers.length) {
  addEventListener("hashchange", follow);
  if (location.hash) follow();
}
